//! The modal: what a person sees of a session. A native dialog in a shadow root, and the frame inside it.

mod ask;
mod back_button;
mod dom;
mod keyboard;
mod presses;
mod return_to_app;
mod scroll_lock;
mod shell;

pub use back_button::when_back;
pub use return_to_app::ReturnToApp;

use crate::{session::View, texts::Texts};
use ask::Ask;
use dom::{add, add_text, set};
use presses::Press;
use shell::Shell;
use std::{cell::Cell, rc::Rc};
use wasm_bindgen::JsValue;
use web_sys::{AbortSignal, CssStyleSheet, Element, HtmlElement, HtmlIFrameElement};

/// What a frame needs and no more.
const SANDBOX: &str = "allow-scripts allow-same-origin allow-forms";

/// The open modal. Dropping it closes it, gives focus and scrolling back, and takes every node away.
#[must_use = "dropping the modal closes it"]
pub struct Modal {
    shell: Shell,
    main: Element,
    notice: Element,
    line: Element,
    frame: Option<HtmlIFrameElement>,
    /// The frame can be used, and so holds what a person would lose.
    live: Rc<Cell<bool>>,
    texts: &'static Texts,
}

impl Modal {
    /// Opens it. `close` is called when the person wants it closed: the close button, Escape, the back button, or a
    /// press on the backdrop, which asks first once there is something to lose.
    ///
    /// # Errors
    /// Whatever the browser throws, for example in a document without a body.
    pub fn open(
        texts: &'static Texts,
        theme: &str,
        signal: &AbortSignal,
        close: impl Fn() + 'static,
    ) -> Result<Self, JsValue> {
        let shell = Shell::new(texts, texts.title, theme)?;
        let notice: Element = add(&shell.dialog, "div", &[("class", "quiet")])?;
        let line = add(&notice, "p", &[("role", "status")])?;
        add_text(
            &notice,
            "button",
            &[("type", "button"), ("id", "cancel")],
            texts.cancel,
        )?;
        let main: Element = add(&shell.dialog, "section", &[])?;
        let bones: Element = add(&main, "div", &[("class", "bones"), ("aria-hidden", "true")])?;
        for _ in 0..5 {
            add::<Element>(&bones, "i", &[])?;
        }
        let covered = [shell.header.clone(), main.clone()];
        let ask = Ask::new(&shell.dialog, covered, texts)?;
        let live = Rc::new(Cell::new(false));
        let something_to_lose = live.clone();
        let on_press = move |press| match press {
            Press::Backdrop if something_to_lose.get() => ask.show(),
            // What was asked by mistake is taken back as one expects; once more, and it closes.
            Press::Escape if ask.shown() => ask.hide(),
            Press::Keep => ask.hide(),
            _ => close(),
        };
        let shell = shell.show(signal, Rc::new(on_press))?;
        Ok(Self {
            shell,
            main,
            notice,
            line,
            frame: None,
            live,
            texts,
        })
    }

    /// The element in the page that holds everything.
    #[must_use]
    pub fn root(&self) -> &HtmlElement {
        &self.shell.root
    }

    /// The sheet with which the page is kept from scrolling.
    #[must_use]
    pub fn page_sheet(&self) -> Option<&CssStyleSheet> {
        self.shell.page_sheet()
    }

    /// Shows what the session is doing.
    pub fn show(&self, view: View) {
        set(
            &self.notice,
            "class",
            match view {
                // The frame or the skeleton says it all; the line is for those who hear it.
                View::Live | View::Opening | View::Loading => "quiet",
                View::Failed => "bad",
                _ => "wait",
            },
        );
        self.line.set_text_content(Some(self.texts.notice(view)));
        if matches!(view, View::Failed) {
            // Nothing is lost any more by closing.
            self.live.set(false);
        }
    }

    /// Shows the frame in place of the skeleton: it is ready.
    pub fn reveal_frame(&self) {
        self.live.set(true);
        set(&self.main, "class", "live");
        // Typing can begin at once, unless the person has moved on to something else.
        if let (Some(frame), true) = (&self.frame, self.shell.focus_is_unused()) {
            let _ = frame.focus();
        }
    }

    /// Puts a frame with this address in, in place of the one before.
    ///
    /// # Errors
    /// Whatever the browser throws.
    pub fn load_frame(&mut self, url: &str) -> Result<&HtmlIFrameElement, JsValue> {
        self.unload_frame();
        let frame = add(
            &self.main,
            "iframe",
            &[
                ("title", self.texts.frame),
                ("referrerpolicy", "no-referrer"),
                ("sandbox", SANDBOX),
                ("allow", ""),
                ("src", url),
            ],
        )?;
        Ok(self.frame.insert(frame))
    }

    /// Takes the frame away and shows the skeleton again.
    pub fn unload_frame(&mut self) {
        if let Some(frame) = self.frame.take() {
            frame.remove();
            self.live.set(false);
            set(&self.main, "class", "");
            if self.shell.focus_is_unused() {
                let _ = self.shell.dialog.focus();
            }
        }
    }
}
