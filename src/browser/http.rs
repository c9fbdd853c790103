//! Requests to the Connect service.

use super::{
    fields::JsFields,
    js::{abort_controller, call0, call1, call2, define, get, window},
    promise::then,
    wall_ms,
};
use crate::{
    retry_after::retry_after_ms,
    wire::{Head, applies_wait},
};
use gloo_net::http::Response;
use js_sys::{Object, Uint8Array};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::{JsCast, JsValue};

/// The longest body that is read, in bytes.
const MAX_BODY: usize = 65_536;

/// What to ask for.
pub struct Call<'a> {
    /// The whole address.
    pub url: &'a str,
    /// The body of a `POST`, JSON; `None` makes it a `GET`.
    pub json: Option<&'a str>,
    /// Header names and values.
    pub headers: &'a [(&'a str, &'a str)],
}

impl Call<'_> {
    /// What `fetch` is given beside the address: a plain object, as whoever has wrapped it expects. Every member that a page
    /// could have put on all objects is there.
    fn init(&self, signal: &JsValue) -> Object {
        let init = Object::new();
        let headers = Object::new();
        set_all(&headers, self.headers);
        define(&init, "headers", &headers);
        define(&init, "signal", signal);
        define(
            &init,
            "body",
            &self.json.map_or(JsValue::UNDEFINED, JsValue::from_str),
        );
        let method = if self.json.is_some() { "POST" } else { "GET" };
        set_all(
            &init,
            &[
                ("method", method),
                ("mode", "cors"),
                ("cache", "no-store"),
                ("redirect", "error"),
                ("credentials", "omit"),
                ("referrerPolicy", "no-referrer"),
                ("integrity", ""),
                ("priority", "auto"),
            ],
        );
        define(&init, "keepalive", &JsValue::FALSE);
        for unset in ["window", "referrer", "duplex"] {
            define(&init, unset, &JsValue::UNDEFINED);
        }
        init
    }
}

/// Sets members that are texts.
pub fn set_all(object: &Object, members: &[(&str, &str)]) {
    for (name, text) in members {
        define(object, name, &JsValue::from_str(text));
    }
}

/// An answer's head and body, if it has a readable one; `None` where there was no connection.
pub type Outcome = Option<(Head, Option<JsFields>)>;

type Tell = Box<dyn FnOnce(Outcome)>;

/// A request under way. Dropping it aborts it, its body included, and its answer is never told.
#[must_use = "dropping a request aborts it"]
pub struct Exchange {
    transfer: Rc<Transfer>,
}

impl Exchange {
    /// Sends `call` and passes what came of it to `tell`, once, later.
    pub fn send(call: &Call<'_>, tell: Tell) -> Self {
        let controller = abort_controller();
        let init = call.init(&get(&controller, "signal"));
        let url = JsValue::from_str(call.url);
        let transfer = Rc::new(Transfer {
            controller,
            tell: RefCell::new(Some(tell)),
            refused: RefCell::default(),
        });
        // Later, whatever the page has put in the place of `fetch`.
        transfer.after(
            &JsValue::UNDEFINED,
            Box::new(move |transfer, _| {
                // gloo-net's own `send` traps on a `fetch` that rejects with anything but an `Error`, and hands it a
                // `Request`, which breaks whoever has wrapped `fetch(url, init)`.
                let response = call2(&window(), "fetch", &url, &init);
                transfer.after(&response, Box::new(Transfer::answered));
                Some(())
            }),
        );
        Self { transfer }
    }

    /// Its `AbortController`, for whoever must abort it when this instance can no longer run.
    #[must_use]
    pub fn controller(&self) -> &JsValue {
        &self.transfer.controller
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        // What was read to its end is left alone: it would show as cancelled.
        if self.transfer.tell.take().is_some() {
            call0(&self.transfer.controller, "abort");
        }
    }
}

/// One step of a transfer; `None` is whatever the browser threw: always "no connection", never looked into.
type Step = Box<dyn FnOnce(&Rc<Transfer>, JsValue) -> Option<()>>;

