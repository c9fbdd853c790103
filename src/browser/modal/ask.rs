//! The question before a half-done login is lost.

use super::grow::{add, find, focus};
use crate::browser::js::{get, put};
use wasm_bindgen::JsValue;

/// A question over the frame, with two answers. Hidden at first.
pub struct Ask {
    dialog: JsValue,
    panel: JsValue,
}

impl Ask {
    pub fn new(dialog: &JsValue, texts: &JsValue) -> Self {
        let panel = add(
            dialog,
            texts,
            &[
                "div",
                "class",
                "ask",
                "role",
                "alertdialog",
                "aria-label",
                "$ask",
                "hidden",
                "",
            ],
        );
        add(&panel, texts, &["p", "", "$ask"]);
        add(
            &panel,
            texts,
            &["button", "type", "button", "id", "leave", "", "$close"],
        );
        add(
            &panel,
            texts,
            &["button", "type", "button", "id", "keep", "", "$keep"],
        );
        Self {
            dialog: dialog.clone(),
            panel,
        }
    }

    pub fn shown(&self) -> bool {
        !get(&self.panel, "hidden").is_truthy()
    }

    /// What lies under the question, the header and the frame, can be neither pressed nor reached by keys meanwhile. The
    /// focus goes to the answer that loses nothing, and afterwards to the frame, which is where the person was.
    pub fn show(&self, shown: bool) {
        put(&self.panel, "hidden", &(!shown).into());
        for covered in [".head", "section"] {
            put(&find(&self.dialog, covered), "inert", &shown.into());
        }
        focus(&find(&self.dialog, if shown { "#keep" } else { "iframe" }));
    }
}
