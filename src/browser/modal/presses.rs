//! What a person does to the dialog, and what the page may notice of it: nothing.
//!
//! A page's own modal takes a press, a focus or a key outside of itself for a reason to close or to fetch the focus
//! back. So events of ours end at the window, before they come down to where such code listens, and are told apart
//! there. Default actions (the focus moves, a link is followed) are not touched.

use crate::browser::listener::Listener;
use std::{cell::Cell, rc::Rc};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    AbortSignal, Element, Event, HtmlDialogElement, HtmlElement, KeyboardEvent, MouseEvent, Window,
};

/// What the person did.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Press {
    /// A button or a link, the browser's own way to close a dialog, or the back button.
    Close,
    /// The button that keeps it open.
    Keep,
    /// Beside the dialog.
    Backdrop,
    /// The Escape key.
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
    let path = event.composed_path();
    let kind = event.type_();
    let inside = path.includes(root, 0);
    if let Some(key) = event.dyn_ref::<KeyboardEvent>() {
        // While an input method is open, Escape belongs to it. Outside of ours the focus can only be nowhere, or in
        // something that was opened on top of us.
        let nowhere = || {
            event
                .target()
                .is_some_and(|target| !target.has_type::<Element>() || is_body(&target))
        };
        if kind == "keydown"
            && key.key() == "Escape"
            && !key.is_composing()
            && (inside || nowhere())
        {
            event.stop_immediate_propagation();
            event.prevent_default();
            return Some(Press::Escape);
        }
    }
    if kind == "cancel" || kind == "close" {
        // Closing is the session's to do, with everything that belongs to it.
        event.prevent_default();
        return Some(if kind == "cancel" {
            Press::Escape
        } else {
            Press::Close
        });
    }
    if !inside {
        return None;
    }
    event.stop_immediate_propagation();
    let target: Element = path.get(0).dyn_into().ok()?;
    match kind.as_str() {
        "pointerdown" => began_outside.set(is_outside(event, &target, dialog)),
        "click" => {
            return if is_outside(event, &target, dialog) {
                // A selection that began in the dialog and ended beside it is no press on the backdrop.
                began_outside.take().then_some(Press::Backdrop)
            } else {
                let button = target.closest("button,a").ok()??;
                Some(if button.class_name() == "keep" {
                    Press::Keep
                } else {
                    Press::Close
                })
            };
        }
        _ => {}
    }
    None
}

fn is_body(target: &JsValue) -> bool {
    target
        .dyn_ref::<Element>()
        .is_some_and(|element| matches!(element.tag_name().as_str(), "BODY" | "HTML"))
}

/// A press on the backdrop has the dialog itself as its target, and lies beside it.
fn is_outside(event: &Event, target: &Element, dialog: &HtmlDialogElement) -> bool {
    let Some(at) = event.dyn_ref::<MouseEvent>() else {
        return false;
    };
    let shape = dialog.get_bounding_client_rect();
    let (x, y) = (f64::from(at.client_x()), f64::from(at.client_y()));
    target == dialog.unchecked_ref::<Element>()
        && (x < shape.left() || x > shape.right() || y < shape.top() || y > shape.bottom())
}
