//! What a person reads in the modal, one file a language.

mod en;

use crate::session::View;

/// The modal's texts in one language: short, plain, complete.
pub struct Texts {
    /// The dialog's heading and accessible name.
    pub title: &'static str,
    /// The close button's accessible name.
    pub close: &'static str,
    /// The frame's title.
    pub frame: &'static str,
    /// While the link is claimed and the frame loads, for screen readers.
    pub opening: &'static str,
    /// When that takes long.
    pub slow: &'static str,
    /// When the frame does not answer.
    pub unresponsive: &'static str,
    /// When requests fail and are tried again.
    pub reconnecting: &'static str,
    /// When there is no connection.
    pub offline: &'static str,
    /// When it failed and the modal is about to close.
    pub failed: &'static str,
}

impl Texts {
    /// The texts for a language tag such as `pt-BR`; English where there are none.
    #[must_use]
    pub fn for_locale(_locale: &str) -> &'static Self {
        &en::TEXTS
    }

    /// The line under the heading; empty when the frame speaks for itself.
    #[must_use]
    pub fn notice(&self, view: View) -> &'static str {
        match view {
            View::Live | View::Opening | View::Loading => "",
            View::Slow => self.slow,
            View::Unresponsive => self.unresponsive,
            View::Reconnecting => self.reconnecting,
            View::Offline => self.offline,
            View::Failed => self.failed,
        }
    }
}
