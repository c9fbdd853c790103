//! The page around the session: shown or hidden, online or offline, back again.

use super::{listener::Listener, window};
use crate::session::Input;
use std::rc::Rc;
use web_sys::{AbortSignal, VisibilityState};

/// Whether the page can be seen.
#[must_use]
pub fn visible() -> bool {
    window()
        .and_then(|window| window.document())
        .is_none_or(|document| document.visibility_state() != VisibilityState::Hidden)
}

/// Whether the browser believes that it is connected.
#[must_use]
pub fn online() -> bool {
    window().is_none_or(|window| window.navigator().on_line())
}

/// Reports the page's life to a session while it exists.
#[must_use = "dropping it stops the reports"]
pub struct Page {
    _listeners: Vec<Listener>,
}

impl Page {
    /// Calls `tell` on every change.
    pub fn new(signal: &AbortSignal, tell: impl Fn(Input) + 'static) -> Option<Self> {
        let window = window()?;
        let document = window.document()?;
        let tell = Rc::new(tell);
        let on = |target: &web_sys::EventTarget, name, input: fn() -> Input| {
            let tell = tell.clone();
            Listener::new(target, name, signal, move |_| tell(input()))
        };
        Some(Self {
            _listeners: vec![
                on(&document, "visibilitychange", || Input::Visible(visible())),
                // Thawed by the browser after it had frozen the page.
                on(&document, "resume", || Input::Resumed),
                // Back from the back-forward cache.
                on(&window, "pageshow", || Input::Resumed),
                on(&window, "online", || Input::Online(true)),
                on(&window, "offline", || Input::Online(false)),
            ],
        })
    }
}
