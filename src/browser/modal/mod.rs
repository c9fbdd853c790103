//! The modal: what a person sees of a session, from the moment at which the engine takes the dialog over that the click has
//! shown (`js/shell`). The nodes are JavaScript's; when they are shown, where the focus is, and what the dialog does to the page
//! is decided here.

mod back_button;
mod keyboard;
mod mount;
mod presses;
mod return_to_app;
mod scroll_lock;
mod takeover;

pub use back_button::when_back;
pub use return_to_app::ReturnToApp;

use crate::{
    host::{Interior, Place},
    session::View,
};
use presses::Press;
use std::{cell::Cell, rc::Rc};
use takeover::TakenOver;
use web_sys::HtmlIFrameElement;

/// The open modal. Dropping it closes it, gives focus and scrolling back, and takes every node away.
#[must_use = "dropping the modal closes it"]
pub struct Modal {
    dialog: TakenOver,
    inside: Interior,
    frame: Option<HtmlIFrameElement>,
    /// The frame can be used, and so holds what a person would lose.
    live: Rc<Cell<bool>>,
}

impl Modal {
    /// Takes over the dialog of `place`. `close` is called when the person wants it closed: the close button, Escape, the
    /// back button, or a press on the backdrop, which asks first once there is something to lose.
    pub fn open(place: &Place, close: Box<dyn Fn()>) -> Self {
        let inside = place.inside();
        let question = inside.clone();
        let live = Rc::new(Cell::new(false));
        let something_to_lose = live.clone();
        let on_press = move |press| match press {
            Press::Backdrop if something_to_lose.get() => question.ask(true),
            // What was asked by mistake is taken back as one expects; once more, and it closes.
            Press::Escape if question.asked() => question.ask(false),
            Press::Keep => question.ask(false),
            _ => close(),
        };
        Self {
            dialog: TakenOver::new(place, place.shell(), Rc::new(on_press)),
            inside,
            frame: None,
            live,
        }
    }

    /// Shows what the session is doing.
    pub fn show(&self, view: View) {
        if view == View::Failed {
            // Nothing is lost any more by closing.
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

    /// Shows the frame in place of the skeleton: it is ready.
    pub fn reveal_frame(&self) {
        self.live.set(true);
        self.inside.live();
        // Typing can begin at once, unless the person has moved on to something else.
        if let (Some(frame), true) = (&self.frame, self.dialog.focus_is_unused()) {
            let _ = frame.focus();
        }
    }

    /// Puts a frame with this address in, in place of the one before.
    pub fn load_frame(&mut self, url: &str) -> HtmlIFrameElement {
        self.unload_frame();
        let frame = self.inside.load_frame(url);
        self.frame = Some(frame.clone());
        frame
    }

    /// Takes the frame away and shows the skeleton again.
    pub fn unload_frame(&mut self) {
        if self.frame.take().is_some() {
            self.inside.unload_frame();
            self.live.set(false);
            if self.dialog.focus_is_unused() {
                let _ = self.dialog.dialog.focus();
            }
        }
    }
}
