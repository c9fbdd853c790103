//! What a panic must still be able to stop.
//!
//! After a panic no guard is dropped any more. Listeners go with the session's `AbortSignal`, nodes with the shim;
//! the timer and the request are noted here, so that the panic hook can end them without touching anything borrowed.

use std::cell::{Cell, RefCell};
use web_sys::AbortController;

thread_local! {
    static TIMER: Cell<Option<i32>> = const { Cell::new(None) };
    static REQUEST: RefCell<Option<AbortController>> = const { RefCell::new(None) };
}

pub(super) fn note_timer(id: i32) {
    TIMER.set(Some(id));
}

/// A guard that goes after its successor was noted must not take that one's note along.
pub(super) fn forget_timer(id: i32) {
    if TIMER.get() == Some(id) {
        TIMER.set(None);
    }
}

pub(super) fn note_request(controller: &AbortController) {
    REQUEST.replace(Some(controller.clone()));
}

/// As [`forget_timer`].
pub(super) fn forget_request(controller: &AbortController) {
    REQUEST.with_borrow_mut(|noted| {
        noted.take_if(|noted| js_sys::Object::is(noted, controller));
    });
}

/// Stops the timer and the request under way.
pub fn stop() {
    if let (Some(id), Some(window)) = (TIMER.take(), super::window()) {
        window.clear_timeout_with_handle(id);
    }
    let request = REQUEST.with(|request| {
        request
            .try_borrow_mut()
            .ok()
            .and_then(|mut request| request.take())
    });
    if let Some(controller) = request {
        controller.abort();
    }
}
