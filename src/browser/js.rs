//! What the adapters take from the page: by way of `js/engine-platform.js`, where the rule for it stands, and by name.
//!
//! A typed binding for each member that is used once, and a closure type for each kind of callback, would add about a
//! hundred bytes each to what everyone downloads.

use js_sys::Object;
use std::cell::RefCell;
use wasm_bindgen::{JsValue, closure::Closure, prelude::wasm_bindgen};

// `platform` is no global: the shim passes it to the glue, which is one function. None of its members throws.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = platform, js_name = page)]
    fn page() -> JsValue;

    #[wasm_bindgen(js_namespace = platform, js_name = nowMs)]
    pub(super) fn now_ms() -> f64;

    #[wasm_bindgen(js_namespace = platform, js_name = wallMs)]
    pub(super) fn wall_ms() -> f64;

    /// From 0 up to 1.
    #[wasm_bindgen(js_namespace = platform)]
    pub fn random() -> f64;

    #[wasm_bindgen(js_namespace = platform, js_name = originOf)]
    fn origin_of_text(url: &str) -> JsValue;

    #[wasm_bindgen(js_namespace = platform, js_name = abortController)]
    fn new_abort_controller() -> JsValue;

    #[wasm_bindgen(js_namespace = platform)]
    pub(super) fn settle(value: &JsValue, done: &JsValue, failed: &JsValue);

    /// An object that has nothing from the page, for the browser to read.
    #[wasm_bindgen(js_namespace = platform)]
    #[must_use]
    pub fn bare() -> Object;

    /// A member of an object; `undefined` where there is none, or its getter throws.
    #[wasm_bindgen(js_namespace = platform)]
    #[must_use]
    pub fn get(object: &JsValue, name: &str) -> JsValue;

    /// The same, of an object from outside: only what it has itself.
    #[wasm_bindgen(js_namespace = platform)]
    #[must_use]
    pub fn own(object: &JsValue, name: &str) -> JsValue;

    /// Sets a member of an object.
    #[wasm_bindgen(js_namespace = platform, js_name = set)]
    pub fn put(object: &JsValue, name: &str, value: &JsValue);

    /// Gives an object of ours a member, whatever the page has done to all objects.
    #[wasm_bindgen(js_namespace = platform)]
    pub fn define(object: &JsValue, name: &str, value: &JsValue);

    /// Calls a method; `undefined` where it throws, or there is none.
    #[wasm_bindgen(js_namespace = platform, js_name = call)]
    pub fn call0(object: &JsValue, name: &str) -> JsValue;

    /// The same with an argument.
    #[wasm_bindgen(js_namespace = platform, js_name = call)]
    pub fn call1(object: &JsValue, name: &str, argument: &JsValue) -> JsValue;

    /// The same with two.
    #[wasm_bindgen(js_namespace = platform, js_name = call)]
    pub fn call2(object: &JsValue, name: &str, first: &JsValue, second: &JsValue) -> JsValue;

    /// The same with three.
    #[wasm_bindgen(js_namespace = platform, js_name = call)]
    pub fn call3(
        object: &JsValue,
        name: &str,
        first: &JsValue,
        second: &JsValue,
        third: &JsValue,
    ) -> JsValue;

    #[wasm_bindgen(js_namespace = platform, js_name = make)]
    fn make_of(owner: &JsValue, name: &str, first: &JsValue) -> JsValue;
}

thread_local! {
    /// What stands in for the page in a rehearsal; `undefined` otherwise.
    static STAGE: RefCell<JsValue> = const { RefCell::new(JsValue::UNDEFINED) };
}

/// Puts `stage` in the place of the global object, so that nothing of what follows reaches the page; `undefined` takes
/// it away.
pub fn set_stage(stage: JsValue) {
    drop(STAGE.replace(stage));
}

/// Whether this is a rehearsal.
pub fn staged() -> bool {
    STAGE.with_borrow(|stage| !stage.is_undefined())
}

/// An `AbortController`; `undefined` where the page has none that the browser takes, and in a rehearsal.
#[must_use]
pub fn abort_controller() -> JsValue {
    if staged() {
        JsValue::UNDEFINED
    } else {
        new_abort_controller()
    }
}

/// What JavaScript calls with at most one argument. It must live for as long as it may be called.
pub type Callback = Closure<dyn Fn(JsValue)>;

/// A function for JavaScript.
#[must_use]
pub fn callback(function: Box<dyn Fn(JsValue)>) -> Callback {
    Closure::wrap(function)
}

/// The global object.
#[must_use]
pub fn window() -> JsValue {
    STAGE.with_borrow(|stage| {
        if stage.is_undefined() {
            page()
        } else {
            stage.clone()
        }
    })
}

/// The document; `undefined` where this is no page.
#[must_use]
pub fn document() -> JsValue {
    get(&window(), "document")
}

/// A member of an object, if it is a text.
#[must_use]
pub fn text(object: &JsValue, name: &str) -> Option<String> {
    get(object, name).as_string()
}

/// The origin of a whole address.
#[must_use]
pub fn origin_of(url: &str) -> Option<String> {
    origin_of_text(url).as_string()
}

/// An object of a class that the page has under this name; `undefined` where its constructor throws, or there is none.
#[must_use]
pub fn make(class: &str, argument: &JsValue) -> JsValue {
    make_of(&window(), class, argument)
}
