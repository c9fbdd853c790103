//! Messages between the page and the frame.

use super::{
    fields::JsFields,
    listener::Listener,
    platform::{DomEvent, define, same, window},
};
use crate::wire::{FrameMessage, read_frame_message};
use js_sys::Object;
use wasm_bindgen::JsValue;
use web_sys::{AbortSignal, HtmlIFrameElement};

/// Sends messages to one frame at one origin, and receives those that it sends.
#[must_use = "dropping it stops listening"]
pub struct Messages {
    frame: HtmlIFrameElement,
    origin: String,
    _listener: Listener,
}

impl Messages {
    /// Passes the frame's messages to `on_message`. A message counts if its source is the frame's window and its origin is `origin`.
    /// Both are needed: after a navigation the window is still the same, and a frame inside the frame may have the same origin.
    pub fn new(
        frame: &HtmlIFrameElement,
        origin: &str,
        signal: Option<&AbortSignal>,
        on_message: Box<dyn Fn(FrameMessage)>,
    ) -> Self {
        let expected = (frame.clone(), JsValue::from_str(origin));
        let on_event = move |event: &DomEvent| {
            if let Some(message) = read(event, &expected.0, &expected.1) {
                on_message(message);
            }
        };
        Self {
            frame: frame.clone(),
            origin: origin.to_owned(),
            // A page may stop the messages that it does not know, by a listener of its own that captures.
            _listener: Listener::with_capture(
                &window(),
                &["message"],
                true,
                signal,
                Box::new(on_event),
            ),
        }
    }

    /// Sends a message of the type `kind` with further fields, leaving out those that are `undefined`. If the frame has navigated to another origin, the browser does not
    /// deliver it.
    pub fn send(&self, kind: &str, fields: &[(&str, JsValue)]) {
        let message = Object::new();
        define(&message, "passage", &JsValue::from(1));
        define(&message, "type", &JsValue::from_str(kind));
        for (name, value) in fields {
            if !value.is_undefined() {
                define(&message, name, value);
            }
        }
        if let Some(window) = self.frame.content_window() {
            // An error means that it was not delivered.
            let _ = window.post_message(&message, &self.origin);
        }
    }
}

fn read(event: &DomEvent, frame: &HtmlIFrameElement, origin: &JsValue) -> Option<FrameMessage> {
    let window = frame.content_window()?;
    // A script of the page can forge an event with any source and origin, but not a trusted one. A frame that was removed has no
    // window, so no message comes from it.
    let genuine = event.is_trusted() && same(&event.source(), &window) && event.origin() == *origin;
    genuine.then_some(())?;
    read_frame_message(&JsFields::new(event.data())?)
}
