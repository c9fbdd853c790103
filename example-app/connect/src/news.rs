//! What happened here, for the other replicas. On SQLite there are none, and nothing is kept.

use std::sync::OnceLock;

use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};

/// Something that another replica may wait for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// A link changed, by its id.
    Link(String),
    /// A session changed, by its id.
    Session(String),
    /// A webhook is due.
    Outbox,
    /// A session needs a replica to work on it.
    Work,
    /// Webhooks are signed with a new key.
    Keys,
}

/// Takes news to whoever passes them on, if somebody does.
#[derive(Default)]
pub struct Outlet(OnceLock<UnboundedSender<News>>);

impl Outlet {
    /// Passes news on from now on.
    pub fn open(&self) -> UnboundedReceiver<News> {
        let (sender, receiver) = mpsc::unbounded_channel();
        // Only the first one counts; the service opens it once.
        let _ = self.0.set(sender);
        receiver
    }

    /// Tells it, after it was committed.
    pub fn tell(&self, news: News) {
        if let Some(sender) = self.0.get() {
            // Fails only when the service ends.
            let _ = sender.send(news);
        }
    }
}

impl News {
    /// One word, for a notification.
    pub fn to_word(&self) -> &str {
        match self {
            Self::Link(id) | Self::Session(id) => id,
            Self::Outbox => "outbox",
            Self::Work => "work",
            Self::Keys => "keys",
        }
    }

    /// What [`Self::to_word`] wrote. `None`: a later version of this program wrote it.
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "outbox" => Some(Self::Outbox),
            "work" => Some(Self::Work),
            "keys" => Some(Self::Keys),
            id if id.starts_with("link_") => Some(Self::Link(id.to_owned())),
            id if id.starts_with("ses_") => Some(Self::Session(id.to_owned())),
            _ => None,
        }
    }
}
