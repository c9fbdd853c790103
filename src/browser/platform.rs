//! The globals that the adapters use, by way of `js/engine/platform.js`, which says how they are guarded; and bindings that
//! web-sys lacks. For everything else the adapters use web-sys.
//!
//! A page may have replaced anything by something that throws. The glue catches that and returns `undefined`, which Rust reads as
//! zero, `false` or `None`. As a `String` it would be read from an invalid address: so strings are declared as `JsValue` here, and
//! a web-sys getter that returns a `String` is used only if it is declared to catch.

use js_sys::{Array, Function, Object};
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
use web_sys::{
    AbortController, AddEventListenerOptions, Document, Element, Event, EventTarget, Headers,
    MutationObserver, Navigator, Node, Response, Window,
};

// `platform` is not a global: the glue is a function, and the shim passes `platform` as an argument. None of its members throws.
#[wasm_bindgen]
extern "C" {
    /// The page's window.
    #[wasm_bindgen(js_namespace = platform)]
    pub fn window() -> Window;

    /// The page's document.
    #[wasm_bindgen(js_namespace = platform)]
    pub fn document() -> Document;

    #[wasm_bindgen(js_namespace = platform, js_name = nowMs)]
    pub(super) fn now_ms() -> f64;

    #[wasm_bindgen(js_namespace = platform, js_name = wallMs)]
    pub(super) fn wall_ms() -> f64;

    /// A random number from 0 up to, and not including, 1. Not for secrets.
    #[wasm_bindgen(js_namespace = platform)]
    pub fn random() -> f64;

    /// The origin of an absolute URL; `undefined` for anything else.
    #[wasm_bindgen(js_namespace = platform, js_name = originOf)]
    pub(super) fn origin_of_text(url: &JsValue) -> JsValue;

    /// The browser's own `AbortController`; `None` if the page has replaced or removed it.
    #[wasm_bindgen(js_namespace = platform, js_name = abortController)]
    #[must_use]
    pub fn abort_controller() -> Option<AbortController>;

    /// Calls one of two functions when a promise settles.
    #[wasm_bindgen(js_namespace = platform)]
    pub(super) fn settle(value: &JsValue, done: &JsValue, failed: &JsValue);

    /// Sends a `GET` with the page's `fetch`; returns a promise of the response. The headers are name, value, name, …
    #[wasm_bindgen(js_namespace = platform)]
    pub(super) fn request(
        base: &JsValue,
        path: &str,
        headers: &Array,
        signal: Option<web_sys::AbortSignal>,
    ) -> JsValue;

    /// Parses a body of JSON, given as bytes in UTF-8, as a list of such parts, or as a string; `undefined` if it is not JSON.
    #[wasm_bindgen(js_namespace = platform)]
    pub(super) fn parse(body: &JsValue) -> JsValue;

    /// An empty object without a prototype, so that the page cannot add members to it.
    #[wasm_bindgen(js_namespace = platform)]
    fn bare() -> JsValue;

    /// An object's own member, never one of its prototype; `undefined` if there is none.
    #[wasm_bindgen(js_namespace = platform)]
    #[must_use]
    pub fn own(object: &JsValue, name: &str) -> JsValue;

    /// Defines a member of an object, whatever the page has done to `Object.prototype`.
    #[wasm_bindgen(js_namespace = platform)]
    pub fn define(object: &Object, name: &str, value: &JsValue);

    /// Adds a style sheet to a document; returns what [`discard`] takes.
    #[wasm_bindgen(js_namespace = platform)]
    pub(super) fn adopt(root: &Node, css: &str) -> JsValue;

    /// Observes the children of all that an element hangs on, also through shadow roots, and nothing deeper in the page.
    #[wasm_bindgen(js_namespace = platform, js_name = observeAbove)]
    pub(super) fn observe_above(observer: &MutationObserver, element: &Node);

    /// Removes the style sheet that [`adopt`] has added.
    #[wasm_bindgen(js_namespace = platform)]
    pub(super) fn discard(sheet: &JsValue);
}

