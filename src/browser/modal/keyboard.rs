//! Room for the on-screen keyboard.

use crate::browser::{
    decimal,
    js::{call2, get, window},
    listener::Listener,
};
use wasm_bindgen::JsValue;

/// Keeps the dialog in the part of the page that a keyboard leaves free, until it is dropped; no unit of CSS knows of
/// keyboards.
pub fn fit(dialog: &JsValue, signal: &JsValue) -> Option<Listener> {
    let viewport = get(&window(), "visualViewport");
    if viewport.is_undefined() {
        return None;
    }
    let (seen, dialog, style) = (viewport.clone(), dialog.clone(), get(dialog, "style"));
    let fit = move |_| {
        let number = |name| get(&seen, name).as_f64().unwrap_or_default();
        let scale = number("scale");
        // Zoomed in with two fingers, the person looks at a part of it, which must stay where it is.
        let top = if scale > 1.01 {
            0.0
        } else {
            number("offsetTop")
        };
        // Of a page that is zoomed by CSS, a pixel of the dialog is so much larger.
        let zoom = get(&dialog, "currentCSSZoom").as_f64().unwrap_or(1.0);
        for (name, length) in [("--height", number("height") * scale), ("--top", top)] {
            let px = decimal((length / zoom) as u32) + "px";
            call2(&style, "setProperty", &name.into(), &px.into());
        }
    };
    Some(Listener::new(
        &viewport,
        &["resize", "scroll"],
        signal,
        Box::new(fit),
    ))
}
