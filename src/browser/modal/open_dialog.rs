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
use web_sys::{Element, HtmlElement};

/// A dialog that the shim has opened, or a region in a container, which does nothing to the page around it. Dropping it removes it from
/// the page, and undoes everything that it did to the page.
pub struct OpenDialog {
    pub dialog: HtmlElement,
    shell: Shell,
    _lock: Option<ScrollLock>,
    _back: Option<BackButton>,
    _keyboard: Option<Listener>,
    _presses: [Listener; 2],
    _mount: Option<Mount>,
}

impl OpenDialog {
    /// Takes the dialog over. From now on `on_press` is called for what the person does to it.
    pub fn new(place: &Place, shell: Shell, on_press: Rc<dyn Fn(Press)>) -> Self {
        let signal = place.signal();
        let signal = signal.as_ref();
        let modal = shell.container().is_none();
        let lock = modal.then(ScrollLock::new);
        if let Some(lock) = &lock {
            place.locked(lock.sheet());
        }
        let presses = presses::listen(&shell, signal, on_press.clone());
        shell.release();
        let dialog = shell.dialog();
        Self {
            _lock: lock,
            _mount: modal.then(|| Mount::watch(&shell, signal, on_press.clone())),
            _back: modal.then(|| BackButton::new(signal, on_press)),
            _keyboard: if modal {
                keyboard::fit(&dialog, signal)
            } else {
                None
            },
            _presses: presses,
            dialog,
            shell,
        }
    }

    /// Whether the focus may be moved: it is on the dialog itself or, `if_elsewhere`, not inside at all.
    pub fn focus_is_unused(&self, if_elsewhere: bool) -> bool {
        self.focused()
            .map_or(if_elsewhere, |focused| same(&focused, &self.dialog))
    }

    /// Whether the focus belongs to the dialog: a modal's is inside or nowhere, a region's may be elsewhere in the page.
    pub fn owns_focus(&self) -> bool {
        self.shell.container().is_none() || self.focused().is_some()
    }

    fn focused(&self) -> Option<Element> {
        self.shell.root().shadow_root()?.active_element()
    }
}

impl Drop for OpenDialog {
    fn drop(&mut self) {
        self.shell.remove();
    }
}
