//! The page does not scroll under the dialog.
//!
//! A sheet of its own, added to the document and taken away again: the page's inline styles are never touched, so
//! there is nothing to restore, and its scroll position never changes.

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CssStyleSheet, Document, Window};

/// Keeps the page from scrolling until it is dropped.
pub struct ScrollLock {
    document: Document,
    sheet: CssStyleSheet,
}

impl ScrollLock {
    /// `None` where the browser refuses: a page that scrolls is better than no modal.
    pub fn new(window: &Window, document: &Document) -> Option<Self> {
        let html = document.document_element()?;
        let style = window.get_computed_style(&html).ok()??;
        let is =
            |name: &str, value: &str| style.get_property_value(name).is_ok_and(|is| is == value);
        // The viewport scrolls by the root's overflow, or where that says nothing, by the body's. Locking the other
        // one would make the body a scroller of its own, and the page would jump to its top.
        let mut css = String::from(
            if is("overflow-x", "visible") && is("overflow-y", "visible") {
                ":root:root:root>body{overflow:hidden!important}"
            } else {
                ":root:root:root{overflow:hidden!important}"
            },
        );
        // Where a scroll bar takes up room, the room stays, or the page would shift.
        let room = window.inner_width().ok()?.as_f64()? > f64::from(html.client_width());
        if room && is("scrollbar-gutter", "auto") {
            css += ":root{scrollbar-gutter:stable!important}";
        }
        let sheet = CssStyleSheet::new().ok()?;
        sheet.replace_sync(&css).ok()?;
        let sheets = document.adopted_style_sheets().concat(&Array::of1(&sheet));
        document.set_adopted_style_sheets(&sheets);
        Some(Self {
            document: document.clone(),
            sheet,
        })
    }

    pub fn sheet(&self) -> &CssStyleSheet {
        &self.sheet
    }
}

impl Drop for ScrollLock {
    fn drop(&mut self) {
        let own: &JsValue = self.sheet.unchecked_ref();
        let rest = self
            .document
            .adopted_style_sheets()
            .filter(&mut |sheet, _, _| !js_sys::Object::is(&sheet, own));
        self.document.set_adopted_style_sheets(&rest);
    }
}