#[wasm_bindgen]
extern "C" {
    /// An event of any kind, with the members of those kinds that the adapters listen for.
    #[wasm_bindgen(extends = Event)]
    pub type DomEvent;
    /// The event's name.
    #[wasm_bindgen(method, getter, js_name = type)]
    pub fn kind(this: &DomEvent) -> JsValue;
    /// The key, of a keyboard event.
    #[wasm_bindgen(method, getter)]
    pub fn key(this: &DomEvent) -> JsValue;
    /// Whether an input method is open, of a keyboard event.
    #[wasm_bindgen(method, getter, js_name = isComposing)]
    pub fn is_composing(this: &DomEvent) -> bool;
    /// Of a click: 2 for the second of a double click.
    #[wasm_bindgen(method, getter)]
    pub fn detail(this: &DomEvent) -> f64;
    /// The data, of a message.
    #[wasm_bindgen(method, getter)]
    pub fn data(this: &DomEvent) -> JsValue;
    /// The window that sent it, of a message.
    #[wasm_bindgen(method, getter)]
    pub fn source(this: &DomEvent) -> JsValue;
    /// The sender's origin, of a message.
    #[wasm_bindgen(method, getter)]
    pub fn origin(this: &DomEvent) -> JsValue;
    /// `enforce` or `report`, of a policy violation.
    #[wasm_bindgen(method, getter)]
    pub fn disposition(this: &DomEvent) -> JsValue;
    /// The directive, such as `frame-src`, of a policy violation.
    #[wasm_bindgen(method, getter, js_name = effectiveDirective)]
    pub fn effective_directive(this: &DomEvent) -> JsValue;
    /// The address that was blocked, of a policy violation.
    #[wasm_bindgen(method, getter, js_name = blockedURI)]
    pub fn blocked_uri(this: &DomEvent) -> JsValue;
    /// `traverse` for back and forward, of the Navigation API's `navigate`.
    #[wasm_bindgen(method, getter, js_name = navigationType)]
    pub fn navigation_type(this: &DomEvent) -> JsValue;

    /// A window, with members that it may lack.
    #[wasm_bindgen(extends = Window)]
    pub type PageWindow;
    /// The Navigation API, where there is one.
    #[wasm_bindgen(method, getter)]
    pub fn navigation(this: &PageWindow) -> Option<EventTarget>;
    /// Whatever the page calls `fetch`.
    #[wasm_bindgen(method, getter, js_name = fetch)]
    pub fn fetch_function(this: &PageWindow) -> JsValue;

    /// A document, with members that it may lack.
    #[wasm_bindgen(extends = Document)]
    pub type PageDocument;
    /// Whether the browser has loaded it in place of one that it had discarded.
    #[wasm_bindgen(method, getter, js_name = wasDiscarded)]
    pub fn was_discarded(this: &PageDocument) -> bool;

    /// A navigator, from which the page may have removed members.
    #[wasm_bindgen(extends = Navigator)]
    pub type PageNavigator;
    /// Whether the browser reports itself online.
    #[wasm_bindgen(method, getter, js_name = onLine)]
    pub fn on_line(this: &PageNavigator) -> JsValue;

    /// An element, with members that web-sys lacks, or declares as a `String`.
    #[wasm_bindgen(extends = Element)]
    pub type DomElement;
    /// How much CSS zoom enlarges the element's pixels; NaN in browsers that do not report it.
    #[wasm_bindgen(method, getter, js_name = currentCSSZoom)]
    pub fn css_zoom(this: &DomElement) -> f64;
    /// The element's id.
    #[wasm_bindgen(method, getter)]
    pub fn id(this: &DomElement) -> JsValue;

    /// What `fetch` returned: a page that has wrapped `fetch` may return an object of its own.
    #[wasm_bindgen(extends = Response)]
    pub type FetchResponse;
    /// The body's stream: `null` if there is no body, `undefined` if this is not the browser's own response.
    #[wasm_bindgen(method, getter, catch)]
    pub fn body(this: &FetchResponse) -> Result<JsValue, JsValue>;
    /// The headers.
    #[wasm_bindgen(method, getter, catch)]
    pub fn headers(this: &FetchResponse) -> Result<Headers, JsValue>;

    // The handle is not declared as a number: the fake clocks of test tools return numbers above 10^12 or objects, and a handle
    // that was cut to 32 bits would clear nothing.
    #[wasm_bindgen(js_name = setTimeout, catch)]
    pub(super) fn set_timeout(function: &Function, delay_ms: u32) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_name = clearTimeout)]
    pub(super) fn clear_timeout(handle: &JsValue);
}

/// A Rust function that JavaScript can call, with at most one argument. It must live for as long as it may be called.
pub type Callback = Closure<dyn Fn(JsValue)>;

/// Makes a Rust function callable from JavaScript.
#[must_use]
pub fn callback(function: Box<dyn Fn(JsValue)>) -> Callback {
    Closure::wrap(function)
}

/// The JavaScript function of a callback.
#[must_use]
pub fn function(callback: &Callback) -> &Function {
    callback.as_ref().unchecked_ref()
}

/// The origin of an absolute URL; `None` for anything else.
#[must_use]
pub fn origin_of(url: &str) -> Option<String> {
    origin_of_text(&url.into()).as_string()
}

/// Empty options for a listener, to which the page cannot add members.
pub(super) fn listener_options() -> AddEventListenerOptions {
    bare().unchecked_into()
}

/// Whether two values are the same object.
#[must_use]
pub fn same(one: &JsValue, other: &JsValue) -> bool {
    one == other
}
