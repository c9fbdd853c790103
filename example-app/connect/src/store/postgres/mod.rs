//! What Postgres alone needs: its settings, its locks, and what replicas tell each other.

pub mod frames;
pub mod guesses;
pub mod news;

use std::time::Duration;

use sqlx::{AnyConnection, AnyPool, Executor as _, any::AnyPoolOptions};

/// Connections of one replica, beside the one that listens.
const CONNECTIONS: u32 = 16;

/// Nobody waits for ever: for a lock, or for a replica that stopped in the middle of a transaction.
const SETTINGS: &str = "SET lock_timeout = '5s'; SET idle_in_transaction_session_timeout = '10s'; \
                        SET client_min_messages = warning;";

/// Connections for reading and writing.
pub async fn pool(url: &str, patience: Duration) -> Result<AnyPool, sqlx::Error> {
    AnyPoolOptions::new()
        .max_connections(CONNECTIONS)
        .min_connections(1)
        .acquire_timeout(patience)
        .after_connect(|connection, _| {
            Box::pin(async move { connection.execute(SETTINGS).await.map(drop) })
        })
        .connect(url)
        .await
}

/// Waits until no other transaction holds `key`, and holds it until this one ends.
pub async fn lock(db: &mut AnyConnection, key: &str) -> Result<(), sqlx::Error> {
    sqlx::query("SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || ' ' || $1, 0))")
        .bind(key)
        .execute(db)
        .await
        .map(drop)
}

/// Holds `key` until this transaction ends. False: another one holds it.
pub async fn try_lock(db: &mut AnyConnection, key: &str) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar(
        "SELECT pg_try_advisory_xact_lock(hashtextextended(current_schema() || ' ' || $1, 0))",
    )
    .bind(key)
    .fetch_one(db)
    .await
}
