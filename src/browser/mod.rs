//! Thin adapters over the browser. Each is a guard: made, it is registered; dropped, nothing of it is left.

pub mod fields;
pub mod http;
pub mod listener;
pub mod messages;
pub mod modal;
pub mod page;
pub mod platform;
pub mod policy;
pub mod promise;
pub mod timer;

/// Milliseconds of a clock that never runs backwards.
#[must_use]
pub fn clock_ms() -> u64 {
    platform::now_ms() as u64
}

/// The time of day, in epoch milliseconds.
#[must_use]
pub fn wall_ms() -> u64 {
    platform::wall_ms() as u64
}

/// The decimal digits of a number, without the formatting machinery.
#[must_use]
pub fn decimal(number: u32) -> String {
    let mut digits = match number / 10 {
        0 => String::new(),
        rest => decimal(rest),
    };
    digits.push(char::from(b'0' + (number % 10) as u8));
    digits
}

/// Tells the developer. The text is always one of our own.
pub fn warn(text: &str) {
    web_sys::console::warn_2(&"[passage]".into(), &text.into());
}
