//! The dialog itself: its place in the page, its header, and what it does to the page while it is open.

use super::{
    back_button::BackButton,
    grow::{add, set},
    keyboard,
    mount::{Mount, mount},
    presses::{self, Press},
    scroll_lock::{ScrollLock, adopt},
};
use crate::browser::{
    js::{bare, call0, call1, document, get, put},
    listener::Listener,
};
use std::rc::Rc;
use wasm_bindgen::JsValue;

const CSS: &str = include_str!("modal.css");

/// A dialog with a title and a close button.
pub struct Shell {
    pub root: JsValue,
    pub dialog: JsValue,
    button: JsValue,
    shadow: JsValue,
    shown: Option<Shown>,
}

/// What it does to the page while it is open.
struct Shown {
    lock: ScrollLock,
    _back: Option<BackButton>,
    _keyboard: Option<Listener>,
    _presses: [Listener; 2],
    _mount: Mount,
}

impl Shell {
    /// Makes it. It is not in the page before [`Shell::show`].
    pub fn new(texts: &JsValue, title: &str, theme: &JsValue) -> Self {
        let root = call1(&document(), "createElement", &"div".into());
        // react-aria hides whatever appears beside its own modal, except for this.
        set(&root, "data-react-aria-top-layer", &"true".into());
        // Open: a closed one would hide the dialog from accessibility tools and tests, and keep no script out.
        let mode = bare();
        put(&mode, "mode", &"open".into());
        let shadow = call1(&root, "attachShadow", &mode);
        adopt(&shadow, CSS);
        let spec = [
            "dialog",
            "aria-label",
            title,
            "lang",
            "$lang",
            "dir",
            "$dir",
            "tabindex",
            "-1",
        ];
        let dialog = add(&shadow, texts, &spec);
        set(&dialog, "class", theme);
        // No landmarks: the page has its own, and may have only one of some.
        let header = add(&dialog, texts, &["div", "class", "head"]);
        add(&header, texts, &["h2", "", title]);
        let spec = [
            "button",
            "type",
            "button",
            "id",
            "close",
            "aria-label",
            "$close",
            "disabled",
            "",
        ];
        let button = add(&header, texts, &spec);
        Self {
            root,
            dialog,
            button,
            shadow,
            shown: None,
        }
    }

    /// Puts it into the page, above everything, and reports what the person does to it.
    /// `None` where the browser does not show it, for example in a document without a body.
    pub fn show(mut self, signal: &JsValue, on_press: Rc<dyn Fn(Press)>) -> Option<Self> {
        // Before the dialog, so that the browser lays the page out once for both.
        let lock = ScrollLock::new();
        let presses = presses::listen(&self.root, &self.dialog, signal, on_press.clone());
        // The focus starts on the dialog and not on the close button, which is disabled until then: Enter pressed twice
        // must not close it.
        let shown = mount(&self.root, &self.dialog);
        put(&self.button, "disabled", &false.into());
        if !shown {
            return None;
        }
        self.shown = Some(Shown {
            lock,
            _mount: Mount::watch(&self.root, &self.dialog, signal, on_press.clone()),
            _back: BackButton::new(signal, on_press),
            _keyboard: keyboard::fit(&self.dialog, signal),
            _presses: presses,
        });
        Some(self)
    }

    /// The sheet with which the page is kept from scrolling; `undefined` where there is none.
    pub fn page_sheet(&self) -> JsValue {
        self.shown
            .as_ref()
            .map_or(JsValue::UNDEFINED, |shown| shown.lock.sheet().clone())
    }

    /// Whether the person has put the focus nowhere in particular.
    pub fn focus_is_unused(&self) -> bool {
        let focused = get(&self.shadow, "activeElement");
        focused.is_null() || focused == self.dialog
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        // Without `close`, removing an open dialog loses the focus.
        call0(&self.dialog, "close");
        call0(&self.root, "remove");
    }
}
