//! The modal: what a person sees of a session. The click opens the dialog (`js/shell`), and the engine takes it over. The nodes are
//! made in JavaScript; when they are shown, where the focus is, and what the dialog does to the page is decided here.
//!
//! In a container of the page, a region takes the dialog's place. It differs in what it does to the page, which is nothing.

mod back_button;
mod keyboard;
mod mount;
mod open_dialog;
mod presses;
mod return_to_app;
mod scroll_lock;

pub use back_button::when_back;
pub use return_to_app::ReturnToApp;

use crate::{
    host::{Interior, Place},
    session::View,
    told::ClosedBy,
};
use open_dialog::OpenDialog;
use presses::Press;
use std::{cell::Cell, rc::Rc};
use wasm_bindgen::JsValue;
use web_sys::HtmlIFrameElement;

/// The open modal. Dropping it closes it, gives focus and scrolling back to the page, and removes every node.
#[must_use = "dropping the modal closes it"]
pub struct Modal {
    dialog: OpenDialog,
    inside: Interior,
    frame: Option<HtmlIFrameElement>,
    /// The frame can be used.
    live: Rc<Cell<bool>>,
    /// Whether closing would lose something typed or running, as the frame says; `None` if it has not said.
    at_stake: Rc<Cell<Option<bool>>>,
}

impl Modal {
    /// Takes over the dialog of `place`. `close` is called when the person closes it, or the page does not let it stay. The close button, Escape and a press on the
    /// backdrop ask first if something would be lost; of a frame that does not say, the backdrop alone, which is pressed by mistake.
    /// The back button does not ask: the browser has gone back already.
    pub fn open(place: &Place, close: Box<dyn Fn(ClosedBy)>) -> Self {
        let inside = place.inside();
        let question = inside.clone();
        let live = Rc::new(Cell::new(false));
        let at_stake = Rc::new(Cell::new(None));
        let (usable, said) = (live.clone(), at_stake.clone());
        let on_press = move |press| match press {
            // Escape takes the question back.
            Press::Escape if question.asked() => question.ask(false),
            Press::Keep => question.ask(false),
            Press::Backdrop | Press::Escape | Press::Button
                if usable.get() && said.get().unwrap_or(press == Press::Backdrop) =>
            {
                question.ask(true);
            }
            Press::Removed => close(ClosedBy::Host),
            _ => close(ClosedBy::Person),
        };
        Self {
            dialog: OpenDialog::new(place, place.shell(), Rc::new(on_press)),
            inside,
            frame: None,
            live,
            at_stake,
        }
    }

    /// Shows the notice for this view.
    pub fn show(&self, view: View) {
        if view == View::Failed {
            // Closing loses nothing now, so it needs no question.
            self.live.set(false);
        }
        self.inside.say(match view {
            View::Live => "live",
            View::Opening | View::Loading => "opening",
            View::Slow => "slow",
            View::Unresponsive => "unresponsive",
            View::Reconnecting => "reconnecting",
            View::Offline => "offline",
            View::Failed => "failed",
        });
    }

    /// Notes whether closing would lose something.
    pub fn set_at_stake(&self, at_stake: bool) {
        self.at_stake.set(Some(at_stake));
    }

    /// Shows the frame, which is ready, in place of the skeleton.
    pub fn reveal_frame(&self) {
        self.live.set(true);
        self.inside.live();
        // The person can type at once, unless they have put the focus elsewhere.
        if self.dialog.focus_is_unused(self.dialog.owns_focus()) {
            self.inside.enter();
        }
    }

    /// The page's accent, for the frame; `undefined` if there is none.
    pub fn accent(&self) -> JsValue {
        self.inside.accent()
    }

    /// Loads a frame from this address, in place of the one before.
    pub fn load_frame(&mut self, url: &str) -> HtmlIFrameElement {
        self.unload_frame();
        let frame = self.inside.load_frame(url);
        self.frame = Some(frame.clone());
        frame
    }

    /// Removes the frame, and shows the skeleton again.
    pub fn unload_frame(&mut self) {
        if self.frame.take().is_some() {
            let owned = self.dialog.owns_focus();
            self.inside.unload_frame();
            self.live.set(false);
            self.at_stake.set(None);
            if self.dialog.focus_is_unused(owned) {
                let _ = self.dialog.dialog.focus();
            }
        }
    }
}
