//! The dialog's place in the page, which the page may clear while the dialog is open.
//!
//! Pages that load others into themselves replace the body, or empty it. Whatever does so means the content and not the
//! dialog, so the dialog comes back. The frame is loaded anew then, and goes on where its session is.

use super::presses::Press;
use crate::browser::js::{Callback, bare, call0, call1, call2, callback, document, get, make, put};
use std::{cell::Cell, rc::Rc};
use wasm_bindgen::JsValue;

/// So often it comes back; a page that takes it away again and again does not want it.
const RETURNS: u32 = 5;

/// Watches over the dialog's place until it is dropped.
pub struct Mount {
    observer: JsValue,
    _callback: Callback,
}

impl Mount {
    /// Puts the dialog back when it was taken out of the page, and presses `Close` where that cannot be done. A page without
    /// a `MutationObserver` is not watched.
    pub fn watch(
        root: &JsValue,
        dialog: &JsValue,
        signal: &JsValue,
        on_press: Rc<dyn Fn(Press)>,
    ) -> Self {
        let returns = Cell::new(0);
        let (watched, inner, signal) = (root.clone(), dialog.clone(), signal.clone());
        let observer = Rc::new(Cell::new(JsValue::UNDEFINED));
        let observing = observer.clone();
        let changed = callback(Box::new(move |_| {
            // After a panic it is the shim that takes it out.
            let aborted = get(&signal, "aborted").is_truthy();
            if aborted || call1(&inner, "matches", &":modal".into()) != JsValue::FALSE {
                return;
            }
            returns.set(returns.get() + 1);
            // It is still called open, but the browser no longer shows it above the page.
            call1(&inner, "removeAttribute", &"open".into());
            if returns.get() > RETURNS || !show(&watched, &inner) {
                return on_press(Press::Close);
            }
            let observer = observing.replace(JsValue::UNDEFINED);
            observe(&observer);
            observing.set(observer);
        }));
        let made = make("MutationObserver", changed.as_ref());
        observe(&made);
        observer.set(made.clone());
        Self {
            observer: made,
            _callback: changed,
        }
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        call0(&self.observer, "disconnect");
    }
}

/// Appends the dialog to the page and shows it above everything. False where the browser does not.
pub fn mount(root: &JsValue, dialog: &JsValue) -> bool {
    // Not where the opener is: under a parent that is not displayed, a dialog is invisible and the page dead.
    call1(&get(&document(), "body"), "appendChild", root);
    call0(dialog, "showModal");
    get(dialog, "open").is_truthy() && get(root, "isConnected") != JsValue::FALSE
}

/// The same for a dialog that the page has taken out, or to another place: there it stays, lest page and dialog fight over it.
fn show(root: &JsValue, dialog: &JsValue) -> bool {
    if get(root, "isConnected") == JsValue::FALSE {
        return mount(root, dialog);
    }
    call0(dialog, "showModal");
    get(dialog, "open").is_truthy()
}

/// Those alone whose loss would be the dialog's: what happens deeper in the page is not looked at.
fn observe(observer: &JsValue) {
    let options = bare();
    put(&options, "childList", &JsValue::TRUE);
    let document = document();
    for node in [
        &document,
        &get(&document, "documentElement"),
        &get(&document, "body"),
    ] {
        call2(observer, "observe", node, &options);
    }
}
