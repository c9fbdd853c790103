//! What a panic must still be able to stop.
//!
//! After a panic no guard is dropped any more. Listeners go with the session's `AbortSignal`, nodes with the shim;
//! the timer and the request are noted here, so that the panic hook can end them without touching anything borrowed.

use super::timer::clear_timeout;
use js_sys::Object;
use std::cell::RefCell;
use wasm_bindgen::JsValue;
use web_sys::AbortController;

thread_local! {
    static TIMER: RefCell<Option<JsValue>> = const { RefCell::new(None) };
    static REQUEST: RefCell<Option<AbortController>> = const { RefCell::new(None) };
}

pub(super) fn note_timer(handle: &JsValue) {
    TIMER.replace(Some(handle.clone()));
}

/// A guard that goes after its successor was noted must not take that one's note along.
pub(super) fn forget_timer(handle: &JsValue) {
    TIMER.with_borrow_mut(|noted| {
        noted.take_if(|noted| Object::is(noted, handle));
    });
}

pub(super) fn note_request(controller: &AbortController) {
    REQUEST.replace(Some(controller.clone()));
}

/// As [`forget_timer`].
pub(super) fn forget_request(controller: &AbortController) {
    REQUEST.with_borrow_mut(|noted| {
        noted.take_if(|noted| Object::is(noted, controller));
    });
}

/// Stops the timer and the request under way.
pub fn stop() {
    // Taken out first: stopping runs the page's code, which must find nothing borrowed.
    let timer = TIMER.with(|timer| timer.try_borrow_mut().ok()?.take());
    let request = REQUEST.with(|request| request.try_borrow_mut().ok()?.take());
    if let Some(handle) = timer {
        let _ = clear_timeout(&handle);
    }
    if let Some(controller) = request {
        controller.abort();
    }
}
