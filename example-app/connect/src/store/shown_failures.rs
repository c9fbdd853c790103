//! Failures that the frame shows before they become the link's, in the table `link_sessions`.

use sqlx::{Any, AnyConnection};

use super::sessions::Session;
use crate::failure::Failure;

/// From now on the session's frame shows a failure before the link fails.
pub async fn will_show(db: &mut AnyConnection, id: &str) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE link_sessions SET shows_failure = 1 WHERE id = $1")
        .bind(id)
        .execute(db)
        .await?;
    Ok(())
}

/// Fails an open session, which its frame is to show before the link fails. `None`: it had failed or ended before.
pub async fn show(
    db: &mut AnyConnection,
    id: &str,
    failure: &Failure,
    now_ms: i64,
) -> Result<Option<Session>, sqlx::Error> {
    sqlx::query_as(
        "UPDATE link_sessions SET stage = 'failed', step = NULL, error_code = $1, error_message = $2, worker = NULL,
                                  version = version + 1, updated_at = $3
         WHERE id = $4 AND stage != 'failed' AND ended_at IS NULL
         RETURNING *",
    )
    .bind(&failure.code)
    .bind(&failure.message)
    .bind(now_ms)
    .bind(id)
    .fetch_optional(db)
    .await
}

/// The sessions that have shown a failure since a time or longer: `(link, session)`.
pub async fn since(
    db: impl sqlx::Executor<'_, Database = Any>,
    before_ms: i64,
    limit: i64,
) -> Result<Vec<(String, String)>, sqlx::Error> {
    sqlx::query_as(
        "SELECT link_id, id FROM link_sessions WHERE stage = 'failed' AND ended_at IS NULL AND updated_at <= $1
         ORDER BY updated_at LIMIT $2",
    )
    .bind(before_ms)
    .bind(limit)
    .fetch_all(db)
    .await
}

/// Since when the longest shown failure is shown.
pub async fn first(
    db: impl sqlx::Executor<'_, Database = Any>,
) -> Result<Option<i64>, sqlx::Error> {
    sqlx::query_scalar(
        "SELECT min(updated_at) FROM link_sessions WHERE stage = 'failed' AND ended_at IS NULL",
    )
    .fetch_one(db)
    .await
}