/// From the request to the end of the body, step by step.
struct Transfer {
    controller: JsValue,
    /// Until the end, and while somebody wants to hear of it.
    tell: RefCell<Option<Tell>>,
    /// The head of a refusal is worth more than its cut body; a cut success says nothing.
    refused: RefCell<Option<Head>>,
}

/// A body as far as it has come.
struct Body {
    head: Head,
    reader: JsValue,
    bytes: Vec<u8>,
}

impl Transfer {
    /// Takes the next step when `promise` is fulfilled.
    fn after(self: &Rc<Self>, promise: &JsValue, step: Step) {
        let transfer = self.clone();
        then(
            promise,
            Box::new(move |value| {
                if transfer.tell.borrow().is_none() {
                    return;
                }
                if value.and_then(|value| step(&transfer, value)).is_none() {
                    let refused = transfer.refused.take();
                    transfer.end(refused.map(|head| (head, None)));
                }
            }),
        );
    }

    fn end(&self, outcome: Outcome) {
        let aborted = get(&get(&self.controller, "signal"), "aborted");
        if let Some(tell) = self.tell.take()
            // After a panic the shim aborts what nobody drops any more.
            && !aborted.is_truthy()
        {
            tell(outcome);
        }
    }

    fn answered(self: &Rc<Self>, response: JsValue) -> Option<()> {
        // Whoever wraps `fetch` may give an object of another window, or one of its own.
        get(&response, "status").as_f64()?;
        let headers = get(&response, "headers");
        let header = |name: &str| call1(&headers, "get", &JsValue::from_str(name)).as_string();
        let stream = get(&response, "body");
        let whole = response.clone();
        let response = Response::from(response.unchecked_into::<web_sys::Response>());
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
        // Chrome calls a request cancelled whose body a script has read chunk by chunk, now and then, although it was read to
        // its end. So what is known to be short is read whole.
        let length = header("content-length").and_then(|length| length.parse::<usize>().ok());
        let method = if stream.is_undefined() {
            // Not the browser's own response.
            "text"
        } else if length.is_some_and(|length| length <= MAX_BODY) {
            "arrayBuffer"
        } else {
            ""
        };
        let body = call0(&whole, method);
        if !body.is_undefined() {
            self.after(
                &body,
                Box::new(|transfer, body| {
                    let value = if body.is_string() {
                        parse(&body)
                    } else {
                        parse_bytes(Uint8Array::new(&body).to_vec())
                    };
                    transfer.end(Some((head, value)));
                    Some(())
                }),
            );
            return Some(());
        }
        // Somebody else may be reading it already: then there is no reader.
        let reader = call0(&stream, "getReader");
        self.read(Body {
            head,
            reader,
            bytes: Vec::new(),
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
        if get(chunk, "done").is_truthy() {
            self.end(Some((body.head, parse_bytes(body.bytes))));
            return Some(());
        }
        let bytes = get(chunk, "value");
        let length = get(&bytes, "byteLength").as_f64()? as usize;
        if body.bytes.len() + length > MAX_BODY {
            // Nothing more of it is wanted.
            call0(&body.reader, "cancel");
            self.end(Some((body.head, None)));
            return Some(());
        }
        body.bytes.extend(Uint8Array::new(&bytes).to_vec());
        self.read(body);
        Some(())
    }
}

fn parse_bytes(bytes: Vec<u8>) -> Option<JsFields> {
    let text = String::from_utf8(bytes).ok()?;
    parse(&JsValue::from_str(
        text.strip_prefix('\u{feff}').unwrap_or(&text),
    ))
}

fn parse(text: &JsValue) -> Option<JsFields> {
    JsFields::new(call1(&get(&window(), "JSON"), "parse", text))
}

/// Whether the page's `JSON.parse` can be used.
#[must_use]
pub fn can_read() -> bool {
    parse(&JsValue::from_str("{}")).is_some()
}

/// Whether the page has a `fetch`.
#[must_use]
pub fn can_ask() -> bool {
    get(&window(), "fetch").is_function()
}
