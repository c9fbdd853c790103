//! The open database.

use std::{path::Path, sync::Arc, time::Duration};

use metrics::Histogram;
use sqlx::AnyPool;
use tokio::{sync::Notify, time::Instant};

use super::{
    links,
    location::{Location, OpenError, PostgresUrl},
    migrations, postgres,
    sqlite::{self, files, scrub},
    vault::Vault,
    write::Write,
};

/// How long a write waits for those before it, for a connection, and for a lock of another process.
const PATIENCE: Duration = Duration::from_secs(5);

/// The open database.
#[derive(Clone)]
pub struct Store {
    reader: AnyPool,
    writer: AnyPool,
    kind: Kind,
    vault: Arc<Vault>,
    wiped: Arc<Notify>,
    write_wait: Histogram,
}

#[derive(Clone)]
enum Kind {
    SqliteInMemory,
    SqliteFile,
    Postgres(PostgresUrl),
}

impl Store {
    /// Opens the database, creating and migrating it as needed. Take the [`super::Lock`] of a file first.
    pub async fn open(location: &Location) -> Result<Self, OpenError> {
        sqlx::any::install_default_drivers();
        match location {
            Location::Memory => {
                let pool = sqlite::in_memory().await?;
                let vault = Vault::in_memory().map_err(OpenError::Key)?;
                let store = Self::with(Kind::SqliteInMemory, pool.clone(), pool, vault);
                migrations::sqlite(&store.writer, &store.vault).await?;
                Ok(store)
            }
            Location::File(path) => Self::open_file(path).await,
            Location::Postgres { url, key_file } => {
                let vault = Vault::in_file(key_file)
                    .map_err(|error| OpenError::File(key_file.clone(), error))?;
                let pool = postgres::pool(url.text(), PATIENCE).await?;
                let store = Self::with(Kind::Postgres(url.clone()), pool.clone(), pool, vault);
                migrations::postgres(&store.writer).await?;
                store.check_key(key_file).await?;
                Ok(store)
            }
        }
    }

    async fn open_file(path: &Path) -> Result<Self, OpenError> {
        files::restrict(path)?;
        let key = files::beside(path, "-key");
        let vault = Vault::in_file(&key).map_err(|error| OpenError::File(key.clone(), error))?;
        let writer = sqlite::writer(path, PATIENCE).await?;
        let reader = sqlite::reader(path).await?;
        let store = Self::with(Kind::SqliteFile, reader, writer, vault);
        migrations::sqlite(&store.writer, &store.vault).await?;
        store.check_key(&key).await?;
        // A killed process may have left in the log what it had wiped.
        store.scrub().await?;
        Ok(store)
    }

    fn with(kind: Kind, reader: AnyPool, writer: AnyPool, vault: Vault) -> Self {
        Self {
            reader,
            writer,
            kind,
            vault: Arc::new(vault),
            wiped: Arc::default(),
            write_wait: Histogram::noop(),
        }
    }

    async fn check_key(&self, path: &Path) -> Result<(), OpenError> {
        if links::opens_with(self.reader(), &self.vault).await? {
            Ok(())
        } else {
            Err(OpenError::WrongKey(path.to_owned()))
        }
    }

    /// Records how long writes wait before they begin.
    #[must_use]
    pub fn measuring(self, write_wait: Histogram) -> Self {
        Self { write_wait, ..self }
    }

    /// For reading outside a transaction.
    pub fn reader(&self) -> &AnyPool {
        &self.reader
    }

    /// What arguments are sealed with.
    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    /// Where other processes work on the same database: its address.
    pub fn shared(&self) -> Option<&str> {
        match &self.kind {
            Kind::SqliteInMemory | Kind::SqliteFile => None,
            Kind::Postgres(url) => Some(url.text()),
        }
    }

    /// A transaction in which no other one with the same key is under way, so that what it reads of what the key names stays
    /// true until it commits: the id of a link for all that happens to the link and its sessions.
    ///
    /// SQLite has one writer, so there nothing else is written meanwhile at all.
    pub async fn write(&self, key: &str) -> Result<Write, sqlx::Error> {
        let asked = Instant::now();
        let write = async {
            let mut transaction = self.begin().await?;
            if self.shared().is_some() {
                postgres::lock(&mut transaction, key).await?;
            }
            Ok(transaction)
        };
        let write = write.await;
        self.write_wait.record(asked.elapsed());
        write
    }

    /// As [`Self::write`]; `None`: another process holds the key.
    pub async fn try_write(&self, key: &str) -> Result<Option<Write>, sqlx::Error> {
        let mut transaction = self.begin().await?;
        let alone = self.shared().is_none() || postgres::try_lock(&mut transaction, key).await?;
        Ok(alone.then_some(transaction))
    }

    async fn begin(&self) -> Result<Write, sqlx::Error> {
        // A connection to a database in memory cannot be replaced: the database would be gone.
        let replaceable = !matches!(self.kind, Kind::SqliteInMemory);
        let begin = match self.kind {
            Kind::SqliteInMemory | Kind::SqliteFile => "BEGIN IMMEDIATE",
            Kind::Postgres(_) => "BEGIN",
        };
        Write::begin(&self.writer, begin, replaceable).await
    }

    /// Grows with every id that is made and kept.
    pub async fn rows_so_far(&self) -> Result<u64, sqlx::Error> {
        let rows: i64 = sqlx::query_scalar(
            "SELECT (SELECT count(*) FROM links) + (SELECT count(*) FROM link_sessions)
                  + (SELECT count(*) FROM webhook_keys) + (SELECT count(*) FROM webhook_deliveries)
                  + (SELECT count(*) FROM api_keys)
                  + (SELECT coalesce(CAST(sum(place) AS BIGINT), 0) FROM handovers)",
        )
        .fetch_one(&self.reader)
        .await?;
        Ok(rows.unsigned_abs())
    }

    /// Something was wiped, and that is committed.
    pub fn wiped(&self) {
        self.wiped.notify_one();
    }

    /// Waits until something was wiped.
    pub async fn was_wiped(&self) {
        self.wiped.notified().await;
    }

    /// Leaves nothing of what was wiped: folds the write-ahead log into the file and cuts it. False: a reader stood in
    /// the way. Postgres wipes when it vacuums; what was wiped there is sealed.
    pub async fn scrub(&self) -> Result<bool, sqlx::Error> {
        match self.kind {
            Kind::SqliteInMemory | Kind::Postgres(_) => Ok(true),
            Kind::SqliteFile => scrub::truncate_log(&mut *self.writer.acquire().await?).await,
        }
    }

    /// Ends all connections, folding the write-ahead log of a file into it.
    pub async fn close(&self) {
        self.reader.close().await;
        self.writer.close().await;
    }
}
