//! One timeout.

use super::{leftovers, window};
use wasm_bindgen::{JsCast, closure::Closure};

/// The longest delay `setTimeout` takes; a longer one would fire at once.
const MAX_DELAY_MS: u64 = i32::MAX as u64;

/// A timeout that calls back once. Dropping it clears it.
#[must_use = "dropping a timer clears it"]
pub struct Timer {
    id: i32,
    _callback: Closure<dyn FnMut()>,
}

impl Timer {
    /// Calls `callback` in `delay_ms` milliseconds. `None` if there is no window.
    pub fn new(delay_ms: u64, callback: impl FnOnce() + 'static) -> Option<Self> {
        let callback = Closure::once(callback);
        let delay_ms = i32::try_from(delay_ms.min(MAX_DELAY_MS)).unwrap_or(i32::MAX);
        let id = window()?
            .set_timeout_with_callback_and_timeout_and_arguments_0(
                callback.as_ref().unchecked_ref(),
                delay_ms,
            )
            .ok()?;
        leftovers::note_timer(id);
        Some(Self {
            id,
            _callback: callback,
        })
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        leftovers::forget_timer(self.id);
        if let Some(window) = window() {
            window.clear_timeout_with_handle(self.id);
        }
    }
}
