//! Reads the person's clicks and keys in the dialog, and hides them from the page.
//!
//! Host modals close on a click, a focus or a key outside of themselves, or pull the focus back. So the dialog's events are handled
//! and stopped at the window, in the capture phase, before such code sees them. Default actions still happen: the focus moves, a
//! link is followed.

use crate::{
    browser::{
        clock_ms,
        listener::Listener,
        platform::{DomElement, DomEvent, document, same, window},
    },
    host::Shell,
};
use std::{cell::Cell, rc::Rc};
use wasm_bindgen::JsCast;
use web_sys::{AbortSignal, HtmlElement};

/// What the person pressed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Press {
    /// The answer that closes the dialog, the link to the app, or the browser's back button. Also if the page closed the dialog.
    Close,
    /// A button that closes the dialog, in its header or beside its notice.
    Button,
    /// The button that keeps the dialog open, as the answer to the question.
    Keep,
    /// The backdrop beside the dialog.
    Backdrop,
    /// The Escape key, or another gesture that the browser treats the same.
    Escape,
    /// Nothing: the page keeps removing the dialog.
    Removed,
}

/// The events by which pages notice clicks, focus and keys outside of their own modals.
const HIDDEN_FROM_PAGE: &[&str] = &[
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

/// A press on the backdrop counts only this long after the opening, in milliseconds: an earlier one is the second half of a double
/// click on the opener.
const BACKDROP_AFTER_MS: u64 = 500;

/// Finds out what was pressed.
struct PressReader {
    root: HtmlElement,
    /// The dialog, which has a backdrop; `None` for a region, beside which is the page.
    modal: Option<HtmlElement>,
    opened_at: u64,
    /// The press that is under way began on the backdrop.
    began_outside: Cell<bool>,
}

/// Reports every press until the listeners are dropped.
pub fn listen(
    shell: &Shell,
    signal: Option<&AbortSignal>,
    on_press: Rc<dyn Fn(Press)>,
) -> [Listener; 2] {
    let reader = PressReader {
        root: shell.root(),
        modal: shell.container().is_none().then(|| shell.dialog()),
        opened_at: clock_ms(),
        began_outside: Cell::new(false),
    };
    let pressed = on_press.clone();
    let dialog = shell.dialog();
    let at_window = move |event: &DomEvent| {
        if let Some(press) = reader.read(event) {
            pressed(press);
        }
    };
    let by_browser = move |event: &DomEvent| {
        // The session closes the dialog, with everything that belongs to it.
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
            HIDDEN_FROM_PAGE,
            true,
            signal,
            Box::new(at_window),
        ),
        Listener::new(&dialog, &["cancel", "close"], signal, Box::new(by_browser)),
    ]
}

impl PressReader {
    /// What an event presses, if anything. Stops the event if it is the dialog's.
    fn read(&self, event: &DomEvent) -> Option<Press> {
        let kind = event.kind().as_string()?;
        let path = event.composed_path();
        let inside = path.includes(&self.root, 0);
        let target = path.get(0);
        // While an input method is open, Escape belongs to it.
        if kind == "keydown" && event.key() == "Escape" && !event.is_composing() {
            // Without a focus, keys go to the body. Anywhere else outside, the focus is in something that was opened above the dialog.
            let nowhere = document().body().is_some_and(|body| same(&body, &target));
            if inside || (nowhere && self.modal.is_some()) {
                event.stop_immediate_propagation();
                event.prevent_default();
                return Some(Press::Escape);
            }
        }
        if !inside {
            return None;
        }
        event.stop_immediate_propagation();
        // The dialog's content covers all of it, so only a press on the backdrop has the dialog itself as its target.
        let outside = self
            .modal
            .as_ref()
            .is_some_and(|modal| same(&target, modal));
        match kind.as_str() {
            "pointerdown" => {
                let counts = clock_ms() >= self.opened_at + BACKDROP_AFTER_MS;
                self.began_outside.set(outside && counts);
            }
            // Not a press on the backdrop: a selection that began in the dialog and ended beside it, or a double click.
            "click" if outside => {
                let began_outside = self.began_outside.take();
                let once = event.detail() <= 1.0;
                return (began_outside && once).then_some(Press::Backdrop);
            }
            "click" => {
                let id = target.unchecked_ref::<DomElement>().id().as_string()?;
                return match id.as_str() {
                    "keep" => Some(Press::Keep),
                    "close" | "cancel" => Some(Press::Button),
                    "leave" | "app" => Some(Press::Close),
                    // Something that an extension or the page has put there.
                    _ => None,
                };
            }
            _ => {}
        }
        None
    }
}
