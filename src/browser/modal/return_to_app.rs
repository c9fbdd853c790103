//! The "Return to app" dialog, for browsers that open an app only after a click.

use super::open_dialog::OpenDialog;
use crate::{
    browser::{listener::Listener, page, platform::document},
    host::Place,
};
use std::rc::Rc;

/// A small dialog with a link to the app. Dropping it closes it.
#[must_use = "dropping it closes it"]
pub struct ReturnToApp {
    _dialog: OpenDialog,
    _on_hidden: Listener,
}

impl ReturnToApp {
    /// Opens the dialog. `url` must have been checked. `close` is called when the dialog is no longer needed: the person followed the
    /// link or dismissed it, or the page was hidden because the app opened. `None` if the browser does not show the dialog.
    pub fn open(place: &Place, url: &str, close: Rc<dyn Fn()>) -> Option<Self> {
        let shell = place.offer(url)?;
        let on_hidden = close.clone();
        let on_hidden = Listener::new(
            &document(),
            &["visibilitychange"],
            place.signal().as_ref(),
            Box::new(move |_| {
                if !page::visible() {
                    on_hidden();
                }
            }),
        );
        Some(Self {
            _dialog: OpenDialog::new(place, shell, Rc::new(move |_| close())),
            _on_hidden: on_hidden,
        })
    }
}
