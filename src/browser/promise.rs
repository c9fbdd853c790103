//! Promises.

use super::platform::{Callback, callback, settle};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::JsValue;

type Done = Box<dyn FnOnce(Option<JsValue>)>;

/// Until it settles: what is to be called, and what JavaScript holds.
type Waiting = Rc<RefCell<Option<(Done, [Callback; 2])>>>;

/// Calls `done` once, later, with what `promise` gives (which may be no promise at all), or with `None` if it rejects:
/// what it rejects with is never looked into. An executor and its queue would be several times this.
pub fn then(promise: &JsValue, done: Done) {
    let waiting: Waiting = Rc::default();
    let settled = |fulfilled: bool| {
        let waiting = waiting.clone();
        callback(Box::new(move |value| {
            // Taken out: a promise settles once, and then the two callbacks are done with.
            if let Some((done, _callbacks)) = waiting.take() {
                done(fulfilled.then_some(value));
            }
        }))
    };
    let callbacks = [settled(true), settled(false)];
    let [fulfilled, rejected] = &callbacks;
    let (fulfilled, rejected) = (fulfilled.as_ref().clone(), rejected.as_ref().clone());
    waiting.replace(Some((done, callbacks)));
    settle(promise, &fulfilled, &rejected);
}
