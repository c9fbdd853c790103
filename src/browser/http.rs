//! Requests to the Connect service.

use super::{fields::JsFields, leftovers, messages::set, wall_ms};
use crate::{
    retry_after::retry_after_ms,
    wire::{Head, applies_wait},
};
use gloo_net::http::Response;
use js_sys::{JSON, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{AbortController, AbortSignal, ReadableStreamDefaultReader};

/// The longest body that is read, in bytes.
const MAX_BODY: usize = 64 * 1024;

#[wasm_bindgen]
extern "C" {
    /// The page's `fetch`, which a page may have replaced by something that throws.
    #[wasm_bindgen(catch, js_name = fetch)]
    fn fetch(request: &web_sys::Request) -> Result<JsValue, JsValue>;

    /// What such a `fetch` gives; it may have read the body already, and then even asking for a reader throws.
    type Given;

    #[wasm_bindgen(catch, method, js_name = getReader)]
    fn get_reader(this: &Given) -> Result<ReadableStreamDefaultReader, JsValue>;
}

/// What to ask for.
pub struct Call {
    /// The whole address.
    pub url: String,
    /// The body of a `POST`; `None` makes it a `GET`.
    pub json: Option<String>,
    /// Header names and values.
    pub headers: Vec<(&'static str, String)>,
}

/// A request under way. Dropping it aborts it, its body included, and its answer is never told.
#[must_use = "dropping a request aborts it"]
pub struct Exchange {
    controller: AbortController,
}

impl Exchange {
    /// Sends `call` and passes what came of it to `tell`, once, later.
    pub fn send(call: Call, tell: Box<dyn FnOnce(Outcome)>) -> Option<Self> {
        let controller = AbortController::new().ok()?;
        let signal = controller.signal();
        leftovers::note_request(&controller);
        spawn_local(async move {
            let outcome = run(call, &signal).await.ok();
            // Whoever aborted it no longer wants to hear.
            if !signal.aborted() {
                tell(outcome);
            }
        });
        Some(Self { controller })
    }
}

/// An answer's head and body, if it has a readable one; `None` where there was no connection.
pub type Outcome = Option<(Head, Option<JsFields>)>;

impl Drop for Exchange {
    fn drop(&mut self) {
        leftovers::forget_request(&self.controller);
        self.controller.abort();
    }
}

/// `Err` is whatever the browser threw or rejected with: always "no connection", never looked into.
async fn run(call: Call, signal: &AbortSignal) -> Result<(Head, Option<JsFields>), JsValue> {
    let request = build(&call, signal)?;
    let response: web_sys::Response = JsFuture::from(Promise::resolve(&fetch(&request)?))
        .await?
        .dyn_into()?;
    let response = Response::from(response);
    let headers = response.headers();
    let head = Head {
        status: response.status(),
        etag: headers.get("etag"),
        waited: headers
            .get("preference-applied")
            .is_some_and(|value| applies_wait(&value)),
        retry_after_ms: headers
            .get("retry-after")
            .and_then(|value| retry_after_ms(&value, wall_ms())),
    };
    let body = match read_body(&response).await {
        Ok(body) => body,
        // The head of a refusal is worth more than its cut body; a cut success says nothing.
        Err(_) if !response.ok() => None,
        Err(error) => return Err(error),
    };
    let fields = body
        .and_then(|text| JSON::parse(&text).ok())
        .and_then(JsFields::new);
    Ok((head, fields))
}

/// gloo-net's own `send` traps on a `fetch` that rejects with anything but an `Error`, and its builder on a header that
/// is none: the request is made here.
fn build(call: &Call, signal: &AbortSignal) -> Result<web_sys::Request, JsValue> {
    let init = Object::new();
    let headers = Object::new();
    for (name, value) in &call.headers {
        set(&headers, name, &JsValue::from_str(value));
    }
    set(&init, "headers", &headers);
    set(&init, "signal", signal);
    if let Some(json) = &call.json {
        set(&init, "method", &JsValue::from_str("POST"));
        set(&init, "body", &JsValue::from_str(json));
    }
    for (name, value) in [
        ("cache", "no-store"),
        ("redirect", "error"),
        ("credentials", "omit"),
        ("referrerPolicy", "no-referrer"),
    ] {
        set(&init, name, &JsValue::from_str(value));
    }
    web_sys::Request::new_with_str_and_init(&call.url, init.unchecked_ref())
}

/// The body as text; `Ok(None)` if it is larger than [`MAX_BODY`] or not UTF-8.
async fn read_body(response: &Response) -> Result<Option<String>, JsValue> {
    let Some(stream) = response.body() else {
        return Ok(None);
    };
    let reader = stream.unchecked_into::<Given>().get_reader()?;
    let mut bytes = Vec::new();
    loop {
        let chunk = JsFuture::from(reader.read()).await?;
        if Reflect::get(&chunk, &JsValue::from_str("done"))?.is_truthy() {
            return Ok(String::from_utf8(bytes).ok());
        }
        let chunk: Uint8Array = Reflect::get(&chunk, &JsValue::from_str("value"))?.dyn_into()?;
        if bytes.len() + chunk.length() as usize > MAX_BODY {
            let _ = reader.cancel();
            return Ok(None);
        }
        bytes.extend(chunk.to_vec());
    }
}
