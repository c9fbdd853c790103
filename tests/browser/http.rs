use crate::script::{Told, counts, js, number, turn};
use passage_web::{
    browser::{fields::JsFields, http::Exchange},
    wire::{Answer, Fields, ServiceError},
};
use wasm_bindgen_test::wasm_bindgen_test;

/// Replaces the page's `fetch` until it is dropped.
pub struct Fake;

impl Fake {
    /// `answer` is the body of an async function of `request`.
    pub fn new(answer: &str) -> Self {
        Self::raw(&format!(
            "(url, init) => {{ const request = {{ url, ...init }}; note(request); return (async () => {{ {answer} }})(); }}"
        ))
    }

    /// `function` is the replacement itself.
    pub fn raw(function: &str) -> Self {
        js(&format!(
            "(() => {{
               globalThis.realFetch ??= fetch;
               globalThis.requests = [];
               const note = (request) => requests.push(request);
               globalThis.fetch = {function};
             }})()"
        ));
        Self
    }

    /// Never answers, but rejects when it is aborted, like the real `fetch`.
    pub fn hanging() -> Self {
        Self::new(
            "return new Promise((_, reject) => request.signal.addEventListener('abort', () => reject(request.signal.reason), { once: true }))",
        )
    }

    pub fn requests(&self) -> u32 {
        number("requests.length") as u32
    }

    pub fn aborted(&self) -> u32 {
        number("requests.filter((request) => request.signal.aborted).length") as u32
    }
}

impl Drop for Fake {
    fn drop(&mut self) {
        js("globalThis.fetch = realFetch; delete globalThis.requests");
    }
}

type Body = Answer<String>;

/// A request whose answer is the `word` of the body.
pub fn get() -> (Exchange, Told<Body>) {
    let told = Told::new();
    let tell = told.tell();
    let exchange = Exchange::send(
        &js("location.origin"),
        "/link/status",
        &[("authorization", "Bearer clm_1")],
        Box::new(move |outcome| tell(Answer::of(outcome, |body: &JsFields| body.text("word")))),
    );
    (exchange, told)
}

/// The result of one request; the exchange lives until the result is reported.
async fn answer() -> Body {
    let (exchange, told) = get();
    let answer = told.next().await;
    turn().await;
    assert_eq!(told.waiting(), 0, "told once");
    drop(exchange);
    answer
}

#[wasm_bindgen_test]
async fn a_request_goes_out_as_the_contract_says() {
    let _fake = Fake::new("return Response.json({ word: 'yes' })");
    let (_exchange, told) = get();
    told.next().await;
    let seen = js("(() => {
        const { url, method, cache, redirect, credentials, referrerPolicy, headers } = requests[0];
        if (typeof url !== 'string') return 'no address';
        return [method, cache, redirect, credentials, referrerPolicy, headers.authorization].join();
    })()");
    assert_eq!(seen, "GET,no-store,error,omit,no-referrer,Bearer clm_1");
}

#[wasm_bindgen_test]
async fn a_readable_answer_is_reported_with_its_head() {
    let _fake = Fake::new(
        "return Response.json({ word: 'yes' }, { headers: { etag: '\"1\"', 'preference-applied': 'wait=25' } })",
    );
    let expected = Answer::Ok {
        body: "yes".to_owned(),
        etag: Some("\"1\"".into()),
        waited: true,
    };
    assert_eq!(answer().await, expected);
}

#[wasm_bindgen_test]
async fn a_304_has_no_body_and_needs_none() {
    let _fake = Fake::new(
        "return new Response(null, { status: 304, headers: { 'preference-applied': 'wait=25' } })",
    );
    assert_eq!(answer().await, Answer::NotModified { waited: true });
}

#[wasm_bindgen_test]
async fn a_refusal_is_reported_with_the_code_in_its_body() {
    let _fake = Fake::new(
        "return Response.json({ error: 'slow down', code: 'BUSY' }, { status: 429, headers: { 'retry-after': '7' } })",
    );
    let expected = Answer::Refused {
        status: 429,
        error: ServiceError {
            code: Some("BUSY".into()),
            message: Some("slow down".into()),
        },
        retry_after_ms: Some(7_000),
    };
    assert_eq!(answer().await, expected);
}

