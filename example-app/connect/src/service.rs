//! The running service: it opens the database, takes up what an earlier run left, and owns the tasks.

use std::{sync::Arc, time::Duration};

use axum::Router;
use tokio::{
    sync::{Notify, mpsc, watch},
    task::JoinSet,
};

use crate::{
    api_keys::ApiKeys,
    board::Board,
    changes::Changes,
    clock::Clock,
    config::Config,
    domain::{automation, expiry, outbox, relay, replica, scrub},
    error::Error,
    faults::Faults,
    http,
    limits::{guesses::Guesses, presence::Presence},
    metrics::Metrics,
    news::{News, Outlet},
    providers::catalog::Catalog,
    secrets::Random,
    state::{App, Shared},
    store::{self, Store, health::LastCheck},
    webhooks::{keys::Keys, post::Poster},
};

/// How often the samples of metrics are folded.
const UPKEEP: Duration = Duration::from_secs(5);

/// Why the service cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The database cannot be opened or migrated.
    #[error("the database cannot be opened: {0}")]
    Open(#[from] store::OpenError),
    /// The database cannot be read.
    #[error("the database cannot be read: {0}")]
    Database(#[from] sqlx::Error),
    /// The webhook key cannot be read or made, or what an earlier run left cannot be taken up.
    #[error("the service cannot begin: {0}")]
    Begin(#[from] Error),
    /// Nobody could call it.
    #[error("nobody has an API key: give --api-key, or make one with `passage-connect keys add`")]
    NoKey,
    /// The client for webhooks cannot be made.
    #[error("webhooks cannot be sent: {0}")]
    Client(#[from] reqwest::Error),
    /// A metric of this program is wrong.
    #[error("metrics cannot be counted: {0}")]
    Metrics(#[from] metrics_exporter_prometheus::BuildError),
    /// A schema of this program is wrong.
    #[error("a schema does not compile: {0}")]
    Schema(String),
}

/// The running service: the state and its background tasks, which end when this is dropped.
pub struct Service {
    /// For the router, and for tests.
    pub app: App,
    _tasks: JoinSet<()>,
    /// Those that come to their end after [`Self::close`].
    working: JoinSet<()>,
    // Released last.
    _lock: store::Lock,
}

impl Service {
    /// Opens the database, takes up what an earlier run left, and starts the background tasks.
    pub async fn start(config: Config) -> Result<Self, StartError> {
        let clock = Clock::new();
        let (jobs, queue) = mpsc::unbounded_channel();
        let lock = store::Lock::take(&config.database).await?;
        let metrics = if config.metrics {
            Metrics::on()?
        } else {
            Metrics::off()
        };
        let store = Store::open(&config.database)
            .await?
            .measuring(metrics.write_wait());
        let shared = store.shared().map(str::to_owned);
        let random = match config.seed {
            None => Random::Machine,
            Some(seed) => Random::seeded(seed, store.rows_so_far().await?),
        };
        let app = Arc::new(Shared {
            replica: Random::Machine.replica_id().map_err(Error::from)?,
            webhook_keys: Keys::load(&store, &random, clock.now_ms()).await?,
            store,
            random,
            poster: Poster::new(config.private_webhooks)?,
            outbox_changed: Notify::new(),
            guesses: Guesses::new("codes", config.wrong_codes_per_minute),
            wrong_keys: Guesses::new("keys", config.wrong_codes_per_minute),
            faults: Faults::default(),
            last_check: LastCheck::default(),
            news: Outlet::default(),
            metrics,
            changes: Changes::default(),
            api_keys: ApiKeys::new(&config.api_keys, &config.integrator_names),
            catalog: Catalog::compile().map_err(StartError::Schema)?,
            links: Board::new(),
            frames: Board::new(),
            presence: Presence::new(clock.clone(), shared.is_some()),
            jobs,
            expiry_changed: Notify::new(),
            draining: watch::Sender::new(false),
            closing: watch::Sender::new(false),
            clock,
            config,
        });
        if app.config.api_keys.is_empty()
            && store::api_keys::all(app.store.reader()).await?.is_empty()
        {
            return Err(StartError::NoKey);
        }
        let mut tasks = JoinSet::new();
        if let Some(url) = shared {
            tasks.spawn(relay::tell(Arc::clone(&app), app.news.open()));
            tasks.spawn(relay::hear(Arc::clone(&app), url));
            tasks.spawn(replica::beat(Arc::clone(&app)));
            tasks.spawn(replica::remember_frames(Arc::clone(&app)));
            tasks.spawn(replica::tidy(Arc::clone(&app)));
        }
        replica::join(&app).await?;
        tasks.spawn(expiry::run(Arc::clone(&app)));
        tasks.spawn(scrub::run(app.store.clone()));
        tasks.spawn(keep_small(app.metrics.clone()));
        let mut working = JoinSet::new();
        working.spawn(automation::run(Arc::clone(&app), queue));
        working.spawn(outbox::run(Arc::clone(&app)));
        Ok(Self {
            app,
            _tasks: tasks,
            working,
            _lock: lock,
        })
    }

    /// All routes.
    pub fn router(&self) -> Router {
        http::router(Arc::clone(&self.app))
    }

    /// What the listener for metrics answers.
    pub fn metrics_router(&self) -> Router {
        http::metrics::router(Arc::clone(&self.app))
    }

    /// Signs webhooks with a new key from now on.
    pub async fn rotate_webhook_key(&self) -> Result<String, Error> {
        let Shared {
            webhook_keys,
            store,
            random,
            clock,
            news,
            ..
        } = self.app.as_ref();
        let id = webhook_keys.rotate(store, random, clock.now_ms()).await?;
        news.tell(News::Keys);
        Ok(id)
    }

    /// Makes `/health/ready` answer 503; everything else works as before.
    pub fn drain(&self) {
        self.app.draining.send_replace(true);
    }

    /// Answers all held requests, so that a graceful shutdown need not wait for them, and starts no further try of a webhook and
    /// no further step of a session.
    pub fn close(&self) {
        self.app.closing.send_replace(true);
    }

    /// After [`Self::close`]: waits until the steps and webhook tries under way have ended and are recorded.
    pub async fn work_ends(&mut self) {
        while self.working.join_next().await.is_some() {}
    }

    /// At the end: lets the other replicas take up at once what is left.
    pub async fn leave(&self) -> Result<(), Error> {
        replica::leave(&self.app).await
    }
}

/// Metrics that nobody scrapes shall not fill the memory.
async fn keep_small(metrics: Metrics) {
    loop {
        tokio::time::sleep(UPKEEP).await;
        metrics.keep_small();
    }
}
