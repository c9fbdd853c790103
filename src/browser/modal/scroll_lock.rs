//! The page does not scroll under the dialog.
//!
//! A sheet of its own, added to the document and taken away again: the page's inline styles are never touched, so
//! there is nothing to restore, and its scroll position never changes.

use super::dom::{call, get};
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
        let style = call(window, "getComputedStyle", &Array::of1(&html));
        // The viewport scrolls by the root's overflow, or where that says nothing, by the body's. Locking the other
        // one would make the body a scroller of its own, and the page would jump to its top.
        let by_body = get(&style, "overflow") == "visible";
        // Where a scroll bar takes up room, the room stays, or the page would shift.
        let room = get(window, "innerWidth").as_f64() > get(&html, "clientWidth").as_f64()
            && get(&style, "scrollbarGutter") == "auto";
        let lock = if by_body {
            ":root:root:root>body{overflow:hidden!important}"
        } else {
            ":root:root:root{overflow:hidden!important}"
        };
        let keep_room = if room {
            ":root{scrollbar-gutter:stable!important}"
        } else {
            ""
        };
        let sheet = adopt(document, &(lock.to_owned() + keep_room)).ok()?;
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
        let sheets = get(&self.document, "adoptedStyleSheets");
        let at = call(&sheets, "indexOf", &Array::of1(&self.sheet));
        if at.as_f64() >= Some(0.0) {
            call(&sheets, "splice", &Array::of2(&at, &JsValue::from(1)));
        }
    }
}

/// Adds a constructed sheet to a document or a shadow root. It needs no allowance in the page's style-src.
pub fn adopt(root: &JsValue, css: &str) -> Result<CssStyleSheet, JsValue> {
    let sheet = CssStyleSheet::new()?;
    sheet.replace_sync(css)?;
    call(
        &get(root, "adoptedStyleSheets"),
        "push",
        &Array::of1(sheet.unchecked_ref()),
    );
    Ok(sheet)
}