/// A refusal without a readable body.
fn refused(status: u16) -> Body {
    Answer::Refused {
        status,
        error: ServiceError::default(),
        retry_after_ms: None,
    }
}

#[wasm_bindgen_test]
async fn every_rejection_of_fetch_counts_as_no_connection() {
    for reason in [
        "undefined",
        "null",
        "'a string'",
        "42",
        "Symbol('why')",
        "new TypeError('Failed to fetch')",
        "new DOMException('gone', 'AbortError')",
        "{ then: 1 }",
        "new Proxy({}, { get() { throw 1 } })",
        "otherRealm.Error('of another realm')",
    ] {
        let _fake = Fake::new(&format!(
            "const frame = document.createElement('iframe');
             document.body.append(frame);
             const otherRealm = frame.contentWindow;
             try {{ throw {reason} }} finally {{ frame.remove() }}"
        ));
        assert_eq!(answer().await, Answer::NoConnection, "{reason}");
    }
}

#[wasm_bindgen_test]
async fn a_replaced_fetch_cannot_break_the_engine() {
    for replacement in [
        "() => { throw new Error('no') }",
        "() => { throw undefined }",
        "() => undefined",
        "() => 'text'",
        "() => ({ status: 200, ok: true })",
        "() => ({ then(resolve, reject) { reject('thenable') } })",
        "() => ({ then() { throw 'in then' } })",
        "async () => null",
        "async () => ({ status: 200, headers: {}, json: async () => ({ word: 'yes' }) })",
        "undefined",
        "42",
    ] {
        let _fake = Fake::raw(replacement);
        assert_eq!(answer().await, Answer::NoConnection, "{replacement}");
    }
}

#[wasm_bindgen_test]
async fn a_fetch_may_return_a_response_without_a_promise() {
    let _fake = Fake::raw("() => Response.json({ word: 'yes' })");
    assert!(matches!(answer().await, Answer::Ok { body, .. } if body == "yes"));
}

#[wasm_bindgen_test]
async fn a_success_that_cannot_be_read_is_unreadable() {
    for body in [
        "''",
        "'<!doctype html><title>Sign in to the café</title>'",
        "'{\"word\":\"ye'",
        "'null'",
        "'[]'",
        "'\"yes\"'",
        "'{\"word\":7}'",
        "new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])",
        "null",
    ] {
        let _fake = Fake::new(&format!("return new Response({body})"));
        assert_eq!(answer().await, Answer::Unreadable, "{body}");
    }
}

#[wasm_bindgen_test]
async fn a_body_of_64_kib_is_read_and_one_byte_more_is_not() {
    for (length, readable) in [(65_536, true), (65_537, false)] {
        let _fake = Fake::new(&format!(
            "const start = '{{\"word\":\"', end = '\"}}';
             return new Response(start + 'x'.repeat({length} - start.length - end.length) + end)"
        ));
        let answer = answer().await;
        assert_eq!(matches!(answer, Answer::Ok { .. }), readable, "{length}");
        assert_eq!(answer == Answer::Unreadable, !readable, "{length}");
    }
}

#[wasm_bindgen_test]
async fn a_short_body_is_read_whole() {
    for (body, readable) in [
        ("'{\"word\":\"yes\"}'", true),
        ("'\u{feff}{\"word\":\"yes\"}'", true),
        ("new Uint8Array([0x22, 0xff, 0x22])", false),
    ] {
        let _fake = Fake::new(&format!(
            "const response = new Response({body}, {{ headers: {{ 'content-length': '14' }} }});
             response.body.getReader = () => {{ throw new Error('not by chunks') }};
             return response"
        ));
        let answer = answer().await;
        assert_eq!(matches!(answer, Answer::Ok { .. }), readable, "{body}");
        assert_eq!(answer == Answer::Unreadable, !readable, "{body}");
    }
}

#[wasm_bindgen_test]
async fn a_body_without_end_is_cancelled_when_it_is_too_large() {
    let _fake = Fake::new(
        "globalThis.pulled = 0; globalThis.cancelled = 0;
         return new Response(new ReadableStream({
           pull(controller) { pulled += 1; controller.enqueue(new Uint8Array(16384)); },
           cancel() { cancelled += 1; },
         }))",
    );
    assert_eq!(answer().await, Answer::Unreadable);
    assert_eq!(number("cancelled"), 1.0);
    assert!(number("pulled") < 8.0);
}

