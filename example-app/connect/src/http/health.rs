//! `GET /health`: whether the service can answer, its database included.

use axum::{Json, extract::State};
use serde_json::{Value, json};

use utoipa_axum::{router::OpenApiRouter, routes};

use super::schema;
use crate::{error::Error, state::App};

/// The routes of this file.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(health))
        .routes(routes!(live))
        .routes(routes!(ready))
}

/// Whether the service and its database answer: a row is written and read.
#[utoipa::path(
    get, path = "/health", tag = "operations",
    responses(
        (status = 200, description = "They do", body = schema::Health),
        (status = 503, description = "The database cannot be read or written", body = schema::ErrorBody),
    ),
)]
pub async fn health(State(app): State<App>) -> Result<Json<Value>, Error> {
    sqlx::query("SELECT 1").execute(app.store.reader()).await?;
    if !app.last_check.is_well(&app.store, app.clock.now_ms()).await {
        return Err(Error::Unwell);
    }
    let waiting = app.links.waiting() + app.frames.waiting();
    Ok(Json(json!({ "status": "ok", "waiting": waiting })))
}

/// Whether the process answers at all. Whoever restarts it asks here: a restart mends no full disk.
#[utoipa::path(
    get, path = "/health/live", tag = "operations",
    responses((status = 200, description = "It does", body = schema::Status)),
)]
pub async fn live() -> Json<Value> {
    Json(json!({ "status": "ok" }))
}

/// Whether requests are to come here: not while the service is about to end, nor while its database takes no write.
#[utoipa::path(
    get, path = "/health/ready", tag = "operations",
    responses(
        (status = 200, description = "They are", body = schema::Status),
        (status = 503, description = "They are not", body = schema::ErrorBody),
    ),
)]
pub async fn ready(State(app): State<App>) -> Result<Json<Value>, Error> {
    if *app.draining.borrow() || *app.closing.borrow() {
        return Err(Error::Closing);
    }
    if !app.last_check.is_well(&app.store, app.clock.now_ms()).await {
        return Err(Error::Unwell);
    }
    Ok(live().await)
}
