//! The question before a half-done login is lost.

use super::grow::{add, find, focus};
use crate::browser::js::{call0, put};
use wasm_bindgen::JsValue;

/// A question over the frame, with two answers. It is in the dialog only while it is asked.
pub struct Ask {
    dialog: JsValue,
    texts: JsValue,
}

impl Ask {
    pub fn new(dialog: &JsValue, texts: &JsValue) -> Self {
        Self {
            dialog: dialog.clone(),
            texts: texts.clone(),
        }
    }

    fn panel(&self) -> JsValue {
        find(&self.dialog, ".ask")
    }

    pub fn shown(&self) -> bool {
        self.panel().is_truthy()
    }

    /// What lies under the question, the header and the frame, can be neither pressed nor reached by keys meanwhile. The
    /// focus goes to the answer that loses nothing, and afterwards to the frame, which is where the person was.
    pub fn show(&self, shown: bool) {
        call0(&self.panel(), "remove");
        if shown {
            self.add_panel();
        }
        for covered in [".head", "section"] {
            put(&find(&self.dialog, covered), "inert", &shown.into());
        }
        focus(&find(&self.dialog, if shown { "#keep" } else { "iframe" }));
    }

    fn add_panel(&self) {
        let texts = &self.texts;
        let spec = [
            "div",
            "class",
            "ask",
            "role",
            "alertdialog",
            "aria-label",
            "$ask",
        ];
        let panel = add(&self.dialog, texts, &spec);
        add(&panel, texts, &["p", "", "$ask"]);
        let leave = ["button", "type", "button", "id", "leave", "", "$close"];
        add(&panel, texts, &leave);
        let keep = ["button", "type", "button", "id", "keep", "", "$keep"];
        add(&panel, texts, &keep);
    }
}
