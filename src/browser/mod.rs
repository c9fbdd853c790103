//! Thin adapters over the browser. Each is a guard: made, it is registered; dropped, nothing of it is left.

pub mod fields;
pub mod http;
pub mod leftovers;
pub mod listener;
pub mod messages;
pub mod modal;
pub mod page;
pub mod policy;
pub mod timer;

use wasm_bindgen::{JsCast, JsValue};

/// The window, if this is a page.
#[must_use]
pub fn window() -> Option<web_sys::Window> {
    js_sys::global().dyn_into().ok()
}

/// Milliseconds of a clock that never runs backwards.
#[must_use]
pub fn clock_ms() -> u64 {
    window()
        .and_then(|window| window.performance())
        .map_or(0, |performance| performance.now() as u64)
}

/// The time of day, in epoch milliseconds.
#[must_use]
pub fn wall_ms() -> u64 {
    js_sys::Date::now() as u64
}

/// Tells the developer. The text is always one of our own.
pub fn warn(text: &str) {
    web_sys::console::warn_2(&JsValue::from_str("[passage]"), &JsValue::from_str(text));
}
