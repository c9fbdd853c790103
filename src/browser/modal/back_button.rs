//! The back button closes the dialog instead of leaving the page.
//!
//! The dialog has an entry in the history, which goes when the dialog goes, so that it never leaks. Browsers with close
//! watchers need it as well: on a desktop their back button knows nothing of dialogs. Where it does, the dialog gets a
//! `cancel` event as for Escape, and the entry goes like after any other closing.

use super::presses::Press;
use crate::browser::{
    js::{call0, call1, call2, get, put, staged, window},
    listener::Listener,
    timer::Timer,
};
use js_sys::Object;
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::{JsCast, JsValue};

/// Marks our entry in `history.state`. The shim knows it too, for what it cleans up after a panic.
const MARK: &str = "@getpassage/web-react";

/// How long the browser may take to go back, in milliseconds: it refuses where a page has done so too often.
const BACK_MS: u64 = 1_000;

type Then = Box<dyn FnOnce()>;

/// The browser is on its way back from our entry.
struct GoingBack {
    waiting: Vec<Then>,
    _listener: Listener,
    _timer: Option<Timer>,
}

thread_local! {
    static GOING_BACK: RefCell<Option<GoingBack>> = const { RefCell::new(None) };
}

/// Our entry in the history, until it is dropped.
pub struct BackButton {
    /// A promise to add the entry holds on to it weakly.
    _open: Rc<()>,
    _listener: Listener,
}

impl BackButton {
    /// Presses `Close` when the person goes back. `None` in a rehearsal, which leaves no trace.
    pub fn new(signal: &JsValue, on_press: Rc<dyn Fn(Press)>) -> Option<Self> {
        if staged() {
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
            _open: open,
            _listener: listener,
        })
    }
}

impl Drop for BackButton {
    fn drop(&mut self) {
        // Not if the page has gone on to an entry of its own: that is what the person looks at.
        if is_ours() && GOING_BACK.with_borrow(Option::is_none) {
            let before = Entries::now();
            wait(Rc::new(move || go_where_the_page_went(&before)), Vec::new());
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

/// Until the next `popstate`, which is for `arrived` alone.
fn wait(arrived: Rc<dyn Fn()>, waiting: Vec<Then>) {
    let late = arrived.clone();
    let going = GoingBack {
        waiting,
        // The session's signal is aborted when it ends.
        _listener: on_pop(
            &JsValue::UNDEFINED,
            Box::new(move |event| {
                end(&event);
                arrived();
            }),
        ),
        _timer: Timer::new(BACK_MS, Box::new(move |_| late())),
    };
    drop(GOING_BACK.replace(Some(going)));
}

/// A page's router may add an entry, or replace ours, in the moment in which the browser goes back: the ending's callback
/// is where pages do that. The browser has then left what the page shows, so it goes there.
fn go_where_the_page_went(before: &Entries) {
    let steps = before.passed();
    if steps == 0 {
        return all_is_over();
    }
    let waiting = GOING_BACK.take().map(|going| going.waiting);
    wait(Rc::new(all_is_over), waiting.unwrap_or_default());
    call1(&history(), "go", &steps.into());
}

fn all_is_over() {
    let waiting = GOING_BACK.take().map(|going| going.waiting);
    for then in waiting.unwrap_or_default() {
        then();
    }
}

/// How the history stood before the browser went back.
struct Entries {
    length: f64,
    ours: JsValue,
}

impl Entries {
    fn now() -> Self {
        Self {
            length: length(),
            ours: entry_id(get(&get(&window(), "navigation"), "currentEntry")),
        }
    }

    /// How many entries forward the page has gone meanwhile, from the one before ours.
    fn passed(&self) -> i32 {
        let added = (length() - self.length) as i32;
        if added > 0 {
            return added + 1;
        }
        // Only some browsers tell of an entry that was replaced.
        let navigation = get(&window(), "navigation");
        let at = get(&get(&navigation, "currentEntry"), "index").as_f64();
        let entries = call0(&navigation, "entries");
        let next = at.map_or(JsValue::UNDEFINED, |at| {
            call1(&entries, "at", &JsValue::from(at + 1.0))
        });
        let next = entry_id(next);
        i32::from(next.is_string() && next != self.ours)
    }
}

fn entry_id(entry: JsValue) -> JsValue {
    get(&entry, "id")
}

fn length() -> f64 {
    get(&history(), "length").as_f64().unwrap_or_default()
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
