//! What all handlers and tasks share.

use std::sync::Arc;

use tokio::sync::{Notify, mpsc, watch};

use crate::{
    api_keys::ApiKeys,
    board::Board,
    changes::Changes,
    clock::Clock,
    config::Config,
    error::Error,
    faults::Faults,
    limits::{guesses::Guesses, presence::Presence},
    providers::{catalog::Catalog, credentials::Verdict},
    secrets::Random,
    store::{Store, health::LastCheck},
    webhooks::{keys::Keys, post::Poster},
};

/// Shared by reference; cloning is cheap.
pub type App = Arc<Shared>;

/// See [`App`].
pub struct Shared {
    /// The database.
    pub store: Store,
    /// The time.
    pub clock: Clock,
    /// How the service was started.
    pub config: Config,
    /// Who may call `/v1/*`.
    pub api_keys: ApiKeys,
    /// The schemas.
    pub catalog: Catalog,
    /// Who waits for which link.
    pub links: Board,
    /// Which frame waits for which session.
    pub frames: Board,
    /// Which frames are there.
    pub presence: Presence,
    /// Where ids come from.
    pub random: Random,
    /// What webhooks are signed with.
    pub webhook_keys: Keys,
    /// Who sends them.
    pub poster: Poster,
    /// Rung when there is something new in the outbox.
    pub outbox_changed: Notify,
    /// Who tries claim codes that are none.
    pub guesses: Guesses,
    /// What is to go wrong.
    pub faults: Faults,
    /// Whether the database took a write.
    pub last_check: LastCheck,
    /// Counts whatever the sandbox page shows.
    pub changes: Changes,
    /// Work for the automation.
    pub jobs: mpsc::UnboundedSender<Job>,
    /// Rung when a link may run out earlier than the expiry task believes.
    pub expiry_changed: Notify,
    /// True when the service shuts down.
    pub closing: watch::Sender<bool>,
}

impl Shared {
    /// Runs a change to its end even if the caller hangs up: between a commit and telling those who
    /// wait for it, a dropped request must not get lost.
    pub async fn run<T, F>(self: &Arc<Self>, change: impl FnOnce(App) -> F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, Error>> + Send + 'static,
    {
        tokio::spawn(change(Arc::clone(self)))
            .await
            .unwrap_or(Err(Error::Internal("a change panicked")))
    }
}

/// A session for the automation to work on.
pub struct Job {
    /// Its id.
    pub session_id: String,
    /// What the provider is going to say; `None` where it has said it before.
    pub verdict: Option<Verdict>,
}
