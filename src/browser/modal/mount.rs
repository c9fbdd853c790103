//! The dialog's place in the page, which the page may clear while the dialog is open.
//!
//! Pages that load others into themselves replace the body, or empty it. Whatever does so means the content and not the
//! dialog, so the dialog comes back. The frame is loaded anew then, and goes on where its session is.

use super::presses::Press;
use crate::{
    browser::platform::{Callback, callback, document, function, observer_options},
    host::Shell,
};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen::JsCast;
use web_sys::{AbortSignal, MutationObserver};

/// So often it comes back; a page that takes it away again and again does not want it.
const RETURNS: u32 = 5;

/// Watches over the dialog's place until it is dropped.
pub struct Mount {
    observer: Rc<RefCell<Option<MutationObserver>>>,
    _callback: Callback,
}

impl Mount {
    /// Puts the dialog back when it was taken out of the page, and presses `Close` where that cannot be done. A page without
    /// a `MutationObserver` is not watched.
    pub fn watch(shell: &Shell, signal: Option<&AbortSignal>, on_press: Rc<dyn Fn(Press)>) -> Self {
        let (watched, signal) = (shell.clone().unchecked_into::<Shell>(), signal.cloned());
        let dialog = shell.dialog();
        let returns = Cell::new(0);
        let observer = Rc::new(RefCell::new(None));
        let observing = observer.clone();
        let look = move || {
            // After a panic it is the shim that takes it out.
            let aborted = signal.as_ref().is_some_and(AbortSignal::aborted);
            if aborted || dialog.matches(":modal") != Ok(false) {
                return;
            }
            // It is still called open, but the browser no longer shows it above the page.
            let _ = dialog.remove_attribute("open");
            returns.set(returns.get() + 1);
            if returns.get() > RETURNS || watched.show().is_err() {
                return on_press(Press::Close);
            }
            observe(observing.borrow().as_ref());
        };
        // The page may have been faster than the engine.
        look();
        let changed = callback(Box::new(move |_| look()));
        let made = MutationObserver::new(function(&changed)).ok();
        observe(made.as_ref());
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

/// Those alone whose loss would be the dialog's: what happens deeper in the page is not looked at.
fn observe(observer: Option<&MutationObserver>) {
    let Some(observer) = observer else { return };
    let options = observer_options();
    options.set_child_list(true);
    let document = document();
    let _ = observer.observe_with_options(&document, &options);
    let body = document.body().map(JsCast::unchecked_into);
    for element in [document.document_element(), body].into_iter().flatten() {
        let _ = observer.observe_with_options(&element, &options);
    }
}
