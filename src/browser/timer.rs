//! One timeout.

use super::platform::{Callback, callback, clear_timeout, function, set_timeout};
use wasm_bindgen::JsValue;

/// The longest delay `setTimeout` takes; a longer one would fire at once.
const MAX_DELAY_MS: u64 = i32::MAX as u64;

/// A timeout that calls back once. Dropping it clears it.
#[must_use = "dropping a timer clears it"]
pub struct Timer {
    handle: JsValue,
    _callback: Callback,
}

impl Timer {
    /// Calls `run` in `delay_ms` milliseconds. `None` if the page's `setTimeout` throws or is missing.
    pub fn new(delay_ms: u64, run: Box<dyn Fn(JsValue)>) -> Option<Self> {
        let callback = callback(run);
        let handle = set_timeout(function(&callback), delay_ms.min(MAX_DELAY_MS) as u32).ok()?;
        (!handle.is_undefined()).then_some(Self {
            handle,
            _callback: callback,
        })
    }

    /// What `clearTimeout` takes, so that the shim can clear the timer after a panic.
    #[must_use]
    pub fn handle(&self) -> &JsValue {
        &self.handle
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        clear_timeout(&self.handle);
    }
}
