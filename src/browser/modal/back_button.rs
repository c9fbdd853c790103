//! The back button closes the dialog instead of leaving the page.
//!
//! The dialog has an entry in the history, which is removed with the dialog. Browsers with close watchers need the entry too:
//! on a desktop, their back button does not close dialogs. Where it does, the dialog gets a `cancel` event as for Escape, and the
//! entry is removed as after any other closing.

use super::presses::Press;
use crate::browser::{
    listener::Listener,
    platform::{
        DomEvent, PageDocument, PageWindow, abort_controller, define, document, own, window,
    },
    timer::Timer,
};
use js_sys::Object;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{AbortController, AbortSignal, History};

/// Marks the dialog's entry in `history.state`, with the length that the history has with it. The shim knows the mark too, since it
/// cleans up after a panic.
const MARK: &str = "@getpassage/web-react";

/// The most entries that Chromium and Firefox keep. Firefox counts one more until it has dropped the oldest.
const FULL: f64 = 50.0;

/// How long the browser may take to go back, in milliseconds: it ignores a page that has gone back too often.
const BACK_MS: u64 = 1_000;

type Action = Box<dyn FnOnce()>;

/// The listeners for back and forward: of the Navigation API, where there is one, and of the history.
type Traversal = (Option<Listener>, Listener);

/// The browser is on its way back from the dialog's entry.
struct GoingBack {
    /// What to do when it has arrived.
    waiting: Vec<Action>,
    /// Aborts the listeners. It cannot be the session's controller, which is aborted when the session ends.
    controller: Option<AbortController>,
    _listeners: Traversal,
    _timer: Option<Timer>,
}

impl Drop for GoingBack {
    fn drop(&mut self) {
        if let Some(controller) = &self.controller {
            controller.abort();
        }
    }
}

thread_local! {
    static GOING_BACK: RefCell<Option<GoingBack>> = const { RefCell::new(None) };
}

/// The dialog's entry in the history. Dropping this removes the entry.
pub struct BackButton {
    /// An entry that is yet to be added holds this weakly, and is not added once it is dropped.
    _open: Rc<()>,
    _listeners: Traversal,
}

impl BackButton {
    /// Reports `Press::Close` when the person goes back.
    pub fn new(signal: Option<&AbortSignal>, on_press: Rc<dyn Fn(Press)>) -> Self {
        let open = Rc::new(());
        let still_open = Rc::downgrade(&open);
        when_back(Box::new(move || {
            if still_open.strong_count() > 0 {
                add_entry();
            }
        }));
        let address = href();
        let listeners = on_traversal(
            signal,
            Box::new(|_| {}),
            Box::new(move |event| {
                if on_our_entry() {
                    return;
                }
                if href() == address {
                    stop(event);
                }
                on_press(Press::Close);
            }),
        );
        Self {
            _open: open,
            _listeners: listeners,
        }
    }
}

impl Drop for BackButton {
    fn drop(&mut self) {
        // Not if the page has gone on to an entry of its own, which the person is looking at.
        if on_our_entry() && GOING_BACK.with_borrow(Option::is_none) {
            let controller = abort_controller();
            let going = GoingBack {
                waiting: Vec::new(),
                _listeners: on_traversal(
                    controller.as_ref().map(AbortController::signal).as_ref(),
                    Box::new(cancel_if_page_moved_on),
                    Box::new(|event| {
                        stop(event);
                        arrived();
                    }),
                ),
                _timer: Timer::new(BACK_MS, Box::new(|_| arrived())),
                controller,
            };
            drop(GOING_BACK.replace(Some(going)));
            let _ = history().map(|history| history.back());
        }
    }
}

/// Runs `action` at once or, while the browser is on its way back from an entry of ours, when it has arrived: leaving the page or
/// adding an entry before that would get in its way.
pub fn when_back(action: Action) {
    let action = GOING_BACK.with_borrow_mut(|going| match going {
        Some(going) => {
            going.waiting.push(action);
            None
        }
        None => Some(action),
    });
    if let Some(action) = action {
        action();
    }
}

/// Before the browser has gone back, the page's router may add an entry or replace ours; pages do that in the callback of the
/// ending. Going back would undo that, so it is cancelled: the page's entry has taken the place of ours. Without the Navigation
/// API it cannot be cancelled.
fn cancel_if_page_moved_on(event: &DomEvent) {
    if !on_our_entry() {
        event.prevent_default();
        arrived();
    }
}

fn arrived() {
    let waiting = GOING_BACK
        .take()
        .map(|mut going| core::mem::take(&mut going.waiting));
    for action in waiting.unwrap_or_default() {
        action();
    }
}

/// Calls `leaving` before the browser goes back or forward, if it has the Navigation API, and `arrived` after. A navigation to a
/// fragment fires `popstate` too; with the Navigation API it is told apart, and does not count as an arrival.
fn on_traversal(
    signal: Option<&AbortSignal>,
    leaving: Box<dyn Fn(&DomEvent)>,
    arrived: Box<dyn Fn(&DomEvent)>,
) -> Traversal {
    let navigation = window().unchecked_into::<PageWindow>().navigation();
    let traversing = Rc::new(Cell::new(navigation.is_none()));
    let was_traversing = traversing.clone();
    let navigates = navigation.map(|navigation| {
        let navigates = move |event: &DomEvent| {
            let traverses = event.navigation_type() == "traverse";
            traversing.set(traverses);
            if traverses {
                leaving(event);
            }
        };
        Listener::new(&navigation, &["navigate"], signal, Box::new(navigates))
    });
    let pops = move |event: &DomEvent| {
        if was_traversing.get() {
            arrived(event);
        }
    };
    let pops = Listener::with_capture(&window(), &["popstate"], true, signal, Box::new(pops));
    (navigates, pops)
}

/// Hides the event from the page's router, unless that began to listen before us.
fn stop(event: &DomEvent) {
    event.stop_immediate_propagation();
}

fn add_entry() {
    let Some(history) = history() else { return };
    if on_our_entry() {
        // After a reload with an open dialog, its entry is still there, unless the reload came just as it was added: then Chromium
        // has put the mark on the page's own entry.
        let added = own(&state(), MARK).as_f64() == Some(length(&history));
        if added && !document().unchecked_into::<PageDocument>().was_discarded() {
            return;
        }
        // Of a discarded tab, the browser has this entry alone: to go back from it would load the page once more. It stays.
        let _ = history.replace_state(&state_marked(&JsValue::UNDEFINED), "");
    }
    let _ = history.push_state(&state_marked(&1.into()), "");
    // A page may have replaced `pushState` by one that adds nothing.
    if on_our_entry() {
        let _ = history.replace_state(&state_marked(&length(&history).into()), "");
    }
}

fn length(history: &History) -> f64 {
    history.length().map_or(1.0, f64::from).min(FULL)
}

/// A copy of the page's state, which routers expect in every entry.
fn state_marked(mark: &JsValue) -> Object {
    let state = Object::assign(&Object::new(), state().unchecked_ref());
    define(&state, MARK, mark);
    state
}

fn on_our_entry() -> bool {
    own(&state(), MARK).is_truthy()
}

fn state() -> JsValue {
    let state = history().and_then(|history| history.state().ok());
    state.unwrap_or(JsValue::NULL)
}

fn history() -> Option<History> {
    window().history().ok()
}

fn href() -> Option<String> {
    window().location().href().ok()
}
