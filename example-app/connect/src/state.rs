//! What all handlers and tasks share, and the tasks' owner.

use std::sync::Arc;

use axum::Router;
use tokio::{
    sync::{Notify, mpsc, watch},
    task::JoinSet,
};

use crate::{
    automation::{self, Job},
    bearer::ApiKeys,
    catalog::Catalog,
    clip::FrameState,
    clock::Clock,
    config::Config,
    error::Error,
    expiry,
    faults::Faults,
    guesses::Guesses,
    health::LastCheck,
    link::LinkStatus,
    long_poll::Board,
    presence::Presence,
    sandbox::Changes,
    secrets::Random,
    store::{self, Store},
    webhooks::{self, Poster, keys::Keys},
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
    pub links: Board<LinkStatus>,
    /// Which frame waits for which session.
    pub frames: Board<FrameState>,
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

/// Why the service cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The database cannot be opened or migrated.
    #[error("the database cannot be opened: {0}")]
    Open(#[from] store::OpenError),
    /// The database cannot be read.
    #[error("the database cannot be read: {0}")]
    Database(#[from] sqlx::Error),
    /// The webhook key cannot be read or made.
    #[error("there is no key for webhooks: {0}")]
    Key(#[from] Error),
    /// The client for webhooks cannot be made.
    #[error("webhooks cannot be sent: {0}")]
    Client(#[from] reqwest::Error),
    /// A schema of this program is wrong.
    #[error("a schema does not compile: {0}")]
    Schema(String),
}

/// The running service: the state and its background tasks, which end when this is dropped.
pub struct Service {
    /// For the router, and for tests.
    pub app: App,
    _tasks: JoinSet<()>,
    outbox: JoinSet<()>,
    // Given back last.
    _lock: store::Lock,
}

impl Service {
    /// Opens the database, takes up what an earlier run left, and starts the background tasks.
    pub async fn start(config: Config) -> Result<Self, StartError> {
        let clock = Clock::new();
        let (jobs, queue) = mpsc::unbounded_channel();
        let lock = store::Lock::take(&config.database).await?;
        let store = Store::open(&config.database).await?;
        let random = match config.seed {
            None => Random::Machine,
            Some(seed) => Random::seeded(seed, store.rows_so_far().await?),
        };
        let app = Arc::new(Shared {
            webhook_keys: Keys::load(&store, &random, clock.now_ms()).await?,
            store,
            random,
            poster: Poster::new(config.private_webhooks)?,
            outbox_changed: Notify::new(),
            guesses: Guesses::new(config.wrong_codes_per_minute),
            faults: Faults::default(),
            last_check: LastCheck::default(),
            changes: Changes::default(),
            api_keys: ApiKeys::new(&config.api_keys),
            catalog: Catalog::compile().map_err(StartError::Schema)?,
            links: Board::new(),
            frames: Board::new(),
            presence: Presence::new(clock.clone()),
            jobs,
            expiry_changed: Notify::new(),
            closing: watch::Sender::new(false),
            clock,
            config,
        });
        automation::resume(&app).await?;
        let mut tasks = JoinSet::new();
        tasks.spawn(automation::run(Arc::clone(&app), queue));
        tasks.spawn(expiry::run(Arc::clone(&app)));
        tasks.spawn(store::scrub::run(app.store.clone()));
        let mut outbox = JoinSet::new();
        outbox.spawn(webhooks::run(Arc::clone(&app)));
        Ok(Self {
            app,
            _tasks: tasks,
            outbox,
            _lock: lock,
        })
    }

    /// All routes.
    pub fn router(&self) -> Router {
        crate::app(Arc::clone(&self.app))
    }

    /// Signs webhooks with a new key from now on.
    pub async fn rotate_webhook_key(&self) -> Result<String, Error> {
        let Shared {
            webhook_keys,
            store,
            random,
            clock,
            ..
        } = self.app.as_ref();
        webhook_keys.rotate(store, random, clock.now_ms()).await
    }

    /// Lets go of everybody who waits, so that a graceful shutdown need not wait for them, and begins no other try of a webhook.
    pub fn close(&self) {
        self.app.closing.send_replace(true);
    }

    /// After [`Self::close`]: the tries of webhooks that are under way come to their end.
    pub async fn tries_end(&mut self) {
        while self.outbox.join_next().await.is_some() {}
    }
}
