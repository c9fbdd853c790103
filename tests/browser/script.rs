//! The page around a test: its counts, the test's own JavaScript, and values that arrive later.

use crate::platform;
use js_sys::{Function, Promise, Reflect};
use std::{cell::RefCell, collections::VecDeque, rc::Rc};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, AbortSignal, Document, EventTarget, Window};

#[wasm_bindgen(module = "/tests/harness/counts.js")]
extern "C" {
    fn install();
}

/// What is registered in the page at this moment, with names. The first call begins the counting.
pub fn counts() -> String {
    platform::load();
    install();
    // WebKit's driver supervises its own scripts with a timer in the page.
    js(
        "(({ timers, ...rest }) => JSON.stringify({ ...rest, timers: timers.filter((ms) => ms !== 30000) }))(counts.now())",
    )
    .as_string()
    .expect("a text")
}

/// Runs JavaScript and returns its result.
pub fn js(code: &str) -> JsValue {
    js_sys::eval(code).expect("the test's own script")
}

/// Runs JavaScript and waits for the promise that it returns.
pub async fn js_later(code: &str) -> JsValue {
    JsFuture::from(js(code).unchecked_into::<Promise>())
        .await
        .expect("the test's own promise")
}

/// Runs JavaScript that returns a number.
pub fn number(code: &str) -> f64 {
    js(code).as_f64().expect("a number")
}

/// Lets all promises settle that can: by the HTML standard they do so before the next task. It says nothing of messages,
/// timers and events of the browser's own, which may come much later: those are waited for themselves.
pub async fn turn() {
    js_later(
        "new Promise((resolve) => {
           const { port1, port2 } = new MessageChannel();
           port1.onmessage = () => { port1.close(); resolve(); };
           port2.postMessage(0);
         })",
    )
    .await;
}

/// Runs JavaScript and waits until the message `last` has come to the page so many times. From one window to another
/// messages keep their order: all that were posted before it are there, too.
pub async fn until_last(times: u32, code: &str) {
    js_later(&format!(
        "new Promise((resolve) => {{
           let left = {times};
           addEventListener('message', function heard({{ data }}) {{
             if (data !== 'last' || (left -= 1) > 0) return;
             removeEventListener('message', heard);
             resolve();
           }});
           {code}
         }})"
    ))
    .await;
}

/// Waits until all timers have fired that were set before for this time or less.
pub async fn until_timers(ms: u32) {
    js_later(&format!(
        "new Promise((resolve) => setTimeout(resolve, {ms}))"
    ))
    .await;
}

pub fn window() -> Window {
    web_sys::window().expect("a page")
}

pub fn document() -> Document {
    window().document().expect("a page")
}

/// The modal's texts, each of them its own name.
pub fn texts() -> JsValue {
    js("({ close: 'close', cancel: 'cancel', frame: 'frame', opening: 'opening', slow: 'slow',
           unresponsive: 'unresponsive', reconnecting: 'reconnecting', offline: 'offline', failed: 'failed', ask: 'ask', keep: 'keep',
           connected: 'connected', app: 'app' })")
}

/// A signal that nobody aborts.
pub fn signal() -> AbortSignal {
    AbortController::new().unwrap().signal()
}

/// An event without members, created by a script.
pub fn dispatch(target: &EventTarget, name: &str) {
    let event = web_sys::Event::new(name).unwrap();
    target.dispatch_event(&event).unwrap();
}

/// Sets a global for the scripts of a test.
pub fn set_global(name: &str, value: &JsValue) {
    Reflect::set(&js_sys::global(), &JsValue::from_str(name), value).unwrap();
}

/// Collects the values of an adapter's callbacks in order, and can wait for the next one.
pub struct Told<T> {
    inner: Rc<Inner<T>>,
}

struct Inner<T> {
    values: RefCell<VecDeque<T>>,
    waiting: RefCell<Option<Function>>,
}

impl<T: 'static> Told<T> {
    pub fn new() -> Self {
        Self {
            inner: Rc::new(Inner {
                values: RefCell::default(),
                waiting: RefCell::default(),
            }),
        }
    }

    /// The callback to pass to an adapter.
    pub fn tell(&self) -> impl Fn(T) + Clone + 'static {
        let inner = self.inner.clone();
        move |value| {
            inner.values.borrow_mut().push_back(value);
            if let Some(resolve) = inner.waiting.take() {
                resolve.call0(&JsValue::NULL).unwrap();
            }
        }
    }

    /// Waits for the next value.
    pub async fn next(&self) -> T {
        loop {
            if let Some(value) = self.inner.values.borrow_mut().pop_front() {
                return value;
            }
            let promise = Promise::new(&mut |resolve, _| {
                self.inner.waiting.replace(Some(resolve));
            });
            JsFuture::from(promise).await.unwrap();
        }
    }

    /// How many values have arrived and were not read.
    pub fn waiting(&self) -> usize {
        self.inner.values.borrow().len()
    }
}
