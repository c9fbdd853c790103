//! Requests to the Connect service.

use super::{fields::JsFields, leftovers, wall_ms};
use crate::{
    retry_after::retry_after_ms,
    wire::{Answer, Head, applies_wait},
};
use gloo_net::http::{Request, RequestBuilder};
use js_sys::{JSON, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    AbortController, ReadableStreamDefaultReader, ReferrerPolicy, RequestCache, RequestCredentials,
    RequestRedirect, Response,
};

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
    /// Sends `call` and passes the answer to `tell`, once, later.
    pub fn send<T: 'static>(
        call: Call,
        read: impl FnOnce(&JsFields) -> Option<T> + 'static,
        tell: impl FnOnce(Answer<T>) + 'static,
    ) -> Option<Self> {
        let controller = AbortController::new().ok()?;
        let signal = controller.signal();
        leftovers::note_request(&controller);
        spawn_local(async move {
            let answer = run(call, &signal, read)
                .await
                .unwrap_or(Answer::NoConnection);
            // Whoever aborted it no longer wants to hear.
            if !signal.aborted() {
                tell(answer);
            }
        });
        Some(Self { controller })
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        leftovers::forget_request(&self.controller);
        self.controller.abort();
    }
}

/// `Err` is whatever the browser threw or rejected with: always "no connection", never looked into.
async fn run<T>(
    call: Call,
    signal: &web_sys::AbortSignal,
    read: impl FnOnce(&JsFields) -> Option<T>,
) -> Result<Answer<T>, JsValue> {
    let request = build(call, signal).ok_or(JsValue::NULL)?;
    let response: Response = JsFuture::from(Promise::resolve(&fetch(&request)?))
        .await?
        .dyn_into()?;
    let headers = response.headers();
    let header = |name| headers.get(name).ok().flatten();
    let head = Head {
        status: response.status(),
        etag: header("etag"),
        waited: header("preference-applied").is_some_and(|value| applies_wait(&value)),
        retry_after_ms: header("retry-after")
            .and_then(|value| retry_after_ms(&value, wall_ms() as f64)),
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
    Ok(Answer::new(head, fields.as_ref(), read))
}

/// gloo-net's own `send` traps on a `fetch` that rejects with anything but an `Error`: only its builder is used.
fn build(call: Call, signal: &web_sys::AbortSignal) -> Option<web_sys::Request> {
    let start: fn(&str) -> RequestBuilder = if call.json.is_some() {
        Request::post
    } else {
        Request::get
    };
    let mut builder = start(&call.url)
        .cache(RequestCache::NoStore)
        .redirect(RequestRedirect::Error)
        .credentials(RequestCredentials::Omit)
        .referrer_policy(ReferrerPolicy::NoReferrer)
        .abort_signal(Some(signal));
    for (name, value) in &call.headers {
        builder = builder.header(name, value);
    }
    let request = match call.json {
        Some(json) => builder.body(json),
        None => builder.build(),
    };
    request.ok().map(Into::into)
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
