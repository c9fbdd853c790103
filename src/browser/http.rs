//! Requests to the Connect service.

use super::{
    fields::JsFields,
    platform::{FetchResponse, PageWindow, abort_controller, parse, request, window},
    promise::then,
    wall_ms,
};
use crate::wire::{Head, applies_wait, read_request_id, retry_after::retry_after_ms};
use gloo_net::http::Response;
use js_sys::{Array, Uint8Array};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    AbortController, ReadableStream, ReadableStreamDefaultReader, ReadableStreamReadResult,
};

/// A longer body is not read, in bytes.
const MAX_BODY: usize = 65_536;

/// The `Request-Id` of an answer.
#[must_use]
pub fn request_id(answer: &RawAnswer) -> Option<String> {
    let (head, _) = answer.as_ref()?;
    head.request_id.clone()
}

/// The answer to a request: its head, and its body if that is a JSON object. `None` if there was no connection.
pub type RawAnswer = Option<(Head, Option<JsFields>)>;

type OnAnswer = Box<dyn FnOnce(RawAnswer)>;

/// A request under way. Dropping it aborts the request, its body included; no answer is reported after that.
#[must_use = "dropping a request aborts it"]
pub struct Exchange {
    transfer: Rc<Transfer>,
}

impl Exchange {
    /// Sends `GET {base}{path}` with `headers` (names and values), and passes the answer to `on_answer`, once, later.
    pub fn send(base: &JsValue, path: &str, headers: &[(&str, &str)], on_answer: OnAnswer) -> Self {
        let controller = abort_controller();
        let signal = controller.as_ref().map(AbortController::signal);
        let list = Array::new();
        for (name, value) in headers {
            list.push(&JsValue::from_str(name));
            list.push(&JsValue::from_str(value));
        }
        // Not gloo-net's `send`: it traps on a `fetch` that rejects with anything but an `Error`, and it passes a `Request`, which
        // breaks pages that have wrapped `fetch(url, init)`.
        Self::of(controller, &request(base, path, &list, signal), on_answer)
    }

    /// Takes over a request under way: `answer` is the promise that `fetch` returned, and `controller` aborts the request.
    pub fn of(controller: Option<AbortController>, answer: &JsValue, on_answer: OnAnswer) -> Self {
        let transfer = Rc::new(Transfer {
            controller,
            on_answer: RefCell::new(Some(on_answer)),
            error_head: RefCell::default(),
        });
        transfer.after(answer, Box::new(Transfer::read_response));
        Self { transfer }
    }

    /// What aborts the request, so that the shim can do so after a panic.
    #[must_use]
    pub fn controller(&self) -> Option<&AbortController> {
        self.transfer.controller.as_ref()
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        // A request that was read to its end is not aborted: developer tools would show it as cancelled.
        if self.transfer.on_answer.take().is_some()
            && let Some(controller) = &self.transfer.controller
        {
            controller.abort();
        }
    }
}

/// One step of a transfer. `None` if the browser threw anything at all, which always counts as "no connection".
type Step = Box<dyn FnOnce(&Rc<Transfer>, JsValue) -> Option<()>>;

/// The work of an [`Exchange`], step by step from the request to the end of the body.
struct Transfer {
    controller: Option<AbortController>,
    /// `None` once the answer is reported or no longer wanted.
    on_answer: RefCell<Option<OnAnswer>>,
    /// The head of an answer whose status is an error. It counts even if the body is cut off; a success without its body does not.
    error_head: RefCell<Option<Head>>,
}

/// The part of a body that has arrived.
struct PartialBody {
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
                if transfer.on_answer.borrow().is_none() {
                    return;
                }
                if value.and_then(|value| step(&transfer, value)).is_none() {
                    let head = transfer.error_head.take();
                    transfer.end(head.map(|head| (head, None)));
                }
            }),
        );
    }

    /// Reports the answer, unless it is no longer wanted.
    fn end(&self, answer: RawAnswer) {
        // After a panic nothing is dropped any more: the shim aborts the request instead.
        let aborted = self
            .controller
            .as_ref()
            .is_some_and(|controller| controller.signal().aborted());
        if let Some(on_answer) = self.on_answer.take()
            && !aborted
        {
            on_answer(answer);
        }
    }

    /// Reads the head, and begins to read the body.
    fn read_response(self: &Rc<Self>, value: JsValue) -> Option<()> {
        // A page that wraps `fetch` may return a response of another window, an object of its own, or nothing.
        let fetched: &FetchResponse = value.unchecked_ref();
        if !value.is_object() {
            return None;
        }
        let headers = fetched.headers().ok()?;
        let header = |name: &str| headers.get(name).ok().flatten();
        let stream = fetched.body().ok()?;
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
            request_id: header("request-id").and_then(read_request_id),
        };
        if stream.is_null() {
            self.end(Some((head, None)));
            return Some(());
        }
        if !(200..300).contains(&head.status) {
            self.error_head.replace(Some(head.clone()));
        }
        // A body that is known to be short is read in one piece: Chrome sometimes shows a request as cancelled whose body was read
        // chunk by chunk, even if it was read to its end.
        let length = header("content-length").and_then(|length| length.parse::<usize>().ok());
        let whole = if stream.is_undefined() {
            // Not the browser's own response, but an object that the page made.
            fetched.text().ok()
        } else if length.is_some_and(|length| length <= MAX_BODY) {
            fetched.array_buffer().ok()
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
        // Fails if the page is already reading the body.
        let stream: ReadableStream = stream.unchecked_into();
        let reader = ReadableStreamDefaultReader::new(&stream).ok()?;
        self.read(PartialBody {
            head,
            reader,
            parts: Array::new(),
            length: 0,
        });
        Some(())
    }

    /// Waits for the next chunk.
    fn read(self: &Rc<Self>, body: PartialBody) {
        let chunk = body.reader.read();
        self.after(
            &chunk,
            Box::new(move |transfer, chunk| transfer.add_chunk(body, chunk.unchecked_ref())),
        );
    }

    fn add_chunk(
        self: &Rc<Self>,
        mut body: PartialBody,
        chunk: &ReadableStreamReadResult,
    ) -> Option<()> {
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
            // Too long: the rest is not wanted.
            let _ = body.reader.cancel();
            self.end(Some((body.head, None)));
            return Some(());
        }
        body.parts.push(&part);
        self.read(body);
        Some(())
    }
}

/// Whether the page's `JSON.parse` works.
#[must_use]
pub fn has_json_parse() -> bool {
    parse(&"{}".into()).is_object()
}

/// Whether the page has a `fetch`.
#[must_use]
pub fn has_fetch() -> bool {
    let page: PageWindow = window().unchecked_into();
    page.fetch_function().is_function()
}
