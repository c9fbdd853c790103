//! An event listener.

use super::platform::{Callback, DomEvent, callback, function, listener_options};
use wasm_bindgen::JsCast;
use web_sys::{AbortSignal, AddEventListenerOptions, EventTarget};

/// An event listener. Dropping it removes it. Aborting the signal it was made with removes it too, which the shim does after a
/// panic.
#[must_use = "dropping a listener removes it"]
pub struct Listener {
    target: EventTarget,
    names: &'static [&'static str],
    options: AddEventListenerOptions,
    callback: Callback,
}

impl Listener {
    /// Calls `on_event` for events with these names on `target`.
    pub fn new(
        target: &EventTarget,
        names: &'static [&'static str],
        signal: Option<&AbortSignal>,
        on_event: Box<dyn Fn(&DomEvent)>,
    ) -> Self {
        Self::with_capture(target, names, false, signal, on_event)
    }

    /// The same. With `capture`, in the capture phase: before listeners further down in the page.
    pub fn with_capture(
        target: &EventTarget,
        names: &'static [&'static str],
        capture: bool,
        signal: Option<&AbortSignal>,
        on_event: Box<dyn Fn(&DomEvent)>,
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
            callback: callback(Box::new(move |event| on_event(event.unchecked_ref()))),
        };
        for name in names {
            let function = function(&listener.callback);
            // A page may have broken `addEventListener`: then nothing is heard.
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
