//! One event listener.

use js_sys::Function;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{AbortSignal, AddEventListenerOptions, Event, EventTarget};

/// An event listener. Dropping it removes it; so does aborting the signal it was made with, which works even
/// when this instance can no longer run.
#[must_use = "dropping a listener removes it"]
pub struct Listener {
    target: EventTarget,
    name: &'static str,
    capture: bool,
    callback: Closure<dyn FnMut(Event)>,
}

impl Listener {
    /// Listens for `name` on `target`.
    pub fn new(
        target: &EventTarget,
        name: &'static str,
        signal: &AbortSignal,
        callback: impl FnMut(Event) + 'static,
    ) -> Self {
        Self::with_capture(target, name, false, signal, callback)
    }

    /// Listens for `name` on `target`, before the target's own listeners if `capture` is true.
    pub fn with_capture(
        target: &EventTarget,
        name: &'static str,
        capture: bool,
        signal: &AbortSignal,
        callback: impl FnMut(Event) + 'static,
    ) -> Self {
        let callback = Closure::<dyn FnMut(Event)>::new(callback);
        let options = AddEventListenerOptions::new();
        options.set_capture(capture);
        options.set_signal(signal);
        let function: &Function = callback.as_ref().unchecked_ref();
        // It only throws for arguments of the wrong type.
        let _ = target.add_event_listener_with_callback_and_add_event_listener_options(
            name, function, &options,
        );
        Self {
            target: target.clone(),
            name,
            capture,
            callback,
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let function: &Function = self.callback.as_ref().unchecked_ref();
        let _ = self.target.remove_event_listener_with_callback_and_bool(
            self.name,
            function,
            self.capture,
        );
    }
}
