//! Room for the on-screen keyboard.

use crate::browser::{
    decimal,
    listener::Listener,
    platform::{Seen, window},
};
use wasm_bindgen::JsCast;
use web_sys::{AbortSignal, HtmlDialogElement};

/// Keeps the dialog in the part of the page that a keyboard leaves free, until it is dropped; no unit of CSS knows of
/// keyboards.
pub fn fit(dialog: &HtmlDialogElement, signal: Option<&AbortSignal>) -> Option<Listener> {
    let viewport = window().visual_viewport()?;
    let (seen, dialog) = (viewport.clone(), dialog.clone());
    let fit = move |_: &_| {
        let scale = seen.scale();
        // Zoomed in with two fingers, the person looks at a part of it, which must stay where it is.
        let top = if scale > 1.01 { 0.0 } else { seen.offset_top() };
        // Of a page that is zoomed by CSS, a pixel of the dialog is so much larger.
        let zoom = dialog.unchecked_ref::<Seen>().css_zoom();
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
