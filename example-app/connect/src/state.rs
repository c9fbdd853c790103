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
    metrics::Metrics,
    news::Outlet,
    providers::{catalog::Catalog, credentials::Verdict},
    secrets::Random,
    store::{Store, health::LastCheck},
    webhooks::{keys::Keys, post::Poster},
};

/// Shared by reference; cloning is cheap.
pub type App = Arc<Shared>;

/// See [`App`].
pub struct Shared {
    /// This process, among those that work on the same database.
    pub replica: String,
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
    /// Notified when the outbox has a new delivery.
    pub outbox_changed: Notify,
    /// Limits unknown claim codes.
    pub guesses: Guesses,
    /// Limits wrong API keys.
    pub wrong_keys: Guesses,
    /// The sandbox's faults.
    pub faults: Faults,
    /// Whether the database took a write.
    pub last_check: LastCheck,
    /// What an operator measures.
    pub metrics: Metrics,
    /// What the other replicas are told.
    pub news: Outlet,
    /// Counts whatever the sandbox page shows.
    pub changes: Changes,
    /// Work for the automation.
    pub jobs: mpsc::UnboundedSender<Job>,
    /// Notified when a link may expire earlier than the expiry task expects.
    pub expiry_changed: Notify,
    /// True while the service still answers but `/health/ready` sends new requests elsewhere.
    pub draining: watch::Sender<bool>,
    /// True when the service shuts down.
    pub closing: watch::Sender<bool>,
}

impl Shared {
    /// Runs a change to its end even if the caller hangs up: after a commit, the waiters must still be notified.
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
    /// The result of the sign-in; `None` if it is already stored with the session.
    pub verdict: Option<Verdict>,
}
