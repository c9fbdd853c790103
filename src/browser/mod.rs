//! Thin adapters over the browser. Each is a guard: creating it registers it, dropping it undoes everything it did.

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

/// Milliseconds of a clock that never runs backwards, or of the time of day if the page has removed that clock.
#[must_use]
pub fn clock_ms() -> u64 {
    platform::now_ms() as u64
}

/// The time of day, in epoch milliseconds.
#[must_use]
pub fn wall_ms() -> u64 {
    platform::wall_ms() as u64
}

/// A number in decimal digits, without the code that `format!` brings along.
#[must_use]
pub fn decimal(number: u32) -> String {
    let mut digits = match number / 10 {
        0 => String::new(),
        rest => decimal(rest),
    };
    digits.push(char::from(b'0' + (number % 10) as u8));
    digits
}

/// Warns the developer in the console. `text` must be one of the SDK's own, so that it contains no secret.
pub fn warn(text: &str) {
    web_sys::console::warn_2(&"[passage]".into(), &text.into());
}
