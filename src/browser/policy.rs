//! Notices when the page's Content Security Policy blocks the frame.

use super::{
    listener::Listener,
    platform::{DomEvent, document, origin_of_text},
};
use wasm_bindgen::JsValue;
use web_sys::AbortSignal;

/// Listens for violations of the page's policy by the frame.
#[must_use = "dropping it stops listening"]
pub struct Policy {
    _listener: Listener,
}

impl Policy {
    /// Calls `on_blocked` when the page's `frame-src`, or the directive that stands in for it, blocks `origin`. The frame's own
    /// `X-Frame-Options` and `frame-ancestors` are not visible to the page: if they block it, no `ready` message comes.
    pub fn new(origin: &str, signal: Option<&AbortSignal>, on_blocked: Box<dyn Fn()>) -> Self {
        let origin = JsValue::from_str(origin);
        let on_event = move |event: &DomEvent| {
            let directive = event.effective_directive();
            let about_frames = ["frame-src", "child-src", "default-src"]
                .iter()
                .any(|name| directive == *name);
            // A script of the page can forge an event with any content, but not a trusted one.
            if event.is_trusted()
                && event.disposition() == "enforce"
                && about_frames
                && origin_of_text(&event.blocked_uri()) == origin
            {
                on_blocked();
            }
        };
        Self {
            _listener: Listener::new(
                &document(),
                &["securitypolicyviolation"],
                signal,
                Box::new(on_event),
            ),
        }
    }
}
