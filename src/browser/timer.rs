//! One timeout.

use super::leftovers;
use js_sys::Function;
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};

/// The longest delay `setTimeout` takes; a longer one would fire at once.
const MAX_DELAY_MS: u64 = i32::MAX as u64;

// Not `web_sys::Window`'s, which take the handle for a small number: the fake clocks of test tools count from 10^12 or
// give an object, and a handle that is cut short clears nothing.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_name = setTimeout)]
    fn set_timeout(callback: &Function, delay_ms: i32) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_name = clearTimeout)]
    pub(super) fn clear_timeout(handle: &JsValue) -> Result<(), JsValue>;
}

/// A timeout that calls back once. Dropping it clears it.
#[must_use = "dropping a timer clears it"]
pub struct Timer {
    handle: JsValue,
    _callback: Closure<dyn FnMut()>,
}

impl Timer {
    /// Calls `callback` in `delay_ms` milliseconds. `None` if the page's `setTimeout` throws.
    pub fn new(delay_ms: u64, callback: impl FnOnce() + 'static) -> Option<Self> {
        let callback = Closure::once(callback);
        let delay_ms = i32::try_from(delay_ms.min(MAX_DELAY_MS)).unwrap_or(i32::MAX);
        let handle = set_timeout(callback.as_ref().unchecked_ref(), delay_ms).ok()?;
        leftovers::note_timer(&handle);
        Some(Self {
            handle,
            _callback: callback,
        })
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        leftovers::forget_timer(&self.handle);
        let _ = clear_timeout(&self.handle);
    }
}
