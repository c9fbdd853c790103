//! Requests to the Connect service.

use super::{
    fields::JsFields,
    js::{call0, call1, call2, get, make, put, window},
    promise::then,
    wall_ms,
};
use crate::{
    retry_after::retry_after_ms,
    wire::{Head, applies_wait},
};
use gloo_net::http::Response;
use js_sys::Object;
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::{JsCast, JsValue};

/// The longest body that is read, in bytes.
const MAX_BODY: f64 = 65_536.0;

/// What to ask for.
pub struct Call<'a> {
    /// The whole address.
    pub url: &'a str,
    /// The body of a `POST`, a text; `undefined` makes it a `GET`.
    pub json: &'a JsValue,
    /// Header names and values.
    pub headers: &'a [(&'a str, &'a str)],
}

impl Call<'_> {
    /// What a `Request` is made of, beside its address.
    fn init(&self, signal: &JsValue) -> Object {
        let init = Object::new();
        let headers = Object::new();
        set_all(&headers, self.headers);
        put(&init, "headers", &headers);
        put(&init, "signal", signal);
        if !self.json.is_undefined() {
            set_all(&init, &[("method", "POST")]);
            put(&init, "body", self.json);
        }
        set_all(
            &init,
            &[
                ("cache", "no-store"),
                ("redirect", "error"),
                ("credentials", "omit"),
                ("referrerPolicy", "no-referrer"),
            ],
        );
        init
    }
}

/// Sets members that are texts.
pub fn set_all(object: &Object, members: &[(&str, &str)]) {
    for (name, text) in members {
        put(object, name, &JsValue::from_str(text));
    }
}

/// An answer's head and body, if it has a readable one; `None` where there was no connection.
pub type Outcome = Option<(Head, Option<JsFields>)>;

type Tell = Box<dyn FnOnce(Outcome)>;

/// A request under way. Dropping it aborts it, its body included, and its answer is never told.
#[must_use = "dropping a request aborts it"]
pub struct Exchange {
    controller: JsValue,
}

impl Exchange {
    /// Sends `call` and passes what came of it to `tell`, once, later.
    pub fn send(call: &Call<'_>, tell: Tell) -> Self {
        let controller = make("AbortController", &[]);
        let signal = get(&controller, "signal");
        let (url, init) = (JsValue::from_str(call.url), call.init(&signal));
        let transfer = Rc::new(Transfer {
            signal,
            tell: RefCell::new(Some(tell)),
            refused: RefCell::default(),
        });
        // Later, whatever the page has put in the place of `fetch`.
        transfer.after(
            &JsValue::UNDEFINED,
            Box::new(move |transfer, _| {
                if get(&transfer.signal, "aborted").is_truthy() {
                    return None;
                }
                // gloo-net's own `send` traps on a `fetch` that rejects with anything but an `Error`, and its builder on
                // a header that is none.
                let request = make("Request", &[&url, &init]);
                let response = call1(&window(), "fetch", &request);
                transfer.after(&response, Box::new(Transfer::answered));
                Some(())
            }),
        );
        Self { controller }
    }

    /// Its `AbortController`, for whoever must abort it when this instance can no longer run.
    #[must_use]
    pub fn controller(&self) -> &JsValue {
        &self.controller
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        call0(&self.controller, "abort");
    }
}

/// One step of a transfer; `None` is whatever the browser threw: always "no connection", never looked into.
type Step = Box<dyn FnOnce(&Rc<Transfer>, JsValue) -> Option<()>>;

/// From the request to the end of the body, step by step.
struct Transfer {
    signal: JsValue,
    tell: RefCell<Option<Tell>>,
    /// The head of a refusal is worth more than its cut body; a cut success says nothing.
    refused: RefCell<Option<Head>>,
}

/// A body as far as it has come.
struct Body {
    head: Head,
    reader: JsValue,
    decoder: JsValue,
    text: String,
    length: f64,
}

impl Transfer {
    /// Takes the next step when `promise` is fulfilled.
    fn after(self: &Rc<Self>, promise: &JsValue, step: Step) {
        let transfer = self.clone();
        then(
            promise,
            Box::new(move |value| {
                if value.and_then(|value| step(&transfer, value)).is_none() {
                    let refused = transfer.refused.take();
                    transfer.end(refused.map(|head| (head, None)));
                }
            }),
        );
    }

    fn end(&self, outcome: Outcome) {
        if let Some(tell) = self.tell.take() {
            // Whoever aborted it no longer wants to hear.
            if !get(&self.signal, "aborted").is_truthy() {
                tell(outcome);
            }
        }
    }

    fn answered(self: &Rc<Self>, response: JsValue) -> Option<()> {
        let headers = get(&response, "headers");
        let header = |name: &str| call1(&headers, "get", &JsValue::from_str(name)).as_string();
        let stream = get(&response, "body");
        let response = Response::from(response.dyn_into::<web_sys::Response>().ok()?);
        let head = Head {
            status: response.status(),
            etag: header("etag"),
            waited: header("preference-applied").is_some_and(|value| applies_wait(&value)),
            retry_after_ms: header("retry-after")
                .and_then(|value| retry_after_ms(&value, wall_ms())),
        };
        if stream.is_null() {
            self.end(Some((head, None)));
            return Some(());
        }
        if !(200..300).contains(&head.status) {
            self.refused.replace(Some(head.clone()));
        }
        // Somebody else may be reading it already: then this throws.
        let reader = call0(&stream, "getReader");
        let strict = Object::new();
        put(&strict, "fatal", &JsValue::TRUE);
        let decoder = make("TextDecoder", &[&JsValue::from_str("utf-8"), &strict]);
        self.read(Body {
            head,
            reader,
            decoder,
            text: String::new(),
            length: 0.0,
        });
        Some(())
    }

    fn read(self: &Rc<Self>, body: Body) {
        let chunk = call0(&body.reader, "read");
        self.after(
            &chunk,
            Box::new(move |transfer, chunk| transfer.take(body, &chunk)),
        );
    }

    fn take(self: &Rc<Self>, mut body: Body, chunk: &JsValue) -> Option<()> {
        let done = get(chunk, "done").is_truthy();
        let options = Object::new();
        put(&options, "stream", &(!done).into());
        let bytes = get(chunk, "value");
        if !done {
            body.length += get(&bytes, "byteLength").as_f64()?;
        }
        let text = if body.length > MAX_BODY {
            None
        } else {
            call2(&body.decoder, "decode", &bytes, &options).as_string()
        };
        let Some(text) = text else {
            // Too large, or not UTF-8: nothing more of it is wanted.
            call0(&body.reader, "cancel");
            self.end(Some((body.head, None)));
            return Some(());
        };
        body.text += &text;
        if !done {
            self.read(body);
            return Some(());
        }
        let json = get(&window(), "JSON");
        let value = call1(&json, "parse", &JsValue::from_str(&body.text));
        self.end(Some((body.head, JsFields::new(value))));
        Some(())
    }
}
