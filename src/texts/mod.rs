//! What a person reads in the modal, one file a language. Another language is one more file, and one line in each of
//! the two lists below.

mod ar;
mod de;
mod en;
mod es;
mod fr;
mod ja;
mod pt;

use crate::session::View;

/// All but English, which stands in for what is missing.
static LANGUAGES: [&Texts; 6] = [
    &ar::TEXTS,
    &de::TEXTS,
    &es::TEXTS,
    &fr::TEXTS,
    &ja::TEXTS,
    &pt::TEXTS,
];

/// The modal's texts in one language: short, plain, complete.
pub struct Texts {
    /// The language, two letters.
    pub lang: &'static str,
    /// `ltr` or `rtl`.
    pub dir: &'static str,
    /// The dialog's heading and accessible name.
    pub title: &'static str,
    /// The close button's accessible name, and one answer to `ask`.
    pub close: &'static str,
    /// The way out while it takes long.
    pub cancel: &'static str,
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
    /// Whether to close with a half-done login.
    pub ask: &'static str,
    /// The other answer to `ask`.
    pub keep: &'static str,
    /// The heading above the way back to an app.
    pub connected: &'static str,
    /// The way back to an app.
    pub app: &'static str,
}

impl Texts {
    /// The texts for a language tag such as `pt-BR`; English where there are none.
    #[must_use]
    pub fn for_locale(locale: &str) -> &'static Self {
        let language = locale.split(['-', '_']).next().unwrap_or_default();
        LANGUAGES
            .into_iter()
            .find(|texts| texts.lang.eq_ignore_ascii_case(language))
            .unwrap_or(&en::TEXTS)
    }

    /// What the person is told; empty when the frame speaks for itself.
    #[must_use]
    pub fn notice(&self, view: View) -> &'static str {
        match view {
            View::Live => "",
            View::Opening | View::Loading => self.opening,
            View::Slow => self.slow,
            View::Unresponsive => self.unresponsive,
            View::Reconnecting => self.reconnecting,
            View::Offline => self.offline,
            View::Failed => self.failed,
        }
    }
}
