//! Room for the on-screen keyboard.

use super::dom::{call, get};
use crate::browser::listener::Listener;
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{AbortSignal, EventTarget, HtmlDialogElement, Window};

/// Keeps the dialog in the part of the page that a keyboard leaves free; `dvh` knows nothing of keyboards.
pub fn fit(
    window: &Window,
    dialog: &HtmlDialogElement,
    signal: &AbortSignal,
    listeners: &mut Vec<Listener>,
) {
    let viewport = get(window, "visualViewport");
    if viewport.is_undefined() {
        return;
    }
    let viewport: EventTarget = viewport.unchecked_into();
    for name in ["resize", "scroll"] {
        let (seen, dialog) = (viewport.clone(), dialog.clone());
        listeners.push(Listener::new(&viewport, name, signal, move |_| {
            let number = |name| get(&seen, name).as_f64().unwrap_or_default();
            let scale = number("scale");
            // Zoomed in with two fingers, the person looks at a part of it, which must stay where it is.
            let top = if scale > 1.01 {
                0.0
            } else {
                number("offsetTop")
            };
            for (name, length) in [("--height", number("height") * scale), ("--top", top)] {
                let px = (length as u32).to_string() + "px";
                let value = Array::of2(&JsValue::from_str(name), &JsValue::from_str(&px));
                call(&get(&dialog, "style"), "setProperty", &value);
            }
        }));
    }
}
