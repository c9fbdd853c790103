//! The open database.

use std::{sync::Arc, time::Duration};

use metrics::Histogram;
use sqlx::{
    SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use tokio::{sync::Notify, time::Instant};

use super::{
    files, links,
    location::{Location, OpenError},
    migrations, scrub,
    vault::Vault,
    write::Write,
};

/// How long a write waits for those before it, and for a lock of another process.
const PATIENCE: Duration = Duration::from_secs(5);

/// The open database.
///
/// SQLite has one writer. All writes go through one connection, so that they queue here instead of
/// failing as `SQLITE_BUSY`; readers have their own and see the last commit.
#[derive(Clone)]
pub struct Store {
    reader: SqlitePool,
    writer: SqlitePool,
    place: Place,
    vault: Arc<Vault>,
    wiped: Arc<Notify>,
    write_wait: Histogram,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Memory,
    File,
}

impl Store {
    /// Opens the database, creating and migrating it as needed. Take its [`Lock`] first.
    pub async fn open(location: &Location) -> Result<Self, OpenError> {
        let store = match location {
            Location::Memory => {
                // Each connection to `:memory:` is a database of its own, so there is one, and it never closes.
                let pool = pool(1)
                    .idle_timeout(None)
                    .max_lifetime(None)
                    .connect_with(options().in_memory(true))
                    .await?;
                Self {
                    reader: pool.clone(),
                    writer: pool,
                    place: Place::Memory,
                    vault: Arc::new(Vault::in_memory().map_err(OpenError::Key)?),
                    wiped: Arc::default(),
                    write_wait: Histogram::noop(),
                }
            }
            Location::File(path) => {
                files::restrict(path)?;
                let key = files::beside(path, "-key");
                let vault =
                    Vault::in_file(&key).map_err(|error| OpenError::File(key.clone(), error))?;
                let options = options()
                    .filename(path)
                    .journal_mode(SqliteJournalMode::Wal)
                    // Safe against a killed process; only a power cut can lose the last commits.
                    .synchronous(SqliteSynchronous::Normal);
                Self {
                    writer: pool(1)
                        .acquire_timeout(PATIENCE)
                        .connect_with(options.clone())
                        .await?,
                    reader: pool(4).connect_with(options.read_only(true)).await?,
                    place: Place::File,
                    vault: Arc::new(vault),
                    wiped: Arc::default(),
                    write_wait: Histogram::noop(),
                }
            }
        };
        migrations::run(&store.writer, &store.vault).await?;
        if let Location::File(path) = location {
            if !links::opens_with(store.reader(), &store.vault).await? {
                return Err(OpenError::WrongKey(files::beside(path, "-key")));
            }
            // A killed process may have left in the log what it had wiped.
            store.scrub().await?;
        }
        Ok(store)
    }

    /// Records from now on how long each write waits.
    #[must_use]
    pub fn measuring(self, write_wait: Histogram) -> Self {
        Self { write_wait, ..self }
    }

    /// For reading outside a transaction.
    pub fn reader(&self) -> &SqlitePool {
        &self.reader
    }

    /// What arguments are sealed with.
    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    /// A transaction that holds the write lock from its start, so that what it read stays true until it commits.
    pub async fn write(&self) -> Result<Write, sqlx::Error> {
        let asked = Instant::now();
        let write = Write::begin(&self.writer, self.place == Place::File).await;
        self.write_wait.record(asked.elapsed());
        write
    }

    /// Grows with every id that is made and kept.
    pub async fn rows_so_far(&self) -> Result<u64, sqlx::Error> {
        let rows: i64 = sqlx::query_scalar("SELECT coalesce(sum(seq), 0) FROM sqlite_sequence")
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
    /// the way.
    pub async fn scrub(&self) -> Result<bool, sqlx::Error> {
        match self.place {
            Place::Memory => Ok(true),
            Place::File => scrub::truncate_log(&mut *self.writer.acquire().await?).await,
        }
    }

    /// Ends all connections, folding the write-ahead log into the file.
    pub async fn close(&self) {
        self.reader.close().await;
        self.writer.close().await;
    }
}

fn pool(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(connections)
        .min_connections(1)
}

fn options() -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .foreign_keys(true)
        .busy_timeout(PATIENCE)
        // What is freed is overwritten.
        .pragma("secure_delete", "ON")
}
