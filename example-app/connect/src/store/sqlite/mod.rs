//! What SQLite alone needs: its files, its settings, and wiping.

pub mod files;
pub mod scrub;

use std::{path::Path, time::Duration};

use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
use sqlx::{AnyPool, Executor as _, any::AnyPoolOptions};

/// Of every connection: it waits for a lock of another process, and what is freed is overwritten.
const SETTINGS: &str =
    "PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;";

/// Of the one that writes: safe against a killed process; only a power cut can lose the last commits.
const LOG: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;";

/// One connection, which never closes: each connection to `:memory:` is a database of its own.
pub async fn in_memory() -> Result<AnyPool, sqlx::Error> {
    pool(1, &[SETTINGS])
        .idle_timeout(None)
        .max_lifetime(None)
        .connect("sqlite::memory:")
        .await
}

/// The one connection that writes: SQLite has one writer. All writes go through it, so that they queue there instead of
/// failing as `SQLITE_BUSY`.
pub async fn writer(path: &Path, patience: Duration) -> Result<AnyPool, sqlx::Error> {
    pool(1, &[SETTINGS, LOG])
        .acquire_timeout(patience)
        .connect(&url(path, "rwc"))
        .await
}

/// Those that read have connections of their own, and see the last commit.
pub async fn reader(path: &Path) -> Result<AnyPool, sqlx::Error> {
    pool(4, &[SETTINGS]).connect(&url(path, "ro")).await
}

fn pool(connections: u32, settings: &'static [&'static str]) -> AnyPoolOptions {
    AnyPoolOptions::new()
        .max_connections(connections)
        .min_connections(1)
        .after_connect(move |connection, _| {
            Box::pin(async move {
                for statements in settings {
                    connection.execute(*statements).await?;
                }
                Ok(())
            })
        })
}

/// Without slashes as they are: a URL with them has a host, and loses its dots.
fn url(path: &Path, mode: &str) -> String {
    let path = percent_encode(path.as_os_str().as_encoded_bytes(), NON_ALPHANUMERIC);
    format!("sqlite:{path}?mode={mode}")
}
