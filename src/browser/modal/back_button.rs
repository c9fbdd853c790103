//! The back button closes the dialog instead of leaving the page.
//!
//! A browser with close watchers does so by itself, with a `cancel` event as for Escape. In the others the dialog has
//! an entry in the history, which goes when the dialog goes, so that it never leaks.

use crate::browser::{listener::Listener, window};
use js_sys::{Object, Reflect};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{AbortSignal, AddEventListenerOptions, Event, History, Window};

/// Marks our entry in `history.state`. The shim knows it too, for what it cleans up after a panic.
const MARK: &str = "passage";

type Then = Box<dyn FnOnce()>;

thread_local! {
    /// The browser is on its way back from our entry, and these wait for it to arrive.
    static GOING_BACK: RefCell<Option<Vec<Then>>> = const { RefCell::new(None) };
}

/// Our entry in the history, until it is dropped.
pub struct BackButton {
    history: History,
    /// A promise to add the entry holds on to it weakly.
    _open: Rc<()>,
    _listener: Listener,
}

impl BackButton {
    /// Calls `back` when the person goes back. `None` where the browser closes dialogs by itself.
    pub fn new(window: &Window, signal: &AbortSignal, back: impl Fn() + 'static) -> Option<Self> {
        if Reflect::has(window, &JsValue::from_str("CloseWatcher")).ok()? {
            return None;
        }
        let history = window.history().ok()?;
        let open = Rc::new(());
        let (entries, still_open) = (history.clone(), Rc::downgrade(&open));
        when_back(move || {
            if still_open.strong_count() > 0 {
                let _ = add_entry(&entries);
            }
        });
        let (entries, page) = (history.clone(), window.location());
        let address = page.href().ok();
        let listener = Listener::with_capture(window, "popstate", true, signal, move |event| {
            if is_ours(&entries) {
                return;
            }
            if page.href().ok() == address {
                // For the page's router, nothing has happened.
                event.stop_immediate_propagation();
            }
            back();
        });
        Some(Self {
            history,
            _open: open,
            _listener: listener,
        })
    }
}

impl Drop for BackButton {
    fn drop(&mut self) {
        // Not if the page has gone on to an entry of its own: that is what the person looks at.
        if is_ours(&self.history)
            && GOING_BACK.with_borrow(Option::is_none)
            && go_back(&self.history).is_some()
        {
            GOING_BACK.replace(Some(Vec::new()));
        }
    }
}

/// Calls `then` when no entry of ours is there: at once, or when the browser has gone back. That takes a moment, in
/// which leaving the page, or adding an entry, would get in its way.
pub fn when_back(then: impl FnOnce() + 'static) {
    let then = GOING_BACK.with_borrow_mut(|waiting| match waiting {
        Some(waiting) => {
            waiting.push(Box::new(then));
            None
        }
        None => Some(then),
    });
    if let Some(then) = then {
        then();
    }
}

fn add_entry(history: &History) -> Result<(), JsValue> {
    // It is there already if the page was reloaded while a dialog was open.
    if !is_ours(history) {
        // A copy of the page's own state: routers expect to find it in every entry.
        let state = Object::assign(&Object::new(), history.state()?.unchecked_ref());
        Reflect::set(&state, &JsValue::from_str(MARK), &JsValue::from(1))?;
        history.push_state(&state, "")?;
    }
    Ok(())
}

fn go_back(history: &History) -> Option<()> {
    let options = AddEventListenerOptions::new();
    options.set_capture(true);
    options.set_once(true);
    let arrived = |event: Event| {
        event.stop_immediate_propagation();
        for then in GOING_BACK.take().unwrap_or_default() {
            then();
        }
    };
    window()?
        .add_event_listener_with_callback_and_add_event_listener_options(
            "popstate",
            Closure::once_into_js(arrived).unchecked_ref(),
            &options,
        )
        .ok()?;
    history.back().ok()
}

fn is_ours(history: &History) -> bool {
    history.state().is_ok_and(|state| {
        state.is_object() && Reflect::has(&state, &JsValue::from_str(MARK)).unwrap_or(false)
    })
}
