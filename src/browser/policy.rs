//! The page's own policy, when it refuses the frame.

use super::{
    listener::Listener,
    platform::{Heard, document, origin_of_text},
};
use wasm_bindgen::JsValue;
use web_sys::AbortSignal;

/// Listens for a refused frame.
#[must_use = "dropping it stops listening"]
pub struct Policy {
    _listener: Listener,
}

impl Policy {
    /// Calls `refused` when the page's `frame-src` (or what stands in for it) blocks `origin`. `X-Frame-Options`
    /// and `frame-ancestors` of the other side cannot be seen from here: only the missing ready message tells.
    pub fn new(origin: &str, signal: Option<&AbortSignal>, refused: Box<dyn Fn()>) -> Self {
        let origin = JsValue::from_str(origin);
        let hear = move |event: &Heard| {
            let directive = event.effective_directive();
            let about_frames = ["frame-src", "child-src", "default-src"]
                .iter()
                .any(|name| directive == *name);
            // A script of the page can make an event with anything in it, but not a trusted one.
            if event.is_trusted()
                && event.disposition() == "enforce"
                && about_frames
                && origin_of_text(&event.blocked_uri()) == origin
            {
                refused();
            }
        };
        Self {
            _listener: Listener::new(
                &document(),
                &["securitypolicyviolation"],
                signal,
                Box::new(hear),
            ),
        }
    }
}
