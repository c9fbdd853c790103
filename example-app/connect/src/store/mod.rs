//! The database: opening it, and one file of SQL for each table.

pub mod deliveries;
pub mod keys;
pub mod links;
pub mod sessions;

use std::{path::PathBuf, time::Duration};

use sqlx::{
    SqlSafeStr, Sqlite, SqlitePool, Transaction,
    migrate::{Migration, MigrationType, Migrator},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

/// Where the database is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// Gone with the process: for tests.
    Memory,
    /// A file, with its `-wal` and `-shm` beside it.
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

/// The open database.
///
/// SQLite has one writer. All writes go through one connection, so that they queue here instead of
/// failing as `SQLITE_BUSY`; readers have their own and see the last commit.
#[derive(Clone)]
pub struct Store {
    reader: SqlitePool,
    writer: SqlitePool,
}

impl Store {
    /// Opens the database, creating and migrating it as needed.
    pub async fn open(location: &Location) -> Result<Self, sqlx::Error> {
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
                }
            }
            Location::File(path) => {
                let options = options()
                    .filename(path)
                    .create_if_missing(true)
                    .journal_mode(SqliteJournalMode::Wal)
                    // Safe against a killed process; only a power cut can lose the last commits.
                    .synchronous(SqliteSynchronous::Normal);
                Self {
                    writer: pool(1).connect_with(options.clone()).await?,
                    reader: pool(4).connect_with(options.read_only(true)).await?,
                }
            }
        };
        migrator().run(&store.writer).await?;
        Ok(store)
    }

    /// For reading outside a transaction.
    pub fn reader(&self) -> &SqlitePool {
        &self.reader
    }

    /// A transaction that holds the write lock from its start, so that what it read stays true until it commits.
    pub async fn write(&self) -> Result<Transaction<'static, Sqlite>, sqlx::Error> {
        self.writer.begin_with("BEGIN IMMEDIATE").await
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
        .busy_timeout(Duration::from_secs(5))
}

fn migrator() -> Migrator {
    let files = [
        ("links", include_str!("../../migrations/0001_links.sql")),
        (
            "webhooks",
            include_str!("../../migrations/0002_webhooks.sql"),
        ),
    ];
    let migrations = (1..)
        .zip(files)
        .map(|(version, (name, sql))| {
            Migration::new(
                version,
                name.into(),
                MigrationType::Simple,
                sql.into_sql_str(),
                false,
            )
        })
        .collect();
    Migrator::with_migrations(migrations)
}
