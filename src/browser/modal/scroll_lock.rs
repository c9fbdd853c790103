//! The page does not scroll under the dialog.
//!
//! A sheet of its own, added to the document and taken away again: the page's inline styles are never touched, so
//! there is nothing to restore, and its scroll position never changes.

use crate::browser::platform::{adopt, discard, document, window};
use wasm_bindgen::JsValue;

/// Keeps the page from scrolling until it is dropped.
pub struct ScrollLock {
    sheet: JsValue,
}

impl ScrollLock {
    /// Where the browser refuses, the page scrolls: that is better than no modal.
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
        // Where a scroll bar takes up room, the room stays, or the page would shift.
        let room = width > inner && is("scrollbar-gutter", "auto");
        // The viewport scrolls by the root's overflow, or where that says nothing, by the body's. Locking the other
        // one would make the body a scroller of its own, and the page would jump to its top.
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

    /// `undefined` where there is none.
    pub fn sheet(&self) -> &JsValue {
        &self.sheet
    }
}

impl Drop for ScrollLock {
    fn drop(&mut self) {
        discard(&self.sheet);
    }
}
