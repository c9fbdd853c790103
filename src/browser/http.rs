//! Requests to the Connect service.

use super::{
    fields::JsFields,
    platform::{Answered, Page, abort_controller, parse, request, window},
    promise::then,
    wall_ms,
};
use crate::wire::{Head, applies_wait, retry_after::retry_after_ms};
use gloo_net::http::Response;
use js_sys::{Array, Uint8Array};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    AbortController, ReadableStream, ReadableStreamDefaultReader, ReadableStreamReadResult,
};

/// The longest body that is read, in bytes.
const MAX_BODY: usize = 65_536;

/// An answer's head and body, if it has a readable one; `None` where there was no connection.
pub type Outcome = Option<(Head, Option<JsFields>)>;

type Tell = Box<dyn FnOnce(Outcome)>;

/// A request under way. Dropping it aborts it, its body included, and its answer is never told.
#[must_use = "dropping a request aborts it"]
pub struct Exchange {
    transfer: Rc<Transfer>,
}

impl Exchange {
    /// Asks for `path` below `base`, an address, and passes what came of it to `tell`, once, later. The headers are names and values.
    pub fn send(base: &JsValue, path: &str, headers: &[(&str, &str)], tell: Tell) -> Self {
        let controller = abort_controller();
        let signal = controller.as_ref().map(AbortController::signal);
        let list = Array::new();
        for (name, value) in headers {
            list.push(&JsValue::from_str(name));
            list.push(&JsValue::from_str(value));
        }
        // gloo-net's own `send` traps on a `fetch` that rejects with anything but an `Error`, and hands it a `Request`, which
        // breaks whoever has wrapped `fetch(url, init)`.
        Self::of(controller, &request(base, path, &list, signal), tell)
    }

    /// A request that is under way: `answer` is what `fetch` gives, and `controller` aborts it.
    pub fn of(controller: Option<AbortController>, answer: &JsValue, tell: Tell) -> Self {
        let transfer = Rc::new(Transfer {
            controller,
            tell: RefCell::new(Some(tell)),
            refused: RefCell::default(),
        });
        transfer.after(answer, Box::new(Transfer::answered));
        Self { transfer }
    }

    /// Its `AbortController`, for whoever must abort it when this instance can no longer run.
    #[must_use]
    pub fn controller(&self) -> Option<&AbortController> {
        self.transfer.controller.as_ref()
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        // What was read to its end is left alone: it would show as cancelled.
        if self.transfer.tell.take().is_some()
            && let Some(controller) = &self.transfer.controller
        {
            controller.abort();
        }
    }
}

/// One step of a transfer; `None` is whatever the browser threw: always "no connection", never looked into.
type Step = Box<dyn FnOnce(&Rc<Transfer>, JsValue) -> Option<()>>;

/// From the request to the end of the body, step by step.
struct Transfer {
    controller: Option<AbortController>,
    /// Until the end, and while somebody wants to hear of it.
    tell: RefCell<Option<Tell>>,
    /// The head of a refusal is worth more than its cut body; a cut success says nothing.
    refused: RefCell<Option<Head>>,
}

/// A body as far as it has come.
struct Body {
    head: Head,
    reader: ReadableStreamDefaultReader,
    parts: Array,
    length: usize,
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
        // After a panic the shim aborts what nobody drops any more.
        let aborted = self
            .controller
            .as_ref()
            .is_some_and(|controller| controller.signal().aborted());
        if let Some(tell) = self.tell.take()
            && !aborted
        {
            tell(outcome);
        }
    }

    fn answered(self: &Rc<Self>, value: JsValue) -> Option<()> {
        // Whoever wraps `fetch` may give an object of another window, or one of its own, or nothing.
        let answered: &Answered = value.unchecked_ref();
        if !value.is_object() {
            return None;
        }
        let headers = answered.headers().ok()?;
        let header = |name: &str| headers.get(name).ok().flatten();
        let stream = answered.body().ok()?;
        let response = Response::from(value.clone().unchecked_into::<web_sys::Response>());
        if response.status() == 0 {
            return None;
        }
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
        let whole = if stream.is_undefined() {
            // Not the browser's own response.
            answered.text().ok()
        } else if length.is_some_and(|length| length <= MAX_BODY) {
            answered.array_buffer().ok()
        } else {
            None
        };
        if let Some(body) = whole {
            self.after(
                &body,
                Box::new(|transfer, body| {
                    transfer.end(Some((head, JsFields::new(parse(&body)))));
                    Some(())
                }),
            );
            return Some(());
        }
        // Somebody else may be reading it already: then there is no reader.
        let stream: ReadableStream = stream.unchecked_into();
        let reader = ReadableStreamDefaultReader::new(&stream).ok()?;
        self.read(Body {
            head,
            reader,
            parts: Array::new(),
            length: 0,
        });
        Some(())
    }

    fn read(self: &Rc<Self>, body: Body) {
        let chunk = body.reader.read();
        self.after(
            &chunk,
            Box::new(move |transfer, chunk| transfer.take(body, chunk.unchecked_ref())),
        );
    }

    fn take(self: &Rc<Self>, mut body: Body, chunk: &ReadableStreamReadResult) -> Option<()> {
        if chunk.get_done() == Some(true) {
            self.end(Some((body.head, JsFields::new(parse(&body.parts)))));
            return Some(());
        }
        let part = chunk.get_value();
        if !part.is_object() {
            return None;
        }
        body.length += part.unchecked_ref::<Uint8Array>().byte_length() as usize;
        if body.length > MAX_BODY {
            // Nothing more of it is wanted.
            let _ = body.reader.cancel();
            self.end(Some((body.head, None)));
            return Some(());
        }
        body.parts.push(&part);
        self.read(body);
        Some(())
    }
}

/// Whether the page's `JSON.parse` can be used.
#[must_use]
pub fn can_read() -> bool {
    parse(&"{}".into()).is_object()
}

/// Whether the page has a `fetch`.
#[must_use]
pub fn can_ask() -> bool {
    let page: Page = window().unchecked_into();
    page.fetch_function().is_function()
}
