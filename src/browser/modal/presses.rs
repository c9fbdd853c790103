//! What a person does to the dialog, and what the page may notice of it: nothing.
//!
//! A page's own modal takes a press, a focus or a key outside of itself for a reason to close or to fetch the focus
//! back. So events of ours end at the window, before they come down to where such code listens, and are told apart
//! there. Default actions (the focus moves, a link is followed) are not touched.

use crate::{
    browser::{
        clock_ms,
        listener::Listener,
        platform::{Heard, Seen, document, same, window},
    },
    host::Shell,
};
use std::{cell::Cell, rc::Rc};
use wasm_bindgen::JsCast;
use web_sys::{AbortSignal, HtmlDialogElement, HtmlElement};

/// What the person did.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Press {
    /// A button or the link that ends it, or the back button, or the page itself closed it.
    Close,
    /// The other answer to the question.
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

/// A press beside the dialog counts only from then on, in milliseconds: before, it is the second half of a double click on
/// what opened it.
const SETTLED_MS: u64 = 500;

/// What belongs to a dialog's presses, beside the event.
struct Watched {
    root: HtmlElement,
    dialog: HtmlDialogElement,
    since: u64,
    began_outside: Cell<bool>,
}

/// Reports every press until the listeners are dropped.
pub fn listen(
    shell: &Shell,
    signal: Option<&AbortSignal>,
    on_press: Rc<dyn Fn(Press)>,
) -> [Listener; 2] {
    let watched = Watched {
        root: shell.root(),
        dialog: shell.dialog(),
        since: clock_ms(),
        began_outside: Cell::new(false),
    };
    let pressed = on_press.clone();
    let dialog = shell.dialog();
    let at_window = move |event: &Heard| {
        if let Some(press) = watched.read(event) {
            pressed(press);
        }
    };
    let by_browser = move |event: &Heard| {
        // Closing is the session's to do, with everything that belongs to it.
        event.prevent_default();
        on_press(if event.kind() == "cancel" {
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
        Listener::new(&dialog, &["cancel", "close"], signal, Box::new(by_browser)),
    ]
}

impl Watched {
    fn read(&self, event: &Heard) -> Option<Press> {
        let kind = event.kind().as_string()?;
        let path = event.composed_path();
        let inside = path.includes(&self.root, 0);
        let target = path.get(0);
        // While an input method is open, Escape belongs to it.
        if kind == "keydown" && event.key() == "Escape" && !event.is_composing() {
            // With the focus nowhere, keys go to the body. Anywhere else outside it is in something opened on top of us.
            let nowhere = document().body().is_some_and(|body| same(&body, &target));
            if inside || nowhere {
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
        let outside = same(&target, &self.dialog);
        match kind.as_str() {
            "pointerdown" => {
                let settled = clock_ms() >= self.since + SETTLED_MS;
                self.began_outside.set(outside && settled);
            }
            // A selection that began in the dialog and ended beside it is no press on the backdrop, nor is a double click.
            "click" if outside => {
                let began_outside = self.began_outside.take();
                let once = event.detail() <= 1.0;
                return (began_outside && once).then_some(Press::Backdrop);
            }
            "click" => {
                return match target.unchecked_ref::<Seen>().id().as_string()?.as_str() {
                    "keep" => Some(Press::Keep),
                    "close" | "cancel" | "leave" | "app" => Some(Press::Close),
                    // Whatever else somebody has put there.
                    _ => None,
                };
            }
            _ => {}
        }
        None
    }
}
