//! The page's own policy, when it refuses the frame.

use super::{listener::Listener, window};
use wasm_bindgen::JsCast;
use web_sys::{AbortSignal, SecurityPolicyViolationEvent};

/// Listens for a refused frame.
#[must_use = "dropping it stops listening"]
pub struct Policy {
    _listener: Listener,
}

impl Policy {
    /// Calls `refused` when the page's `frame-src` (or what stands in for it) blocks `origin`. `X-Frame-Options`
    /// and `frame-ancestors` of the other side cannot be seen from here: only the missing ready message tells.
    pub fn new(origin: &str, signal: &AbortSignal, refused: impl Fn() + 'static) -> Option<Self> {
        let document = window()?.document()?;
        let origin = origin.to_owned();
        let listener = Listener::new(&document, "securitypolicyviolation", signal, move |event| {
            let Some(event) = event.dyn_ref::<SecurityPolicyViolationEvent>() else {
                return;
            };
            let about_frames = matches!(
                event.effective_directive().as_str(),
                "frame-src" | "child-src" | "default-src"
            );
            let enforced =
                event.disposition() == web_sys::SecurityPolicyViolationEventDisposition::Enforce;
            if event.is_trusted()
                && enforced
                && about_frames
                && event.blocked_uri().starts_with(&origin)
            {
                refused();
            }
        });
        Some(Self {
            _listener: listener,
        })
    }
}
