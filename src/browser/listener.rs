//! One function that listens to events.

use super::platform::{Callback, Heard, callback, function, listener_options};
use wasm_bindgen::JsCast;
use web_sys::{AbortSignal, AddEventListenerOptions, EventTarget};

/// An event listener. Dropping it removes it; so does aborting the signal it was made with, which works even
/// when this instance can no longer run.
#[must_use = "dropping a listener removes it"]
pub struct Listener {
    target: EventTarget,
    names: &'static [&'static str],
    options: AddEventListenerOptions,
    callback: Callback,
}

impl Listener {
    /// Listens for events with these names on `target`.
    pub fn new(
        target: &EventTarget,
        names: &'static [&'static str],
        signal: Option<&AbortSignal>,
        hear: Box<dyn Fn(&Heard)>,
    ) -> Self {
        Self::with_capture(target, names, false, signal, hear)
    }

    /// The same, before the target's own listeners if `capture` is true.
    pub fn with_capture(
        target: &EventTarget,
        names: &'static [&'static str],
        capture: bool,
        signal: Option<&AbortSignal>,
        hear: Box<dyn Fn(&Heard)>,
    ) -> Self {
        let options = listener_options();
        options.set_capture(capture);
        if let Some(signal) = signal {
            options.set_signal(signal);
        }
        let listener = Self {
            target: target.clone(),
            names,
            options,
            callback: callback(Box::new(move |event| hear(event.unchecked_ref()))),
        };
        for name in names {
            let function = function(&listener.callback);
            // A page that does not let anybody listen is not listened to.
            let _ = target.add_event_listener_with_callback_and_add_event_listener_options(
                name,
                function,
                &listener.options,
            );
        }
        listener
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        for name in self.names {
            let _ = self
                .target
                .remove_event_listener_with_callback_and_event_listener_options(
                    name,
                    function(&self.callback),
                    self.options.unchecked_ref(),
                );
        }
    }
}
