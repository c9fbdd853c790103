//! `GET /health`: whether the service can answer, its database included.

use axum::{Json, Router, extract::State, routing::get};
use serde_json::{Value, json};

use crate::{error::Error, openapi, state::App};

/// The routes of this file.
pub fn router() -> Router<App> {
    Router::new().route("/health", get(health))
}

/// Whether the service and its database answer.
#[utoipa::path(
    get, path = "/health", tag = "operations",
    responses((status = 200, description = "They do", body = openapi::Health)),
)]
pub async fn health(State(app): State<App>) -> Result<Json<Value>, Error> {
    sqlx::query("SELECT 1").execute(app.store.reader()).await?;
    let waiting = app.links.waiting() + app.frames.waiting();
    Ok(Json(json!({ "status": "ok", "waiting": waiting })))
}
