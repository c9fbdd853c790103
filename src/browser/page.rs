//! The page around the session: shown or hidden, online or offline, back again.

use super::{
    js::{document, get, text, window},
    listener::Listener,
};
use crate::session::Input;
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// Whether the page can be seen.
#[must_use]
pub fn visible() -> bool {
    get(&document(), "visibilityState") != "hidden"
}

/// Whether the browser believes that it is connected; a page that has taken its word away counts as connected.
#[must_use]
pub fn online() -> bool {
    get(&get(&window(), "navigator"), "onLine") != JsValue::FALSE
}

/// Reports the page's life to a session while it exists.
#[must_use = "dropping it stops the reports"]
pub struct Page {
    _listeners: [Listener; 2],
}

impl Page {
    /// Calls `tell` on every change.
    pub fn new(signal: &JsValue, tell: Rc<dyn Fn(Input)>) -> Self {
        let listen = |target: &JsValue, names| {
            let tell = tell.clone();
            Listener::new(
                target,
                names,
                signal,
                Box::new(move |event| tell(read(&event))),
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

fn read(event: &JsValue) -> Input {
    match text(event, "type").unwrap_or_default().as_str() {
        "visibilitychange" => Input::Visible(visible()),
        "online" => Input::Online(true),
        "offline" => Input::Online(false),
        // `resume`: thawed by the browser after it had frozen the page. `pageshow`: back from the back-forward cache.
        _ => Input::Resumed,
    }
}
