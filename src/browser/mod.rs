//! Thin adapters over the browser. Each is a guard: made, it is registered; dropped, nothing of it is left.

pub mod fields;
pub mod http;
pub mod js;
pub mod listener;
pub mod messages;
pub mod modal;
pub mod page;
pub mod policy;
pub mod promise;
pub mod timer;

use wasm_bindgen::JsValue;

/// Milliseconds of a clock that never runs backwards.
#[must_use]
pub fn clock_ms() -> u64 {
    js::now_ms() as u64
}

/// The time of day, in epoch milliseconds.
#[must_use]
pub fn wall_ms() -> u64 {
    js::wall_ms() as u64
}

/// The decimal digits of a number, without the formatting machinery.
#[must_use]
pub fn decimal(mut number: u32) -> String {
    let mut digits = Vec::new();
    loop {
        digits.insert(0, char::from(b'0' + (number % 10) as u8));
        number /= 10;
        if number == 0 {
            return digits.into_iter().collect();
        }
    }
}

/// Tells the developer. The text is always one of our own.
pub fn warn(text: &str) {
    let (from, text) = (JsValue::from_str("[passage]"), JsValue::from_str(text));
    js::call2(&js::get(&js::window(), "console"), "warn", &from, &text);
}
