//! The back button closes the dialog instead of leaving the page.
//!
//! The dialog has an entry in the history, which goes when the dialog goes, so that it never leaks. Browsers with close
//! watchers need it as well: on a desktop their back button knows nothing of dialogs. Where it does, the dialog gets a
//! `cancel` event as for Escape, and the entry goes like after any other closing.

use super::presses::Press;
use crate::browser::{
    listener::Listener,
    platform::{Heard, Page, abort_controller, define, own, window},
    timer::Timer,
};
use js_sys::Object;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{AbortController, AbortSignal, History};

/// Marks our entry in `history.state`. The shim knows it too, for what it cleans up after a panic.
const MARK: &str = "@getpassage/web-react";

/// How long the browser may take to go back, in milliseconds: it refuses where a page has done so too often.
const BACK_MS: u64 = 1_000;

type Then = Box<dyn FnOnce()>;

/// Of the Navigation API, where there is one, and of the history.
type Traversal = (Option<Listener>, Listener);

/// The browser is on its way back from our entry.
struct GoingBack {
    waiting: Vec<Then>,
    /// The session's own is aborted when it ends.
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

/// Our entry in the history, until it is dropped.
pub struct BackButton {
    /// A promise to add the entry holds on to it weakly.
    _open: Rc<()>,
    _listeners: Traversal,
}

impl BackButton {
    /// Presses `Close` when the person goes back.
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
                if is_ours() {
                    return;
                }
                if href() == address {
                    end(event);
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
        // Not if the page has gone on to an entry of its own: that is what the person looks at.
        if is_ours() && GOING_BACK.with_borrow(Option::is_none) {
            let controller = abort_controller();
            let going = GoingBack {
                waiting: Vec::new(),
                _listeners: on_traversal(
                    controller.as_ref().map(AbortController::signal).as_ref(),
                    Box::new(stay_where_the_page_went),
                    Box::new(|event| {
                        end(event);
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

/// A page's router may add an entry, or replace ours, in the moment until the browser goes back: the ending's callback is
/// where pages do that. Going back would undo it, so it is called off; what the page has added took our entry's place. Older
/// browsers do not ask.
fn stay_where_the_page_went(event: &Heard) {
    if !is_ours() {
        event.prevent_default();
        arrived();
    }
}

fn arrived() {
    let waiting = GOING_BACK
        .take()
        .map(|mut going| core::mem::take(&mut going.waiting));
    for then in waiting.unwrap_or_default() {
        then();
    }
}

/// Calls `leaving` before the browser goes back or forward, where it tells of it, and `arrived` after. A fragment that the
/// page goes to has the same event as an arrival: where the browser tells of leaving, it is none.
fn on_traversal(
    signal: Option<&AbortSignal>,
    leaving: Box<dyn Fn(&Heard)>,
    arrived: Box<dyn Fn(&Heard)>,
) -> Traversal {
    let navigation = window().unchecked_into::<Page>().navigation();
    let left = Rc::new(Cell::new(navigation.is_none()));
    let has_left = left.clone();
    let navigates = navigation.map(|navigation| {
        let navigates = move |event: &Heard| {
            let traverses = event.navigation_type() == "traverse";
            left.set(traverses);
            if traverses {
                leaving(event);
            }
        };
        Listener::new(&navigation, &["navigate"], signal, Box::new(navigates))
    });
    let pops = move |event: &Heard| {
        if has_left.get() {
            arrived(event);
        }
    };
    let pops = Listener::with_capture(&window(), &["popstate"], true, signal, Box::new(pops));
    (navigates, pops)
}

/// For the page's router, nothing has happened: at least for one that began to listen after us.
fn end(event: &Heard) {
    event.stop_immediate_propagation();
}

fn add_entry() {
    // It is there already if the page was reloaded while a dialog was open.
    if !is_ours() {
        // A copy of the page's own state: routers expect to find it in every entry.
        let state = Object::assign(&Object::new(), state().unchecked_ref());
        define(&state, MARK, &1.into());
        let _ = history().map(|history| history.push_state(&state, ""));
    }
}

fn is_ours() -> bool {
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
