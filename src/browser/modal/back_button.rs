//! The back button closes the dialog instead of leaving the page.
//!
//! A browser with close watchers does so by itself, with a `cancel` event as for Escape. In the others the dialog has
//! an entry in the history, which goes when the dialog goes, so that it never leaks.

use super::{
    dom::{call, get, put},
    presses::Press,
};
use crate::browser::listener::Listener;
use js_sys::{Array, Object};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{AbortSignal, Event, Window};

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
    window: Window,
    signal: AbortSignal,
    /// A promise to add the entry holds on to it weakly.
    _open: Rc<()>,
    _listener: Listener,
}

impl BackButton {
    /// Presses `Close` when the person goes back. `None` where the browser closes dialogs by itself.
    pub fn new(window: &Window, signal: &AbortSignal, on_press: Rc<dyn Fn(Press)>) -> Option<Self> {
        if !get(window, "CloseWatcher").is_undefined() {
            return None;
        }
        let open = Rc::new(());
        let (page, still_open) = (window.clone(), Rc::downgrade(&open));
        when_back(Box::new(move || {
            if still_open.strong_count() > 0 {
                add_entry(&page);
            }
        }));
        let page = window.clone();
        let address = href(window);
        let listener =
            Listener::with_capture(window, "popstate", true, signal, move |event: Event| {
                if is_ours(&page) {
                    return;
                }
                if href(&page) == address {
                    // For the page's router, nothing has happened.
                    event.stop_immediate_propagation();
                }
                on_press(Press::Close);
            });
        Some(Self {
            window: window.clone(),
            signal: signal.clone(),
            _open: open,
            _listener: listener,
        })
    }
}

impl Drop for BackButton {
    fn drop(&mut self) {
        // Not if the page has gone on to an entry of its own: that is what the person looks at.
        if is_ours(&self.window) && GOING_BACK.with_borrow(Option::is_none) {
            let arrived = |event: Event| {
                event.stop_immediate_propagation();
                let gone_back = GOING_BACK.take();
                for then in gone_back
                    .into_iter()
                    .flat_map(|gone_back| gone_back.waiting)
                {
                    then();
                }
            };
            let listener =
                Listener::with_capture(&self.window, "popstate", true, &self.signal, arrived);
            GOING_BACK.replace(Some(GoingBack {
                waiting: Vec::new(),
                _listener: listener,
            }));
            call(&get(&self.window, "history"), "back", &Array::new());
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

fn add_entry(window: &Window) {
    // It is there already if the page was reloaded while a dialog was open.
    if !is_ours(window) {
        let history = get(window, "history");
        // A copy of the page's own state: routers expect to find it in every entry.
        let state = Object::assign(&Object::new(), get(&history, "state").unchecked_ref());
        put(&state, MARK, 1);
        call(
            &history,
            "pushState",
            &Array::of2(&state, &JsValue::from_str("")),
        );
    }
}

fn is_ours(window: &Window) -> bool {
    let state = get(&get(window, "history"), "state");
    get(&state, MARK).is_truthy()
}

fn href(window: &Window) -> JsValue {
    get(&get(window, "location"), "href")
}
