//! The modal: what a person sees of a session. A native dialog in a shadow root, and the frame inside it.

mod ask;
mod back_button;
mod grow;
mod keyboard;
mod mount;
mod presses;
mod return_to_app;
mod scroll_lock;
mod shell;

pub use back_button::when_back;
pub use return_to_app::ReturnToApp;

use super::js::{self, call0, get, put};
use crate::session::View;
use ask::Ask;
use grow::{add, find, focus, set};
use presses::Press;
use shell::Shell;
use std::{cell::Cell, rc::Rc};
use wasm_bindgen::JsValue;

/// The open modal. Dropping it closes it, gives focus and scrolling back, and takes every node away.
#[must_use = "dropping the modal closes it"]
pub struct Modal {
    shell: Shell,
    frame: Option<JsValue>,
    /// The frame can be used, and so holds what a person would lose.
    live: Rc<Cell<bool>>,
    texts: JsValue,
}

impl Modal {
    /// Opens it. `texts` is an object as `Texts` of the declarations says, `theme` one of the names there. `close` is
    /// called when the person wants it closed: the close button, Escape, the back button, or a press on the backdrop,
    /// which asks first once there is something to lose. `None` where the browser does not show it, for example in a
    /// document without a body.
    pub fn open(
        texts: &JsValue,
        theme: &JsValue,
        signal: &JsValue,
        close: Box<dyn Fn()>,
    ) -> Option<Self> {
        let shell = Shell::new(texts, "$title", theme);
        let notice = add(&shell.dialog, texts, &["div", "class", "quiet"]);
        add(&notice, texts, &["p", "role", "status"]);
        add(
            &notice,
            texts,
            &["button", "type", "button", "id", "cancel", "", "$cancel"],
        );
        let main = add(&shell.dialog, texts, &["section"]);
        // It moves only beside a frame: an animation that begins with the dialog would make the dialog later.
        let bones = add(
            &main,
            texts,
            &["div", "class", "bones", "aria-hidden", "true"],
        );
        for _ in 0..5 {
            add(&bones, texts, &["i"]);
        }
        let ask = Ask::new(&shell.dialog, texts);
        let live = Rc::new(Cell::new(false));
        let something_to_lose = live.clone();
        let on_press = move |press| match press {
            Press::Backdrop if something_to_lose.get() => ask.show(true),
            // What was asked by mistake is taken back as one expects; once more, and it closes.
            Press::Escape if ask.shown() => ask.show(false),
            Press::Keep => ask.show(false),
            _ => close(),
        };
        Some(Self {
            shell: shell.show(signal, Rc::new(on_press))?,
            frame: None,
            live,
            texts: texts.clone(),
        })
    }

    /// The element in the page that holds everything.
    #[must_use]
    pub fn root(&self) -> &JsValue {
        &self.shell.root
    }

    /// The sheet with which the page is kept from scrolling; `undefined` where there is none.
    #[must_use]
    pub fn page_sheet(&self) -> JsValue {
        self.shell.page_sheet()
    }

    /// Shows what the session is doing.
    pub fn show(&self, view: View) {
        // The frame or the skeleton says it all; the line is for those who hear it.
        let (class, text) = match view {
            View::Live => ("quiet", ""),
            View::Opening | View::Loading => ("quiet", "opening"),
            View::Slow => ("wait", "slow"),
            View::Unresponsive => ("wait", "unresponsive"),
            View::Reconnecting => ("wait", "reconnecting"),
            View::Offline => ("wait", "offline"),
            View::Failed => {
                // Nothing is lost any more by closing.
                self.live.set(false);
                ("bad", "failed")
            }
        };
        let line = find(&self.shell.dialog, "p");
        set(&get(&line, "parentNode"), "class", &class.into());
        let text = js::text(&self.texts, text).unwrap_or_default();
        put(&line, "textContent", &text.into());
    }

    fn set_main(&self, class: &str) {
        set(&find(&self.shell.dialog, "section"), "class", &class.into());
    }

    /// Shows the frame in place of the skeleton: it is ready.
    pub fn reveal_frame(&self) {
        self.live.set(true);
        self.set_main("live");
        // Typing can begin at once, unless the person has moved on to something else.
        if let (Some(frame), true) = (&self.frame, self.shell.focus_is_unused()) {
            focus(frame);
        }
    }

    /// Puts a frame with this address in, in place of the one before.
    pub fn load_frame(&mut self, url: &str) -> JsValue {
        self.unload_frame();
        // Not in the page before it has its address. In the sandbox it has what it needs and no more.
        let spec = [
            "iframe",
            "title",
            "$frame",
            "referrerpolicy",
            "no-referrer",
            "sandbox",
            "allow-scripts allow-same-origin allow-forms",
            "allow",
            "",
            "src",
            url,
        ];
        let frame = add(&find(&self.shell.dialog, "section"), &self.texts, &spec);
        self.frame = Some(frame.clone());
        frame
    }

    /// Takes the frame away and shows the skeleton again.
    pub fn unload_frame(&mut self) {
        if let Some(frame) = self.frame.take() {
            call0(&frame, "remove");
            self.live.set(false);
            self.set_main("");
            if self.shell.focus_is_unused() {
                focus(&self.shell.dialog);
            }
        }
    }
}
