//! The way back to an app, for browsers that follow an app's address only after a click.

use super::{
    dom::{add, add_text},
    shell::Shell,
};
use crate::{
    browser::{listener::Listener, page},
    texts::Texts,
};
use std::rc::Rc;
use wasm_bindgen::JsValue;
use web_sys::{AbortSignal, CssStyleSheet, Element, HtmlElement};

/// A small dialog with a link to the app. Dropping it closes it.
#[must_use = "dropping it closes it"]
pub struct ReturnToApp {
    shell: Shell,
    _away: Listener,
}

impl ReturnToApp {
    /// Opens it. `close` is called when it has served: the link was followed, the app came up, or it was dismissed.
    /// `url` must have been checked.
    ///
    /// # Errors
    /// Whatever the browser throws.
    pub fn open(
        texts: &Texts,
        theme: &str,
        signal: &AbortSignal,
        url: &str,
        close: impl Fn() + 'static,
    ) -> Result<Self, JsValue> {
        let shell = Shell::new(texts, texts.connected, theme)?;
        let main: Element = add(&shell.dialog, "section", &[("class", "app")])?;
        add_text(&main, "a", &[("id", "app"), ("href", url)], texts.app)?;
        let close = Rc::new(close);
        let document = main.owner_document().ok_or(JsValue::NULL)?;
        let on_away = close.clone();
        let away = Listener::new(&document, "visibilitychange", signal, move |_| {
            if !page::visible() {
                on_away();
            }
        });
        let shell = shell.show(signal, Rc::new(move |_| close()))?;
        Ok(Self { shell, _away: away })
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
}
