//! `GET /health`: whether the service can answer, its database included.

use std::time::Duration;

use axum::{Json, Router, extract::State, routing::get};
use serde_json::{Value, json};
use tokio::{
    sync::Mutex,
    time::{Instant, timeout},
};

use crate::{error::Error, openapi, state::App, store};

/// How long a write may take before the service counts as out of order.
const PATIENCE: Duration = Duration::from_secs(2);

/// How long an answer holds good: a check that anybody may call shall not write at their pace.
const FRESH: Duration = Duration::from_secs(1);

/// The routes of this file.
pub fn router() -> Router<App> {
    Router::new().route("/health", get(health))
}

/// What the last check found, and when. Those who ask meanwhile wait for it and share it.
#[derive(Default)]
pub struct LastCheck(Mutex<Option<(Instant, bool)>>);

impl LastCheck {
    /// Whether the database takes a write.
    async fn is_well(&self, app: &App) -> bool {
        let mut last = self.0.lock().await;
        if let Some((at, well)) = *last
            && at.elapsed() < FRESH
        {
            return well;
        }
        let write = timeout(
            PATIENCE,
            store::health::beat(&app.store, app.clock.now_ms()),
        )
        .await;
        let well = match write {
            Ok(Ok(())) => true,
            Ok(Err(error)) => {
                tracing::error!(%error, "the database takes no write");
                false
            }
            Err(_) => {
                tracing::error!("the database took no write in time");
                false
            }
        };
        *last = Some((Instant::now(), well));
        well
    }
}

/// Whether the service and its database answer: a row is written and read.
#[utoipa::path(
    get, path = "/health", tag = "operations",
    responses(
        (status = 200, description = "They do", body = openapi::Health),
        (status = 503, description = "The database cannot be read or written", body = openapi::ErrorBody),
    ),
)]
pub async fn health(State(app): State<App>) -> Result<Json<Value>, Error> {
    sqlx::query("SELECT 1").execute(app.store.reader()).await?;
    if !app.last_check.is_well(&app).await {
        return Err(Error::Unwell);
    }
    let waiting = app.links.waiting() + app.frames.waiting();
    Ok(Json(json!({ "status": "ok", "waiting": waiting })))
}
