//! What the adapters take from the page, by way of `js/engine/platform.js`, where the rule for it stands; and what web-sys
//! does not have.
//!
//! web-sys's own types are used for everything else. What a page may have replaced does not throw into the instance: the
//! glue's imports are guarded, and give `undefined`, which is zero for a number, `false` for a flag and `None` for an
//! option. A text would be read from nowhere then: so here texts are `JsValue`s, and no getter of web-sys that gives a
//! `String` is used unless it catches.

use js_sys::{Array, Function, Object};
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
use web_sys::{
    AbortController, AddEventListenerOptions, Document, Element, Event, EventTarget, Headers,
    MutationObserverInit, Navigator, Node, Response, Window,
};

// `platform` is no global: the shim passes it to the glue, which is one function. None of its members throws.
#[wasm_bindgen]
extern "C" {
    /// The page.
    #[wasm_bindgen(js_namespace = platform)]
    pub fn window() -> Window;

    /// Its document.
    #[wasm_bindgen(js_namespace = platform)]
    pub fn document() -> Document;

    #[wasm_bindgen(js_namespace = platform, js_name = nowMs)]
    pub(super) fn now_ms() -> f64;

    #[wasm_bindgen(js_namespace = platform, js_name = wallMs)]
    pub(super) fn wall_ms() -> f64;

    /// From 0 up to 1.
    #[wasm_bindgen(js_namespace = platform)]
    pub fn random() -> f64;

    /// The origin of a whole address; `undefined` for anything else.
    #[wasm_bindgen(js_namespace = platform, js_name = originOf)]
    pub(super) fn origin_of_text(url: &JsValue) -> JsValue;

    /// An `AbortController` that the browser takes; `None` where the page has another one, or none.
    #[wasm_bindgen(js_namespace = platform, js_name = abortController)]
    #[must_use]
    pub fn abort_controller() -> Option<AbortController>;

    #[wasm_bindgen(js_namespace = platform)]
    pub(super) fn settle(value: &JsValue, done: &JsValue, failed: &JsValue);

    /// Calls the page's `fetch`, later: a promise of what it gives.
    #[wasm_bindgen(js_namespace = platform)]
    pub(super) fn request(
        base: &JsValue,
        path: &str,
        headers: &Array,
        signal: Option<web_sys::AbortSignal>,
    ) -> JsValue;

    /// What a body says: JSON in UTF-8, as bytes, in parts, or as a text; `undefined` for anything else.
    #[wasm_bindgen(js_namespace = platform)]
    pub(super) fn parse(body: &JsValue) -> JsValue;

    #[wasm_bindgen(js_namespace = platform)]
    fn bare() -> JsValue;

    /// A member of an object from outside: only what it has itself.
    #[wasm_bindgen(js_namespace = platform)]
    #[must_use]
    pub fn own(object: &JsValue, name: &str) -> JsValue;

    /// Gives an object of ours a member, whatever the page has done to all objects.
    #[wasm_bindgen(js_namespace = platform)]
    pub fn define(object: &Object, name: &str, value: &JsValue);

    /// Adds a sheet to a document; gives what [`discard`] takes away.
    #[wasm_bindgen(js_namespace = platform)]
    pub(super) fn adopt(root: &Node, css: &str) -> JsValue;

    #[wasm_bindgen(js_namespace = platform)]
    pub(super) fn discard(sheet: &JsValue);
}

