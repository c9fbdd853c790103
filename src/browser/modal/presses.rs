//! What a person does to the dialog, and what the page may notice of it: nothing.
//!
//! A page's own modal takes a press, a focus or a key outside of itself for a reason to close or to fetch the focus
//! back. So events of ours end at the window, before they come down to where such code listens, and are told apart
//! there. Default actions (the focus moves, a link is followed) are not touched.

use super::dom::get;
use crate::browser::listener::Listener;
use js_sys::Object;
use std::{cell::Cell, rc::Rc};
use web_sys::{AbortSignal, Event, HtmlDialogElement, HtmlElement, Window};

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
const ENDED_AT_THE_WINDOW: [&str; 17] = [
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
    window: &Window,
    root: &HtmlElement,
    dialog: &HtmlDialogElement,
    signal: &AbortSignal,
    on_press: &Rc<dyn Fn(Press)>,
) -> Vec<Listener> {
    let on_press = on_press.clone();
    let (root, inner) = (root.clone(), dialog.clone());
    let began_outside = Cell::new(false);
    let route: Rc<dyn Fn(Event)> = Rc::new(move |event| {
        if let Some(press) = read(&event, &root, &inner, &began_outside) {
            on_press(press);
        }
    });
    let own = [
        (dialog.as_ref(), "cancel", false),
        (dialog.as_ref(), "close", false),
    ];
    ENDED_AT_THE_WINDOW
        .iter()
        .map(|name| (window.as_ref(), *name, true))
        .chain(own)
        .map(|(target, name, capture)| {
            let route = route.clone();
            Listener::with_capture(target, name, capture, signal, move |event| route(event))
        })
        .collect()
}

fn read(
    event: &Event,
    root: &HtmlElement,
    dialog: &HtmlDialogElement,
    began_outside: &Cell<bool>,
) -> Option<Press> {
    let kind = event.type_();
    if kind == "cancel" || kind == "close" {
        // Closing is the session's to do, with everything that belongs to it.
        event.prevent_default();
        return Some(if kind == "cancel" {
            Press::Escape
        } else {
            Press::Close
        });
    }
    let path = event.composed_path();
    let inside = path.includes(root, 0);
    let target = path.get(0);
    // While an input method is open, Escape belongs to it.
    if kind == "keydown" && get(event, "key") == "Escape" && !get(event, "isComposing").is_truthy()
    {
        // With the focus nowhere, keys go to the body. Anywhere else outside it is in something opened on top of us.
        if inside || target == get(root, "parentNode") {
            event.stop_immediate_propagation();
            event.prevent_default();
            return Some(Press::Escape);
        }
    }
    if !inside {
        return None;
    }
    event.stop_immediate_propagation();
    // What is in the dialog covers it all: only a press on the backdrop has the dialog itself as its target.
    let outside = Object::is(&target, dialog);
    match kind.as_str() {
        "pointerdown" => began_outside.set(outside),
        // A selection that began in the dialog and ended beside it is no press on the backdrop.
        "click" if outside => return began_outside.take().then_some(Press::Backdrop),
        "click" => {
            return match get(&target, "id").as_string()?.as_str() {
                "" => None,
                "keep" => Some(Press::Keep),
                _ => Some(Press::Close),
            };
        }
        _ => {}
    }
    None
}
