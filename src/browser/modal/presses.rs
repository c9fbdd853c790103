//! What a person does to the dialog, and what the page may notice of it: nothing.
//!
//! A page's own modal takes a press, a focus or a key outside of itself for a reason to close or to fetch the focus
//! back. So events of ours end at the window, before they come down to where such code listens, and are told apart
//! there. Default actions (the focus moves, a link is followed) are not touched.

use crate::browser::{
    js::{call0, call1, get, text, window},
    listener::Listener,
};
use std::{cell::Cell, rc::Rc};
use wasm_bindgen::JsValue;

/// What the person did.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Press {
    /// Anything with an id (a button, a link) but the next, or the back button, or the page itself closed it.
    Close,
    /// What has the id `keep`.
    Keep,
    /// Beside the dialog.
    Backdrop,
    /// The Escape key, or what the browser takes for it.
    Escape,
}

/// What pages listen for to find out about presses, focus and keys outside of their own modals.
const ENDED_AT_THE_WINDOW: &[&str] = &[
    "pointerdown",
    "pointerup",
    "mousedown",
    "mouseup",
    "touchstart",
    "touchmove",
    "touchend",
    "wheel",
    "click",
    "contextmenu",
    "focus",
    "blur",
    "focusin",
    "focusout",
    "keydown",
    "keyup",
    "keypress",
];

/// Reports every press until the listeners are dropped.
pub fn listen(
    root: &JsValue,
    dialog: &JsValue,
    signal: &JsValue,
    on_press: Rc<dyn Fn(Press)>,
) -> [Listener; 2] {
    let began_outside = Cell::new(false);
    let (root, inner, pressed) = (root.clone(), dialog.clone(), on_press.clone());
    let at_window = move |event| {
        if let Some(press) = read(&event, &root, &inner, &began_outside) {
            pressed(press);
        }
    };
    let by_browser = move |event| {
        // Closing is the session's to do, with everything that belongs to it.
        stop(&event, "preventDefault");
        on_press(if get(&event, "type") == "cancel" {
            Press::Escape
        } else {
            Press::Close
        });
    };
    [
        Listener::with_capture(
            &window(),
            ENDED_AT_THE_WINDOW,
            true,
            signal,
            Box::new(at_window),
        ),
        Listener::new(dialog, &["cancel", "close"], signal, Box::new(by_browser)),
    ]
}

fn read(
    event: &JsValue,
    root: &JsValue,
    dialog: &JsValue,
    began_outside: &Cell<bool>,
) -> Option<Press> {
    let kind = text(event, "type")?;
    let path = call0(event, "composedPath");
    let inside = call1(&path, "includes", root).is_truthy();
    let target = get(&path, "0");
    // While an input method is open, Escape belongs to it.
    if kind == "keydown" && get(event, "key") == "Escape" && !get(event, "isComposing").is_truthy()
    {
        // With the focus nowhere, keys go to the body. Anywhere else outside it is in something opened on top of us.
        if inside || target == get(root, "parentNode") {
            stop(event, "stopImmediatePropagation");
            stop(event, "preventDefault");
            return Some(Press::Escape);
        }
    }
    if !inside {
        return None;
    }
    stop(event, "stopImmediatePropagation");
    // What is in the dialog covers it all: only a press on the backdrop has the dialog itself as its target.
    let outside = target == *dialog;
    match kind.as_str() {
        "pointerdown" => began_outside.set(outside),
        // A selection that began in the dialog and ended beside it is no press on the backdrop.
        "click" if outside => return began_outside.take().then_some(Press::Backdrop),
        "click" => {
            return match text(&target, "id")?.as_str() {
                "" => None,
                "keep" => Some(Press::Keep),
                _ => Some(Press::Close),
            };
        }
        _ => {}
    }
    None
}

fn stop(event: &JsValue, method: &str) {
    call0(event, method);
}
