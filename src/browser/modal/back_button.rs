//! The back button closes the dialog instead of leaving the page.
//!
//! A browser with close watchers does so by itself, with a `cancel` event as for Escape. In the others the dialog has
//! an entry in the history, which goes when the dialog goes, so that it never leaks.

use super::presses::Press;
use crate::browser::{
    js::{call0, call2, get, put, window},
    listener::Listener,
};
use js_sys::Object;
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::{JsCast, JsValue};

/// Marks our entry in `history.state`. The shim knows it too, for what it cleans up after a panic.
const MARK: &str = "passage";

type Then = Box<dyn FnOnce()>;

/// The browser is on its way back from our entry.
struct GoingBack {
    waiting: Vec<Then>,
    _listener: Listener,
}

thread_local! {
    static GOING_BACK: RefCell<Option<GoingBack>> = const { RefCell::new(None) };
}

/// Our entry in the history, until it is dropped.
pub struct BackButton {
    signal: JsValue,
    /// A promise to add the entry holds on to it weakly.
    _open: Rc<()>,
    _listener: Listener,
}

impl BackButton {
    /// Presses `Close` when the person goes back. `None` where the browser closes dialogs by itself.
    pub fn new(signal: &JsValue, on_press: Rc<dyn Fn(Press)>) -> Option<Self> {
        if !get(&window(), "CloseWatcher").is_undefined() {
            return None;
        }
        let open = Rc::new(());
        let still_open = Rc::downgrade(&open);
        when_back(Box::new(move || {
            if still_open.strong_count() > 0 {
                add_entry();
            }
        }));
        let address = href();
        let listener = on_pop(
            signal,
            Box::new(move |event| {
                if is_ours() {
                    return;
                }
                if href() == address {
                    end(&event);
                }
                on_press(Press::Close);
            }),
        );
        Some(Self {
            signal: signal.clone(),
            _open: open,
            _listener: listener,
        })
    }
}

impl Drop for BackButton {
    fn drop(&mut self) {
        // Not if the page has gone on to an entry of its own: that is what the person looks at.
        if is_ours() && GOING_BACK.with_borrow(Option::is_none) {
            let arrived = |event: JsValue| {
                end(&event);
                if let Some(gone_back) = GOING_BACK.take() {
                    for then in gone_back.waiting {
                        then();
                    }
                }
            };
            let going = GoingBack {
                waiting: Vec::new(),
                _listener: on_pop(&self.signal, Box::new(arrived)),
            };
            drop(GOING_BACK.replace(Some(going)));
            call0(&history(), "back");
        }
    }
}

/// Calls `then` when no entry of ours is there: at once, or when the browser has gone back. That takes a moment, in
/// which leaving the page, or adding an entry, would get in its way.
pub fn when_back(then: Then) {
    let then = GOING_BACK.with_borrow_mut(|going| match going {
        Some(going) => {
            going.waiting.push(then);
            None
        }
        None => Some(then),
    });
    if let Some(then) = then {
        then();
    }
}

fn on_pop(signal: &JsValue, function: Box<dyn Fn(JsValue)>) -> Listener {
    Listener::with_capture(&window(), &["popstate"], true, signal, function)
}

/// For the page's router, nothing has happened.
fn end(event: &JsValue) {
    call0(event, "stopImmediatePropagation");
}

fn add_entry() {
    // It is there already if the page was reloaded while a dialog was open.
    if !is_ours() {
        // A copy of the page's own state: routers expect to find it in every entry.
        let state = Object::assign(&Object::new(), get(&history(), "state").unchecked_ref());
        put(&state, MARK, &1.into());
        call2(&history(), "pushState", &state, &"".into());
    }
}

fn is_ours() -> bool {
    get(&get(&history(), "state"), MARK).is_truthy()
}

fn history() -> JsValue {
    get(&window(), "history")
}

fn href() -> JsValue {
    get(&get(&window(), "location"), "href")
}
