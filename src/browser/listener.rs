//! One function that listens to events.

use super::js::{Callback, bare, call3, callback, put};
use js_sys::Object;
use wasm_bindgen::JsValue;

/// An event listener. Dropping it removes it; so does aborting the signal it was made with, which works even
/// when this instance can no longer run.
#[must_use = "dropping a listener removes it"]
pub struct Listener {
    target: JsValue,
    names: &'static [&'static str],
    options: Object,
    callback: Callback,
}

impl Listener {
    /// Listens for events with these names on `target`.
    pub fn new(
        target: &JsValue,
        names: &'static [&'static str],
        signal: &JsValue,
        function: Box<dyn Fn(JsValue)>,
    ) -> Self {
        Self::with_capture(target, names, false, signal, function)
    }

    /// The same, before the target's own listeners if `capture` is true.
    pub fn with_capture(
        target: &JsValue,
        names: &'static [&'static str],
        capture: bool,
        signal: &JsValue,
        function: Box<dyn Fn(JsValue)>,
    ) -> Self {
        let options = bare();
        put(&options, "capture", &capture.into());
        put(&options, "signal", signal);
        let listener = Self {
            target: target.clone(),
            names,
            options,
            callback: callback(function),
        };
        listener.call_for_each("addEventListener");
        listener
    }

    fn call_for_each(&self, method: &str) {
        for name in self.names {
            let name = JsValue::from_str(name);
            call3(
                &self.target,
                method,
                &name,
                self.callback.as_ref(),
                &self.options,
            );
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.call_for_each("removeEventListener");
    }
}
