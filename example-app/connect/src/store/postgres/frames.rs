//! The table `frames`: which frames are there, whichever replica they call.

use sqlx::{Any, AnyPool};

/// Writes down until when frames count as there.
pub async fn keep(pool: &AnyPool, frames: &[(String, i64)]) -> Result<(), sqlx::Error> {
    let ids: Vec<&str> = frames.iter().map(|(id, _)| id.as_str()).collect();
    let times: Vec<String> = frames.iter().map(|(_, until)| until.to_string()).collect();
    sqlx::query(
        "INSERT INTO frames (session_id, present_until)
         SELECT id, until::bigint FROM unnest(string_to_array($1, ' '), string_to_array($2, ' ')) AS given (id, until)
         ORDER BY id
         ON CONFLICT (session_id) DO UPDATE SET present_until = EXCLUDED.present_until",
    )
    .bind(ids.join(" "))
    .bind(times.join(" "))
    .execute(pool)
    .await
    .map(drop)
}

/// Until when the frame of a session counts as there, in epoch milliseconds.
pub async fn present_until(
    db: impl sqlx::Executor<'_, Database = Any>,
    session_id: &str,
) -> Result<Option<i64>, sqlx::Error> {
    sqlx::query_scalar("SELECT present_until FROM frames WHERE session_id = $1")
        .bind(session_id)
        .fetch_optional(db)
        .await
}

/// Forgets those that were not there after `before_ms`.
pub async fn forget(pool: &AnyPool, before_ms: i64) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM frames WHERE present_until < $1")
        .bind(before_ms)
        .execute(pool)
        .await
        .map(drop)
}
