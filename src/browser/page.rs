//! Reports to the session whether the page is visible and online, and when it comes back.

use super::{
    listener::Listener,
    platform::{DomEvent, PageNavigator, document, window},
};
use crate::session::Input;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{AbortSignal, EventTarget, VisibilityState};

/// Whether the page is visible.
#[must_use]
pub fn visible() -> bool {
    document().visibility_state() != VisibilityState::Hidden
}

/// Whether the browser reports itself online. A page that has removed `navigator.onLine` counts as online.
#[must_use]
pub fn online() -> bool {
    let navigator: PageNavigator = window().navigator().unchecked_into();
    navigator.on_line() != JsValue::FALSE
}

/// Reports every change until it is dropped.
#[must_use = "dropping it stops the reports"]
pub struct Page {
    _listeners: [Listener; 2],
}

impl Page {
    /// Passes every change to `dispatch`.
    pub fn new(signal: Option<&AbortSignal>, dispatch: Rc<dyn Fn(Input)>) -> Self {
        let listen = |target: &EventTarget, names| {
            let dispatch = dispatch.clone();
            Listener::new(
                target,
                names,
                signal,
                Box::new(move |event| dispatch(read(event))),
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

fn read(event: &DomEvent) -> Input {
    match event.kind().as_string().unwrap_or_default().as_str() {
        "visibilitychange" => Input::Visible(visible()),
        "online" => Input::Online(true),
        "offline" => Input::Online(false),
        // `resume`: the browser had frozen the page. `pageshow`: the page comes from the back-forward cache.
        _ => Input::Resumed,
    }
}
