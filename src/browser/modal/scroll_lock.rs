//! Keeps the page from scrolling under the dialog.
//!
//! It adds a style sheet to the document and removes it again. The page's inline styles are never touched, so there is nothing to
//! restore, and its scroll position never changes.

use crate::browser::platform::{adopt, discard, document, window};
use wasm_bindgen::JsValue;

/// Keeps the page from scrolling until it is dropped.
pub struct ScrollLock {
    sheet: JsValue,
}

impl ScrollLock {
    /// If the browser refuses the style sheet, the page still scrolls: better than no modal.
    pub fn new() -> Self {
        let html = document().document_element();
        let style = html
            .as_ref()
            .and_then(|html| window().get_computed_style(html).ok().flatten());
        let is = |name: &str, value: &str| {
            style
                .as_ref()
                .and_then(|style| style.get_property_value(name).ok())
                .is_some_and(|found| found == value)
        };
        let width = window().inner_width().ok().and_then(|width| width.as_f64());
        let inner = html.as_ref().map(|html| f64::from(html.client_width()));
        // Without its scroll bar the page would get wider and shift, so the bar's room is kept.
        let room = width > inner && is("scrollbar-gutter", "auto");
        // The viewport takes its overflow from the root, or if that has none, from the body. Locking the other one of the two would
        // make the body scroll by itself, and the page would jump to its top.
        let lock = match (is("overflow", "visible"), room) {
            (true, false) => ":root:root:root>body{overflow:hidden!important}",
            (false, false) => ":root:root:root{overflow:hidden!important}",
            (true, true) => {
                ":root:root:root>body{overflow:hidden!important}:root{scrollbar-gutter:stable!important}"
            }
            (false, true) => {
                ":root:root:root{overflow:hidden!important;scrollbar-gutter:stable!important}"
            }
        };
        Self {
            sheet: adopt(&document(), lock),
        }
    }

    /// The style sheet; `undefined` if the browser refused it.
    pub fn sheet(&self) -> &JsValue {
        &self.sheet
    }
}

impl Drop for ScrollLock {
    fn drop(&mut self) {
        discard(&self.sheet);
    }
}
