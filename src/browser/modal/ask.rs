//! The question before a half-done login is lost.

use super::{
    dom::{add, toggle},
    shell::Shell,
};
use crate::texts::Texts;
use std::cell::Cell;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlElement};

/// A question over the frame, with two answers. Hidden at first.
pub struct Ask {
    panel: Element,
    keep: HtmlElement,
    main: Element,
    header: Element,
    shown: Cell<bool>,
}

impl Ask {
    pub fn new(shell: &Shell, texts: &Texts) -> Result<Self, JsValue> {
        let panel: Element = add(
            &shell.dialog,
            "div",
            &[
                ("class", "ask"),
                ("role", "alertdialog"),
                ("aria-label", texts.ask),
                ("hidden", ""),
            ],
        )?;
        add::<Element>(&panel, "p", &[])?.set_text_content(Some(texts.ask));
        let close: Element = add(&panel, "button", &[("type", "button")])?;
        close.set_text_content(Some(texts.close));
        let keep: HtmlElement = add(&panel, "button", &[("type", "button"), ("class", "keep")])?;
        keep.set_text_content(Some(texts.keep));
        Ok(Self {
            panel,
            keep,
            main: shell.main.clone(),
            header: shell.header.clone(),
            shown: Cell::new(false),
        })
    }

    pub fn shown(&self) -> bool {
        self.shown.get()
    }

    pub fn show(&self) {
        self.toggle(true);
        let _ = self.keep.focus();
    }

    pub fn hide(&self) {
        self.toggle(false);
        // To the frame, which is where the person was; to the dialog if there is none any more.
        if let Ok(Some(frame)) = self.main.query_selector("iframe") {
            let _ = frame.unchecked_into::<HtmlElement>().focus();
        }
    }

    /// What lies under the question can be neither pressed nor reached by keys.
    fn toggle(&self, shown: bool) {
        self.shown.set(shown);
        toggle(&self.panel, "hidden", !shown);
        for covered in [&self.header, &self.main] {
            toggle(covered, "inert", shown);
        }
    }
}
