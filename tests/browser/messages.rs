use crate::script::{Told, counts, js, js_later, set_global, signal, until_last};
use passage_web::{browser::messages::Messages, wire::FrameMessage};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{AbortController, HtmlIFrameElement};

/// A frame of the page's own origin, as `globalThis.frame`: its messages have the right source and origin. With `sandbox` they have the
/// right source but another origin.
async fn frame(sandbox: Option<&str>) -> HtmlIFrameElement {
    let sandbox = sandbox.map_or(String::new(), |value| {
        format!("frame.setAttribute('sandbox', '{value}');")
    });
    js_later(&format!(
        "new Promise((resolve) => {{
           globalThis.frame = document.createElement('iframe');
           {sandbox}
           frame.srcdoc = '<script>onmessage = ({{ data, origin }}) => parent.postMessage({{ echo: data, origin }}, \"*\")</' + 'script>';
           frame.onload = () => resolve(frame);
           document.body.append(frame);
         }})"
    ))
    .await
    .unchecked_into()
}

fn origin() -> String {
    js("location.origin").as_string().unwrap()
}

/// The frame's own script posts this to the page, which has it when this returns.
async fn frame_says(data: &str) {
    let post = format!(
        "frame.contentWindow.eval(`parent.postMessage({data}, '*'); parent.postMessage('last', '*')`)"
    );
    until_last(1, &post).await;
}

fn told_by(frame: &HtmlIFrameElement) -> (Messages, Told<FrameMessage>) {
    let told = Told::new();
    let messages = Messages::new(frame, &origin(), Some(&signal()), Box::new(told.tell()));
    (messages, told)
}

#[wasm_bindgen_test]
async fn messages_of_the_frame_are_received_until_the_adapter_is_dropped() {
    let frame = frame(None).await;
    let before = counts();
    let (messages, told) = told_by(&frame);
    assert!(counts().contains("Window message"));
    frame_says("{ passage: 1, type: 'ready' }").await;
    assert_eq!(told.next().await, FrameMessage::Ready);
    frame_says("{ passage: 1, type: 'progress', step: 'signing_in' }").await;
    let step = "signing_in".to_owned();
    assert_eq!(told.next().await, FrameMessage::Progress { step });
    drop(messages);
    frame_says("{ passage: 1, type: 'close' }").await;
    assert_eq!((told.waiting(), counts()), (0, before));
    frame.remove();
}

#[wasm_bindgen_test]
async fn aborting_the_signal_removes_the_listeners_of_a_crashed_instance() {
    let frame = frame(None).await;
    let before = counts();
    let controller = AbortController::new().unwrap();
    let told = Told::new();
    let messages = Messages::new(
        &frame,
        &origin(),
        Some(&controller.signal()),
        Box::new(told.tell()),
    );
    controller.abort();
    frame_says("{ passage: 1, type: 'close' }").await;
    assert_eq!((told.waiting(), counts()), (0, before));
    std::mem::forget(messages);
    frame.remove();
}

#[wasm_bindgen_test]
async fn only_messages_of_the_frame_are_received() {
    let frame = frame(None).await;
    let (messages, told) = told_by(&frame);
    // The page itself, and a frame inside the frame: the right origin, another window.
    until_last(
        2,
        "postMessage({ passage: 1, type: 'close' }, location.origin);
         postMessage('last', location.origin);
         frame.contentWindow.eval(`
           const inner = document.createElement('iframe');
           document.body.append(inner);
           inner.contentWindow.eval(\"top.postMessage({ passage: 1, type: 'close' }, '*'); parent.parent.postMessage({ passage: 1, type: 'close' }, '*'); top.postMessage('last', '*')\");
         `)",
    )
    .await;
    assert_eq!(told.waiting(), 0);
    // The right window, another origin.
    let strict = Told::new();
    let other = Messages::new(
        &frame,
        "http://other.invalid",
        Some(&signal()),
        Box::new(strict.tell()),
    );
    frame_says("{ passage: 1, type: 'close' }").await;
    assert_eq!((strict.waiting(), told.waiting()), (0, 1));
    drop((messages, other));
    frame.remove();
}

