//! Keeps the dialog clear of the on-screen keyboard.

use crate::browser::{
    decimal,
    listener::Listener,
    platform::{DomElement, window},
};
use wasm_bindgen::JsCast;
use web_sys::{AbortSignal, HtmlElement};

/// Sizes the dialog to the part of the page that the keyboard leaves free, until the listener is dropped. CSS has no unit for that.
/// `None` in a browser that does not report that part.
pub fn fit(dialog: &HtmlElement, signal: Option<&AbortSignal>) -> Option<Listener> {
    let viewport = window().visual_viewport()?;
    let (seen, dialog) = (viewport.clone(), dialog.clone());
    let fit = move |_: &_| {
        let scale = seen.scale();
        // A person who has pinched to zoom looks at a part of the dialog, which must stay where it is.
        let top = if scale > 1.01 { 0.0 } else { seen.offset_top() };
        // In a page with CSS zoom, the dialog's pixels are larger than the window's.
        let zoom = dialog.unchecked_ref::<DomElement>().css_zoom();
        let zoom = if zoom > 0.0 { zoom } else { 1.0 };
        for (name, length) in [("--height", seen.height() * scale), ("--top", top)] {
            let px = decimal((length / zoom) as u32) + "px";
            let _ = dialog.style().set_property(name, &px);
        }
    };
    Some(Listener::new(
        &viewport,
        &["resize", "scroll"],
        signal,
        Box::new(fit),
    ))
}
