//! Messages between the page and the frame.

use super::{fields::JsFields, listener::Listener, window};
use crate::wire::{FrameMessage, read_frame_message};
use js_sys::{Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{AbortSignal, HtmlIFrameElement, MessageEvent};

/// The ear and mouth of one frame at one origin.
#[must_use = "dropping it stops listening"]
pub struct Messages {
    frame: HtmlIFrameElement,
    origin: String,
    _listener: Listener,
}

impl Messages {
    /// Listens to `frame`. A message counts when it comes from this frame's window and from `origin`: after a
    /// navigation the window is still the same, and a frame inside the frame has the right origin, so both are needed.
    pub fn new(
        frame: &HtmlIFrameElement,
        origin: &str,
        signal: &AbortSignal,
        tell: impl Fn(FrameMessage) + 'static,
    ) -> Option<Self> {
        let expected = (frame.clone(), origin.to_owned());
        let listener = Listener::new(window()?.as_ref(), "message", signal, move |event| {
            let Some(event) = event.dyn_ref::<MessageEvent>() else {
                return;
            };
            if let Some(message) = read(event, &expected.0, &expected.1) {
                tell(message);
            }
        });
        Some(Self {
            frame: frame.clone(),
            origin: origin.to_owned(),
            _listener: listener,
        })
    }

    /// Sends `type` with further text fields, to the frame's origin alone: if another page has taken its place,
    /// the browser does not deliver it.
    pub fn send(&self, kind: &str, fields: &[(&str, &str)]) {
        let message = Object::new();
        set(&message, "passage", &JsValue::from(1));
        set(&message, "type", &JsValue::from_str(kind));
        for (name, value) in fields {
            set(&message, name, &JsValue::from_str(value));
        }
        if let Some(window) = self.frame.content_window() {
            let _ = window.post_message(&message, &self.origin);
        }
    }
}

fn read(event: &MessageEvent, frame: &HtmlIFrameElement, origin: &str) -> Option<FrameMessage> {
    let source = event.source()?;
    let window = frame.content_window()?;
    // A script of the page can make an event with any source and origin, but not a trusted one.
    let genuine = event.is_trusted() && Object::is(&source, &window) && event.origin() == origin;
    genuine.then_some(())?;
    read_frame_message(&JsFields::new(event.data())?)
}

pub(super) fn set(object: &Object, name: &str, value: &JsValue) {
    // A plain new object takes every field.
    let _ = Reflect::set(object, &JsValue::from_str(name), value);
}
