//! The way back to an app, for browsers that follow an app's address only after a click.

use super::takeover::TakenOver;
use crate::{
    browser::{listener::Listener, page, platform::document},
    host::Place,
};
use std::rc::Rc;

/// A small dialog with a link to the app. Dropping it closes it.
#[must_use = "dropping it closes it"]
pub struct ReturnToApp {
    _dialog: TakenOver,
    _away: Listener,
}

impl ReturnToApp {
    /// Opens it. `close` is called when it has served: the link was followed, the app came up, or it was dismissed.
    /// `url` must have been checked. `None` where the browser does not show it.
    pub fn open(place: &Place, url: &str, close: Rc<dyn Fn()>) -> Option<Self> {
        let shell = place.offer(url)?;
        let on_away = close.clone();
        let away = Listener::new(
            &document(),
            &["visibilitychange"],
            place.signal().as_ref(),
            Box::new(move |_| {
                if !page::visible() {
                    on_away();
                }
            }),
        );
        Some(Self {
            _dialog: TakenOver::new(place, shell, Rc::new(move |_| close())),
            _away: away,
        })
    }
}