#[wasm_bindgen_test]
async fn an_event_that_a_script_creates_is_ignored() {
    let frame = frame(None).await;
    let (messages, told) = told_by(&frame);
    js("dispatchEvent(new MessageEvent('message', {
          data: { passage: 1, type: 'close' }, origin: location.origin, source: frame.contentWindow,
        }));
        dispatchEvent(new Event('message'))");
    assert_eq!(told.waiting(), 0);
    drop(messages);
    frame.remove();
}

#[wasm_bindgen_test]
async fn whatever_else_the_frame_says_is_ignored_without_an_exception() {
    let frame = frame(None).await;
    let (messages, told) = told_by(&frame);
    js(
        "globalThis.failures = []; addEventListener('error', ({ message }) => failures.push(message))",
    );
    for data in [
        "undefined",
        "null",
        "1",
        "'ready'",
        "[]",
        "{}",
        "{ type: 'ready' }",
        "{ passage: 2, type: 'ready' }",
        "{ passage: '1', type: 'ready' }",
        "{ passage: 1, type: 'complete' }",
        "{ passage: 1, type: { toString: 1 } }",
        "{ passage: 1, type: 'progress' }",
        "{ passage: 1, type: 'progress', step: 'x'.repeat(65) }",
        "new Map([['passage', 1], ['type', 'ready']])",
        "(() => { const value = { passage: 1 }; value.type = value; return value })()",
        "{ passage: 1, __proto__: { type: 'ready' } }",
        "new Uint8Array(1000000)",
    ] {
        frame_says(data).await;
        assert_eq!(told.waiting(), 0, "{data}");
    }
    assert_eq!(js("failures.length"), 0);
    drop(messages);
    frame.remove();
}

#[wasm_bindgen_test]
async fn what_is_sent_reaches_the_frame_with_its_fields() {
    let frame = frame(None).await;
    let (messages, _told) = told_by(&frame);
    let echoed = js("new Promise((resolve) => {
           addEventListener('message', ({ data, source }) => source === frame.contentWindow && resolve(JSON.stringify(data)), { once: true });
         })");
    set_global("echoed", &echoed);
    messages.send(
        "init",
        &[
            ("sessionId", "ses_1".into()),
            ("clientToken", "tok_1".into()),
        ],
    );
    let text = js_later("echoed").await.as_string().unwrap();
    assert_eq!(
        text,
        format!(
            "{{\"echo\":{{\"passage\":1,\"type\":\"init\",\"sessionId\":\"ses_1\",\"clientToken\":\"tok_1\"}},\"origin\":\"{}\"}}",
            origin()
        )
    );
    drop(messages);
    frame.remove();
}

#[wasm_bindgen_test]
async fn what_is_sent_does_not_reach_a_window_of_another_origin() {
    // Sandboxed without allow-same-origin: its origin is opaque.
    let frame = frame(Some("allow-scripts")).await;
    let (messages, _told) = told_by(&frame);
    set_global("echoes", &JsValue::from(js_sys::Array::new()));
    js(
        "globalThis.listen = ({ data }) => data.echo && echoes.push(data.echo); addEventListener('message', listen)",
    );
    messages.send("init", &[("clientToken", "tok_1".into())]);
    // A message that may arrive; after it, the other would have arrived too.
    js("frame.contentWindow.postMessage('anyone', '*')");
    js_later(
        "new Promise((resolve) => addEventListener('message', function heard({ data }) {
           if (data.echo === 'anyone') { removeEventListener('message', heard); resolve(); }
         }))",
    )
    .await;
    js("removeEventListener('message', listen)");
    assert_eq!(js("echoes.join()"), "anyone");
    drop(messages);
    frame.remove();
}

#[wasm_bindgen_test]
async fn sending_to_a_frame_that_the_page_has_removed_does_nothing() {
    let frame = frame(None).await;
    let (messages, _told) = told_by(&frame);
    frame.remove();
    messages.send("ping", &[]);
}
