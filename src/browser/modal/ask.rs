//! The question before a half-done login is lost.

use super::dom::{add, add_text, call, get, put};
use crate::texts::Texts;
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlDialogElement};

/// A question over the frame, with two answers. Hidden at first.
pub struct Ask {
    panel: Element,
    keep: Element,
    /// What lies under it: the header and the frame.
    covered: [Element; 2],
}

impl Ask {
    pub fn new(
        dialog: &HtmlDialogElement,
        covered: [Element; 2],
        texts: &Texts,
    ) -> Result<Self, JsValue> {
        let panel: Element = add(
            dialog,
            "div",
            &[
                ("class", "ask"),
                ("role", "alertdialog"),
                ("aria-label", texts.ask),
                ("hidden", ""),
            ],
        )?;
        add_text(&panel, "p", &[], texts.ask)?;
        add_text(
            &panel,
            "button",
            &[("type", "button"), ("id", "leave")],
            texts.close,
        )?;
        let keep = add_text(
            &panel,
            "button",
            &[("type", "button"), ("id", "keep")],
            texts.keep,
        )?;
        Ok(Self {
            panel,
            keep,
            covered,
        })
    }

    pub fn shown(&self) -> bool {
        !get(&self.panel, "hidden").is_truthy()
    }

    pub fn show(&self) {
        self.toggle(true);
        focus(&self.keep);
    }

    /// The focus goes to the frame, which is where the person was.
    pub fn hide(&self) {
        self.toggle(false);
        let [_, main] = &self.covered;
        let frame = JsValue::from_str("iframe");
        focus(&call(main, "querySelector", &Array::of1(&frame)));
    }

    /// What lies under the question can be neither pressed nor reached by keys.
    fn toggle(&self, shown: bool) {
        put(&self.panel, "hidden", !shown);
        for covered in &self.covered {
            put(covered, "inert", shown);
        }
    }
}

/// Moves the focus there, if there is anything.
pub fn focus(element: &JsValue) {
    if element.is_object() {
        let _ = element.unchecked_ref::<web_sys::HtmlElement>().focus();
    }
}
