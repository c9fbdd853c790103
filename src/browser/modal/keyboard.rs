//! Room for the on-screen keyboard.

use crate::browser::listener::Listener;
use web_sys::{AbortSignal, HtmlDialogElement, Window};

/// Keeps the dialog in the part of the page that a keyboard leaves free. Not everywhere does `dvh` know of it.
pub fn fit(
    window: &Window,
    dialog: &HtmlDialogElement,
    signal: &AbortSignal,
    listeners: &mut Vec<Listener>,
) {
    let Some(viewport) = window.visual_viewport() else {
        return;
    };
    for name in ["resize", "scroll"] {
        let (seen, dialog) = (viewport.clone(), dialog.clone());
        listeners.push(Listener::new(&viewport, name, signal, move |_| {
            // Zoomed in with two fingers, the person looks at a part of it, which must stay where it is.
            let scale = seen.scale();
            let top = if scale > 1.01 { 0.0 } else { seen.offset_top() };
            let style = dialog.style();
            for (name, length) in [("--height", seen.height() * scale), ("--top", top)] {
                let px = (length as u32).to_string() + "px";
                let _ = style.set_property(name, &px);
            }
        }));
    }
}
