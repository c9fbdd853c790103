//! The table `session_steps`.

use serde::Serialize;
use sqlx::{Any, FromRow, Row as _, any::AnyRow};
use utoipa::ToSchema;

use super::sessions::Stage;

/// Where a session was, and since when.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TimelineStep {
    stage: Stage,
    #[schema(required)]
    step: Option<String>,
    /// Epoch milliseconds.
    at: i64,
}

impl FromRow<'_, AnyRow> for TimelineStep {
    fn from_row(row: &AnyRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            stage: Stage::parse(row.try_get("stage")?)?,
            step: row.try_get("step")?,
            at: row.try_get("at")?,
        })
    }
}

/// All that a session went through; kept only of links that were created with `debug`.
pub async fn of_session(
    db: impl sqlx::Executor<'_, Database = Any>,
    id: &str,
) -> Result<Vec<TimelineStep>, sqlx::Error> {
    sqlx::query_as("SELECT * FROM session_steps WHERE session_id = $1 ORDER BY seq")
        .bind(id)
        .fetch_all(db)
        .await
}
