//! The page does not scroll under the dialog.
//!
//! A sheet of its own, added to the document and taken away again: the page's inline styles are never touched, so
//! there is nothing to restore, and its scroll position never changes.

use crate::browser::js::{call0, call1, call2, document, get, make, put, staged, window};
use wasm_bindgen::JsValue;

/// Keeps the page from scrolling until it is dropped.
pub struct ScrollLock {
    sheet: JsValue,
}

impl ScrollLock {
    /// Where the browser refuses, the page scrolls: that is better than no modal.
    pub fn new() -> Self {
        let html = get(&document(), "documentElement");
        let style = call1(&window(), "getComputedStyle", &html);
        // Where a scroll bar takes up room, the room stays, or the page would shift.
        let room = get(&window(), "innerWidth").as_f64() > get(&html, "clientWidth").as_f64()
            && get(&style, "scrollbarGutter") == "auto";
        // The viewport scrolls by the root's overflow, or where that says nothing, by the body's. Locking the other
        // one would make the body a scroller of its own, and the page would jump to its top.
        let lock = match (get(&style, "overflow") == "visible", room) {
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

    pub fn sheet(&self) -> &JsValue {
        &self.sheet
    }
}

impl Drop for ScrollLock {
    fn drop(&mut self) {
        let sheets = get(&document(), "adoptedStyleSheets");
        let at = call1(&sheets, "indexOf", &self.sheet);
        if at.as_f64() >= Some(0.0) {
            call2(&sheets, "splice", &at, &1.into());
        }
        // Only an element has it.
        call0(&self.sheet, "remove");
    }
}

/// Adds a constructed sheet to a document or a shadow root. It needs no allowance in the page's style-src. Where the page
/// has no such sheets, an element has to do, which does.
pub fn adopt(root: &JsValue, css: &str) -> JsValue {
    let css = css.into();
    let sheet = make("CSSStyleSheet", &JsValue::UNDEFINED);
    call1(&sheet, "replaceSync", &css);
    let sheets = get(root, "adoptedStyleSheets");
    call1(&sheets, "push", &sheet);
    let added = call1(&sheets, "includes", &sheet).is_truthy();
    if added && get(&get(&sheet, "cssRules"), "length").as_f64() > Some(0.0) || staged() {
        return sheet;
    }
    if added {
        call0(&sheets, "pop");
    }
    let document = document();
    let element = call1(&document, "createElement", &"style".into());
    put(&element, "textContent", &css);
    let head = get(&document, "head");
    let parent = if *root == document { &head } else { root };
    call1(parent, "appendChild", &element);
    element
}
