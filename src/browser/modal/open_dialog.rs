//! The open dialog, once the engine has taken it over: what it does to the page, and what undoes it.

use super::{
    back_button::BackButton,
    keyboard,
    mount::Mount,
    presses::{self, Press},
    scroll_lock::ScrollLock,
};
use crate::{
    browser::{listener::Listener, platform::same},
    host::{Place, Shell},
};
use std::rc::Rc;
use web_sys::HtmlDialogElement;

/// A dialog that the shim has opened. Dropping it removes it from the page, and undoes everything that it did to the page.
pub struct OpenDialog {
    pub dialog: HtmlDialogElement,
    shell: Shell,
    _lock: ScrollLock,
    _back: BackButton,
    _keyboard: Option<Listener>,
    _presses: [Listener; 2],
    _mount: Mount,
}

impl OpenDialog {
    /// Takes the dialog over. From now on `on_press` is called for what the person does to it.
    pub fn new(place: &Place, shell: Shell, on_press: Rc<dyn Fn(Press)>) -> Self {
        let signal = place.signal();
        let signal = signal.as_ref();
        let lock = ScrollLock::new();
        place.locked(lock.sheet());
        let presses = presses::listen(&shell, signal, on_press.clone());
        shell.release();
        let dialog = shell.dialog();
        Self {
            _lock: lock,
            _mount: Mount::watch(&shell, signal, on_press.clone()),
            _back: BackButton::new(signal, on_press),
            _keyboard: keyboard::fit(&dialog, signal),
            _presses: presses,
            dialog,
            shell,
        }
    }

    /// Whether the focus is on the dialog itself or nowhere, and so may be moved.
    pub fn focus_is_unused(&self) -> bool {
        let shadow = self.shell.root().shadow_root();
        let focused = shadow.and_then(|shadow| shadow.active_element());
        focused.is_none_or(|focused| same(&focused, &self.dialog))
    }
}

impl Drop for OpenDialog {
    fn drop(&mut self) {
        self.shell.remove();
    }
}
