//! The page around the session: shown or hidden, online or offline, back again.

use super::{
    listener::Listener,
    platform::{Browser, Heard, document, window},
};
use crate::session::Input;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{AbortSignal, EventTarget, VisibilityState};

/// Whether the page can be seen.
#[must_use]
pub fn visible() -> bool {
    document().visibility_state() != VisibilityState::Hidden
}

/// Whether the browser believes that it is connected; a page that has taken its word away counts as connected.
#[must_use]
pub fn online() -> bool {
    window().navigator().unchecked_into::<Browser>().on_line() != JsValue::FALSE
}

/// Reports the page's life to a session while it exists.
#[must_use = "dropping it stops the reports"]
pub struct Page {
    _listeners: [Listener; 2],
}

impl Page {
    /// Calls `tell` on every change.
    pub fn new(signal: Option<&AbortSignal>, tell: Rc<dyn Fn(Input)>) -> Self {
        let listen = |target: &EventTarget, names| {
            let tell = tell.clone();
            Listener::new(
                target,
                names,
                signal,
                Box::new(move |event| tell(read(event))),
            )
        };
        Self {
            _listeners: [
                listen(&document(), &["visibilitychange", "resume"]),
                listen(&window(), &["pageshow", "online", "offline"]),
            ],
        }
    }
}

fn read(event: &Heard) -> Input {
    match event.kind().as_string().unwrap_or_default().as_str() {
        "visibilitychange" => Input::Visible(visible()),
        "online" => Input::Online(true),
        "offline" => Input::Online(false),
        // `resume`: thawed by the browser after it had frozen the page. `pageshow`: back from the back-forward cache.
        _ => Input::Resumed,
    }
}