/// A body that is truncated after some bytes.
const CUT: &str = "new ReadableStream({ start(c) { c.enqueue(new TextEncoder().encode('{\"word\"')); c.error(new TypeError('cut')); } })";

#[wasm_bindgen_test]
async fn a_success_with_a_truncated_body_counts_as_no_connection() {
    let _fake = Fake::new(&format!("return new Response({CUT})"));
    assert_eq!(answer().await, Answer::NoConnection);
}

#[wasm_bindgen_test]
async fn a_refusal_with_a_truncated_body_is_still_a_refusal() {
    let _fake = Fake::new(&format!("return new Response({CUT}, {{ status: 404 }})"));
    assert_eq!(answer().await, refused(404));
}

#[wasm_bindgen_test]
async fn a_body_with_something_other_than_bytes_counts_as_no_connection() {
    let _fake = Fake::new(
        "const response = new Response('');
         Object.defineProperty(response, 'body', { value: new ReadableStream({ start(c) { c.enqueue('text'); c.close(); } }) });
         return response",
    );
    assert_eq!(answer().await, Answer::NoConnection);
}

#[wasm_bindgen_test]
async fn a_body_that_the_page_is_already_reading_counts_as_no_connection() {
    let _fake = Fake::new(
        "const response = Response.json({ word: 'yes' }); response.body.getReader(); return response",
    );
    assert_eq!(answer().await, Answer::NoConnection);
}

#[wasm_bindgen_test]
async fn a_dropped_request_is_aborted_and_never_reported() {
    let before = counts();
    let fake = Fake::hanging();
    let (exchange, told) = get();
    turn().await;
    assert_eq!((fake.requests(), fake.aborted()), (1, 0));
    drop(exchange);
    turn().await;
    assert_eq!((fake.requests(), fake.aborted()), (1, 1));
    assert_eq!((told.waiting(), counts()), (0, before));
}

#[wasm_bindgen_test]
async fn a_request_dropped_before_it_has_begun_is_never_sent() {
    let fake = Fake::hanging();
    let (exchange, told) = get();
    drop(exchange);
    turn().await;
    assert_eq!((fake.requests(), told.waiting()), (0, 0));
}

#[wasm_bindgen_test]
async fn dropping_a_request_while_its_body_arrives_cancels_the_body() {
    let _fake = Fake::new(
        "return new Response(new ReadableStream({
           start(controller) {
             controller.enqueue(new TextEncoder().encode('{'));
             // What the browser does with a body when its request is aborted.
             request.signal.addEventListener('abort', () => controller.error(request.signal.reason), { once: true });
           },
         }))",
    );
    let (exchange, told) = get();
    turn().await;
    drop(exchange);
    turn().await;
    assert_eq!(
        number("requests.filter((request) => request.signal.aborted).length"),
        1.0
    );
    assert_eq!(told.waiting(), 0);
}

#[wasm_bindgen_test]
async fn an_answer_that_arrives_although_the_request_was_aborted_is_not_reported() {
    let _fake = Fake::new(
        "await new Promise((resolve) => { globalThis.release = resolve }); return Response.json({ word: 'late' })",
    );
    let (exchange, told) = get();
    turn().await;
    drop(exchange);
    js("globalThis.releaseFirst = release");
    let (_exchange, after) = get();
    turn().await;
    js("releaseFirst(); release()");
    // An answer to the same, asked and given after it.
    after.next().await;
    assert_eq!(told.waiting(), 0);
}

#[wasm_bindgen_test]
async fn the_real_fetch_is_answered_by_a_real_server() {
    // The server of this page, which does not have this path.
    let answer = answer().await;
    assert!(
        matches!(answer, Answer::Refused { status: 404, .. }),
        "{answer:?}"
    );
}

#[wasm_bindgen_test]
async fn the_real_fetch_is_aborted_when_it_is_dropped() {
    let before = counts();
    let (exchange, told) = get();
    drop(exchange);
    // A request made after it is answered after it.
    answer().await;
    assert_eq!((told.waiting(), counts()), (0, before));
}
