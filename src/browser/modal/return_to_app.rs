//! The way back to an app, for browsers that follow an app's address only after a click.

use super::{
    grow::{add, set},
    shell::Shell,
};
use crate::browser::{js::document, listener::Listener, page};
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// A small dialog with a link to the app. Dropping it closes it.
#[must_use = "dropping it closes it"]
pub struct ReturnToApp {
    shell: Shell,
    _away: Listener,
}

impl ReturnToApp {
    /// Opens it. `close` is called when it has served: the link was followed, the app came up, or it was dismissed.
    /// `url` must have been checked.
    /// `None` where the browser does not show it.
    pub fn open(
        texts: &JsValue,
        theme: &JsValue,
        signal: &JsValue,
        url: &str,
        close: Rc<dyn Fn()>,
    ) -> Option<Self> {
        let shell = Shell::new(texts, "$connected", theme);
        let main = add(&shell.dialog, texts, &["section", "class", "app"]);
        let link = add(&main, texts, &["a", "id", "app", "", "$app"]);
        let on_away = close.clone();
        let away = Listener::new(
            &document(),
            &["visibilitychange"],
            signal,
            Box::new(move |_| {
                if !page::visible() {
                    on_away();
                }
            }),
        );
        let shell = shell.show(signal, Rc::new(move |_| close()))?;
        // Not before it is shown, or the focus would start here: Enter pressed twice must not leave the page.
        set(&link, "href", &url.into());
        Some(Self { shell, _away: away })
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
}
