//! Messages between the page and the frame.

use super::{
    fields::JsFields,
    listener::Listener,
    platform::{Heard, define, same, window},
};
use crate::wire::{FrameMessage, read_frame_message};
use js_sys::Object;
use wasm_bindgen::JsValue;
use web_sys::{AbortSignal, HtmlIFrameElement};

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
        signal: Option<&AbortSignal>,
        tell: Box<dyn Fn(FrameMessage)>,
    ) -> Self {
        let expected = (frame.clone(), JsValue::from_str(origin));
        let hear = move |event: &Heard| {
            if let Some(message) = read(event, &expected.0, &expected.1) {
                tell(message);
            }
        };
        Self {
            frame: frame.clone(),
            origin: origin.to_owned(),
            _listener: Listener::new(&window(), &["message"], signal, Box::new(hear)),
        }
    }

    /// Sends `type` with further fields, to the frame's origin alone: if another page has taken its place,
    /// the browser does not deliver it.
    pub fn send(&self, kind: &str, fields: &[(&str, JsValue)]) {
        let message = Object::new();
        define(&message, "passage", &JsValue::from(1));
        define(&message, "type", &JsValue::from_str(kind));
        for (name, value) in fields {
            define(&message, name, value);
        }
        if let Some(window) = self.frame.content_window() {
            // Without its window, or to another page, it is not delivered.
            let _ = window.post_message(&message, &self.origin);
        }
    }
}

fn read(event: &Heard, frame: &HtmlIFrameElement, origin: &JsValue) -> Option<FrameMessage> {
    let window = frame.content_window()?;
    // A script of the page can make an event with any source and origin, but not a trusted one. A frame that was taken
    // away has no window, and then nobody is it.
    let genuine = event.is_trusted() && same(&event.source(), &window) && event.origin() == *origin;
    genuine.then_some(())?;
    read_frame_message(&JsFields::new(event.data())?)
}