#[wasm_bindgen]
extern "C" {
    /// An event, and what some kinds of events have.
    #[wasm_bindgen(extends = Event)]
    pub type Heard;
    /// Its name.
    #[wasm_bindgen(method, getter, js_name = type)]
    pub fn kind(this: &Heard) -> JsValue;
    /// Of a key.
    #[wasm_bindgen(method, getter)]
    pub fn key(this: &Heard) -> JsValue;
    /// Of a key: an input method is open.
    #[wasm_bindgen(method, getter, js_name = isComposing)]
    pub fn is_composing(this: &Heard) -> bool;
    /// Of a click: 2 for the second one of a double click.
    #[wasm_bindgen(method, getter)]
    pub fn detail(this: &Heard) -> f64;
    /// Of a message.
    #[wasm_bindgen(method, getter)]
    pub fn data(this: &Heard) -> JsValue;
    /// Of a message.
    #[wasm_bindgen(method, getter)]
    pub fn source(this: &Heard) -> JsValue;
    /// Of a message.
    #[wasm_bindgen(method, getter)]
    pub fn origin(this: &Heard) -> JsValue;
    /// Of a policy's violation: `enforce` or `report`.
    #[wasm_bindgen(method, getter)]
    pub fn disposition(this: &Heard) -> JsValue;
    /// Of a policy's violation.
    #[wasm_bindgen(method, getter, js_name = effectiveDirective)]
    pub fn effective_directive(this: &Heard) -> JsValue;
    /// Of a policy's violation.
    #[wasm_bindgen(method, getter, js_name = blockedURI)]
    pub fn blocked_uri(this: &Heard) -> JsValue;
    /// Of the Navigation API's `navigate`.
    #[wasm_bindgen(method, getter, js_name = navigationType)]
    pub fn navigation_type(this: &Heard) -> JsValue;

    /// A page, and what it may not have.
    #[wasm_bindgen(extends = Window)]
    pub type Page;
    /// The Navigation API.
    #[wasm_bindgen(method, getter)]
    pub fn navigation(this: &Page) -> Option<EventTarget>;
    /// Whatever has this name.
    #[wasm_bindgen(method, getter, js_name = fetch)]
    pub fn fetch_function(this: &Page) -> JsValue;

    /// Its navigator, of which a page may have taken away what it says.
    #[wasm_bindgen(extends = Navigator)]
    pub type Browser;
    /// Whether it is connected.
    #[wasm_bindgen(method, getter, js_name = onLine)]
    pub fn on_line(this: &Browser) -> JsValue;

    /// An element, and what is younger than web-sys, or a text there.
    #[wasm_bindgen(extends = Element)]
    pub type Seen;
    /// How much larger its pixels are than the window's; NaN in browsers that do not say.
    #[wasm_bindgen(method, getter, js_name = currentCSSZoom)]
    pub fn css_zoom(this: &Seen) -> f64;
    /// Its id.
    #[wasm_bindgen(method, getter)]
    pub fn id(this: &Seen) -> JsValue;

    /// A response, by whomever it was made: whoever has wrapped `fetch` may give an object of its own.
    #[wasm_bindgen(extends = Response)]
    pub type Answered;
    /// `null` where it has none, `undefined` where it is not the browser's own.
    #[wasm_bindgen(method, getter, catch)]
    pub fn body(this: &Answered) -> Result<JsValue, JsValue>;
    /// Its headers.
    #[wasm_bindgen(method, getter, catch)]
    pub fn headers(this: &Answered) -> Result<Headers, JsValue>;

    // Not a number: the fake clocks of test tools count from 10^12 or give an object, and a handle that is cut short
    // clears nothing.
    #[wasm_bindgen(js_name = setTimeout, catch)]
    pub(super) fn set_timeout(function: &Function, delay_ms: u32) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_name = clearTimeout)]
    pub(super) fn clear_timeout(handle: &JsValue);
}

/// What JavaScript calls with at most one argument. It must live for as long as it may be called.
pub type Callback = Closure<dyn Fn(JsValue)>;

/// A function for JavaScript.
#[must_use]
pub fn callback(function: Box<dyn Fn(JsValue)>) -> Callback {
    Closure::wrap(function)
}

/// It, as JavaScript takes it.
#[must_use]
pub fn function(callback: &Callback) -> &Function {
    callback.as_ref().unchecked_ref()
}

/// The origin of a whole address.
#[must_use]
pub fn origin_of(url: &str) -> Option<String> {
    origin_of_text(&url.into()).as_string()
}

/// Options without anything that the page has put on all objects.
pub(super) fn listener_options() -> AddEventListenerOptions {
    bare().unchecked_into()
}

/// The same for an observer.
pub(super) fn observer_options() -> MutationObserverInit {
    bare().unchecked_into()
}

/// Whether two values are the same object.
#[must_use]
pub fn same(one: &JsValue, other: &JsValue) -> bool {
    one == other
}
