//! One timeout.

use super::js::{Callback, call1, call2, callback, window};
use wasm_bindgen::JsValue;

/// The longest delay `setTimeout` takes; a longer one would fire at once.
const MAX_DELAY_MS: u64 = i32::MAX as u64;

/// A timeout that calls back once. Dropping it clears it.
#[must_use = "dropping a timer clears it"]
pub struct Timer {
    // Not a number: the fake clocks of test tools count from 10^12 or give an object, and a handle that is cut short
    // clears nothing.
    handle: JsValue,
    _callback: Callback,
}

impl Timer {
    /// Calls `function` in `delay_ms` milliseconds. `None` if the page's `setTimeout` throws.
    pub fn new(delay_ms: u64, function: Box<dyn Fn(JsValue)>) -> Option<Self> {
        let callback = callback(function);
        let delay_ms = JsValue::from(delay_ms.min(MAX_DELAY_MS) as u32);
        let handle = call2(&window(), "setTimeout", callback.as_ref(), &delay_ms);
        (!handle.is_undefined()).then_some(Self {
            handle,
            _callback: callback,
        })
    }

    /// What `clearTimeout` takes, for whoever must clear it when this instance can no longer run.
    #[must_use]
    pub fn handle(&self) -> &JsValue {
        &self.handle
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        call1(&window(), "clearTimeout", &self.handle);
    }
}
