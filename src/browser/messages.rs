//! Messages between the page and the frame.

use super::{
    fields::JsFields,
    js::{call2, get, put, text, window},
    listener::Listener,
};
use crate::wire::{FrameMessage, read_frame_message};
use js_sys::Object;
use wasm_bindgen::JsValue;

/// The ear and mouth of one frame at one origin.
#[must_use = "dropping it stops listening"]
pub struct Messages {
    frame: JsValue,
    origin: String,
    _listener: Listener,
}

impl Messages {
    /// Listens to `frame`. A message counts when it comes from this frame's window and from `origin`: after a
    /// navigation the window is still the same, and a frame inside the frame has the right origin, so both are needed.
    pub fn new(
        frame: &JsValue,
        origin: &str,
        signal: &JsValue,
        tell: Box<dyn Fn(FrameMessage)>,
    ) -> Self {
        let expected = (frame.clone(), origin.to_owned());
        let hear = move |event: JsValue| {
            if let Some(message) = read(&event, &expected.0, &expected.1) {
                tell(message);
            }
        };
        Self {
            frame: frame.clone(),
            origin: origin.to_owned(),
            _listener: Listener::new(&window(), &["message"], signal, Box::new(hear)),
        }
    }

    /// Sends `type` with further text fields, to the frame's origin alone: if another page has taken its place,
    /// the browser does not deliver it.
    pub fn send(&self, kind: &str, fields: &[(&str, &str)]) {
        let message = Object::new();
        put(&message, "passage", &JsValue::from(1));
        for (name, value) in [("type", kind)].iter().chain(fields) {
            put(&message, name, &JsValue::from_str(value));
        }
        let window = get(&self.frame, "contentWindow");
        let origin = JsValue::from_str(&self.origin);
        call2(&window, "postMessage", &message, &origin);
    }
}

fn read(event: &JsValue, frame: &JsValue, origin: &str) -> Option<FrameMessage> {
    let window = get(frame, "contentWindow");
    // A script of the page can make an event with any source and origin, but not a trusted one. A frame that was taken
    // away has no window, and then nobody is it.
    let genuine = get(event, "isTrusted").is_truthy()
        && window.is_truthy()
        && get(event, "source") == window
        && text(event, "origin")? == origin;
    genuine.then_some(())?;
    read_frame_message(&JsFields::new(get(event, "data"))?)
}
