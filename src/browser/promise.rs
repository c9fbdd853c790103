//! Waits for promises, without an executor and its queue, which would be several times this code.

use super::platform::{Callback, callback, settle};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::JsValue;

type OnSettled = Box<dyn FnOnce(Option<JsValue>)>;

/// While the promise is pending: the function to call, and the two callbacks that JavaScript holds.
type Waiting = Rc<RefCell<Option<(OnSettled, [Callback; 2])>>>;

/// Calls `on_settled` once, later, with the value of `promise`, or with `None` if it rejects, for whatever reason. A value that
/// is not a promise counts as a fulfilled one.
pub fn then(promise: &JsValue, on_settled: OnSettled) {
    let waiting: Waiting = Rc::default();
    let settled = |fulfilled: bool| {
        let waiting = waiting.clone();
        callback(Box::new(move |value| {
            // Taken out: a promise settles once, so the two callbacks can be dropped.
            if let Some((on_settled, _callbacks)) = waiting.take() {
                on_settled(fulfilled.then_some(value));
            }
        }))
    };
    let callbacks = [settled(true), settled(false)];
    let [fulfilled, rejected] = &callbacks;
    let (fulfilled, rejected) = (fulfilled.as_ref().clone(), rejected.as_ref().clone());
    waiting.replace(Some((on_settled, callbacks)));
    settle(promise, &fulfilled, &rejected);
}
