//! Puts the dialog back when the page removes it.
//!
//! Pages that load their content in place replace or empty the body. They mean to replace the content and not the dialog, so the
//! dialog comes back. The browser then loads the frame anew, which goes on with the same session.
//!
//! A region in a container is where the page wants it and does not come back: `js/shell/shell.js` closes the session then.

use super::presses::Press;
use crate::{
    browser::platform::{Callback, callback, function, observe_above},
    host::Shell,
};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen::JsCast;
use web_sys::{AbortSignal, MutationObserver};

/// How many times the dialog is put back: a page that keeps removing it does not want it.
const MAX_RETURNS: u32 = 5;

/// Puts the dialog back until this is dropped.
pub struct Mount {
    observer: Rc<RefCell<Option<MutationObserver>>>,
    _callback: Callback,
}

impl Mount {
    /// Watches the page, and reports `Press::Removed` when the dialog cannot be put back. In a page without a
    /// working `MutationObserver`, only what happened before this call counts.
    pub fn watch(shell: &Shell, signal: Option<&AbortSignal>, on_press: Rc<dyn Fn(Press)>) -> Self {
        let (watched, signal) = (shell.clone().unchecked_into::<Shell>(), signal.cloned());
        let (root, dialog) = (shell.root(), shell.dialog());
        let returns = Cell::new(0);
        let observer = Rc::new(RefCell::new(None));
        let observing = observer.clone();
        let look = move || {
            // After a panic the shim removes the dialog, and means it.
            let aborted = signal.as_ref().is_some_and(AbortSignal::aborted);
            if aborted {
                return;
            }
            if dialog.matches(":modal") != Ok(false) {
                return;
            }
            // A removed dialog keeps its `open` attribute, but is no longer in the top layer. `showModal` needs it closed.
            let _ = dialog.remove_attribute("open");
            returns.set(returns.get() + 1);
            if returns.get() > MAX_RETURNS || watched.show().is_err() {
                return on_press(Press::Removed);
            }
            // It may hang on other nodes now.
            if let Some(observer) = &*observing.borrow() {
                observe_above(observer, &root);
            }
        };
        // The page may have removed the dialog while the engine was loading.
        look();
        let changed = callback(Box::new(move |_| look()));
        let made = MutationObserver::new(function(&changed)).ok();
        if let Some(observer) = &made {
            observe_above(observer, &shell.root());
        }
        observer.replace(made);
        Self {
            observer,
            _callback: changed,
        }
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        if let Some(observer) = self.observer.take() {
            observer.disconnect();
        }
    }
}
