//! Puts the dialog back when the page removes it.
//!
//! Pages that load their content in place replace or empty the body. They mean to replace the content and not the dialog, so the
//! dialog comes back. The browser then loads the frame anew, which goes on with the same session.

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

/// How many times the dialog is put back: a page that keeps removing it does not want it.
const MAX_RETURNS: u32 = 5;

/// Puts the dialog back until this is dropped.
pub struct Mount {
    observer: Rc<RefCell<Option<MutationObserver>>>,
    _callback: Callback,
}

impl Mount {
    /// Watches the page, and reports `Press::Removed` when the dialog cannot be put back. In a page without a working
    /// `MutationObserver`, the dialog is put back only if it was removed before this call.
    pub fn watch(shell: &Shell, signal: Option<&AbortSignal>, on_press: Rc<dyn Fn(Press)>) -> Self {
        let (watched, signal) = (shell.clone().unchecked_into::<Shell>(), signal.cloned());
        let dialog = shell.dialog();
        let returns = Cell::new(0);
        let observer = Rc::new(RefCell::new(None));
        let observing = observer.clone();
        let look = move || {
            // After a panic the shim removes the dialog, and means it.
            let aborted = signal.as_ref().is_some_and(AbortSignal::aborted);
            if aborted || dialog.matches(":modal") != Ok(false) {
                return;
            }
            // A removed dialog keeps its `open` attribute, but is no longer in the top layer. `showModal` needs it closed.
            let _ = dialog.remove_attribute("open");
            returns.set(returns.get() + 1);
            if returns.get() > MAX_RETURNS || watched.show().is_err() {
                return on_press(Press::Removed);
            }
            observe(observing.borrow().as_ref());
        };
        // The page may have removed the dialog while the engine was loading.
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

/// Observes only the nodes that the dialog hangs on (document, root, body), and nothing deeper in the page.
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
