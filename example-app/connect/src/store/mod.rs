//! The database: opening it, and one file of SQL for each table.

pub mod deliveries;
mod files;
pub mod health;
pub mod keys;
pub mod links;
mod migrations;
pub mod scrub;
pub mod sessions;
pub mod vault;
mod write;

use std::{io, path::PathBuf, sync::Arc, time::Duration};

use sqlx::{
    SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use tokio::sync::Notify;

use self::vault::Vault;
pub use self::{files::Lock, write::Write};

/// How long a write waits for those before it, and for a lock of another process.
const PATIENCE: Duration = Duration::from_secs(5);

/// Where the database is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// Gone with the process: for tests.
    Memory,
    /// A file. Beside it are its `-wal` and `-shm`, and `-key`, with which arguments are sealed.
    File(PathBuf),
}

impl Location {
    /// `:memory:` is the memory, anything else a path.
    pub fn parse(text: &str) -> Self {
        match text {
            ":memory:" => Self::Memory,
            path => Self::File(path.into()),
        }
    }
}

/// Why the database cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process has it open.
    #[error("another process uses {0}; a SQLite database serves one")]
    InUse(PathBuf),
    /// A file beside it cannot be read or made.
    #[error("{0}: {1}")]
    File(PathBuf, io::Error),
    /// No random numbers.
    #[error("no key can be made: {0}")]
    Key(io::Error),
    /// The key is not the one that sealed what is in the database.
    #[error(
        "the database holds arguments that the key in {0} does not open; was the file lost or replaced?"
    )]
    WrongKey(PathBuf),
    /// A later version of this program wrote it.
    #[error(
        "the database is of a newer version of this program (its migration {0} is unknown here)"
    )]
    Newer(i64),
    /// SQLite, or the migrations.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

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
                }
            }
        };
        migrations::run(&store).await?;
        if let Location::File(path) = location {
            if !links::opens_with(store.reader(), &store.vault).await? {
                return Err(OpenError::WrongKey(files::beside(path, "-key")));
            }
            // A killed process may have left in the log what it had wiped.
            store.scrub().await?;
        }
        Ok(store)
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
        Write::begin(&self.writer, self.place == Place::File).await
    }

    /// Grows with every id that is made and kept.
    pub async fn rows_so_far(&self) -> Result<u64, sqlx::Error> {
        let rows: i64 = sqlx::query_scalar("SELECT coalesce(sum(seq), 0) FROM sqlite_sequence")
            .fetch_one(&self.reader)
            .await?;
        Ok(rows.unsigned_abs())
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
