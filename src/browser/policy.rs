//! The page's own policy, when it refuses the frame.

use super::{
    js::{document, get, origin_of, text},
    listener::Listener,
};
use wasm_bindgen::JsValue;

/// Listens for a refused frame.
#[must_use = "dropping it stops listening"]
pub struct Policy {
    _listener: Listener,
}

impl Policy {
    /// Calls `refused` when the page's `frame-src` (or what stands in for it) blocks `origin`. `X-Frame-Options`
    /// and `frame-ancestors` of the other side cannot be seen from here: only the missing ready message tells.
    pub fn new(origin: &str, signal: &JsValue, refused: Box<dyn Fn()>) -> Self {
        let origin = origin.to_owned();
        let hear = move |event: JsValue| {
            let text = |name| text(&event, name).unwrap_or_default();
            let about_frames = matches!(
                text("effectiveDirective").as_str(),
                "frame-src" | "child-src" | "default-src"
            );
            // A script of the page can make an event with anything in it, but not a trusted one.
            if get(&event, "isTrusted").is_truthy()
                && text("disposition") == "enforce"
                && about_frames
                && origin_of(&text("blockedURI")).as_ref() == Some(&origin)
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
