//! The dialog itself: its place in the page, its header, and what it does to the page while it is open.

use super::{
    back_button::BackButton,
    dom::{add, add_text, get, set},
    keyboard,
    presses::{self, Press},
    scroll_lock::{ScrollLock, adopt},
};
use crate::{
    browser::{listener::Listener, window},
    texts::Texts,
};
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    AbortSignal, CssStyleSheet, Element, HtmlDialogElement, HtmlElement, ShadowRoot,
    ShadowRootInit, ShadowRootMode,
};

const CSS: &str = include_str!("modal.css");

/// A dialog with a title and a close button.
pub struct Shell {
    pub root: HtmlElement,
    pub dialog: HtmlDialogElement,
    pub header: Element,
    shadow: ShadowRoot,
    lock: Option<ScrollLock>,
    _back: Option<BackButton>,
    _listeners: Vec<Listener>,
}

impl Shell {
    /// Makes it. It is not in the page before [`Shell::show`].
    pub fn new(texts: &Texts, title: &str, theme: &str) -> Result<Self, JsValue> {
        let document = window()
            .and_then(|window| window.document())
            .ok_or(JsValue::NULL)?;
        let root: HtmlElement = document.create_element("div")?.unchecked_into();
        // react-aria hides whatever appears beside its own modal, except for this.
        set(&root, "data-react-aria-top-layer", "true");
        // Open: a closed one would hide the dialog from accessibility tools and tests, and keep no script out.
        let shadow = root.attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open))?;
        adopt(&shadow, CSS)?;
        let dialog: HtmlDialogElement = add(
            &shadow,
            "dialog",
            &[
                ("class", theme),
                ("aria-label", title),
                ("lang", texts.lang),
                ("dir", texts.dir),
                // The focus starts here and not on the close button: Enter pressed twice must not close it.
                ("tabindex", "-1"),
            ],
        )?;
        // No landmarks: the page has its own, and may have only one of some.
        let header: Element = add(&dialog, "div", &[("class", "head")])?;
        add_text(&header, "h2", &[], title)?;
        let button = [
            ("type", "button"),
            ("id", "close"),
            ("aria-label", texts.close),
        ];
        add::<Element>(&header, "button", &button)?;
        Ok(Self {
            root,
            dialog,
            header,
            shadow,
            lock: None,
            _back: None,
            _listeners: Vec::new(),
        })
    }

    /// Puts it into the page, above everything, and reports what the person does to it.
    pub fn show(
        mut self,
        signal: &AbortSignal,
        on_press: Rc<dyn Fn(Press)>,
    ) -> Result<Self, JsValue> {
        let window = window().ok_or(JsValue::NULL)?;
        let document = window.document().ok_or(JsValue::NULL)?;
        // Not where the opener is: under a parent that is not displayed, a dialog is invisible and the page dead.
        document
            .body()
            .ok_or(JsValue::NULL)?
            .append_child(&self.root)?;
        self._listeners = presses::listen(&window, &self.root, &self.dialog, signal, &on_press);
        keyboard::fit(&window, &self.dialog, signal, &mut self._listeners);
        self.dialog.show_modal()?;
        let _ = self.dialog.focus();
        self.lock = ScrollLock::new(&window, &document);
        self._back = BackButton::new(&window, signal, on_press);
        Ok(self)
    }

    /// The sheet with which the page is kept from scrolling.
    pub fn page_sheet(&self) -> Option<&CssStyleSheet> {
        self.lock.as_ref().map(ScrollLock::sheet)
    }

    /// Whether the person has put the focus nowhere in particular.
    pub fn focus_is_unused(&self) -> bool {
        let focused = get(&self.shadow, "activeElement");
        focused.is_null() || js_sys::Object::is(&focused, &self.dialog)
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        // Without `close`, removing an open dialog loses the focus.
        self.dialog.close();
        self.root.remove();
    }
}
