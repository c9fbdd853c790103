//! `GET /health`: whether the service can answer, its database included.

use axum::{Json, Router, extract::State, routing::get};
use serde_json::{Value, json};

use crate::{error::Error, state::App};

/// The routes of this file.
pub fn router() -> Router<App> {
    Router::new().route("/health", get(health))
}

async fn health(State(app): State<App>) -> Result<Json<Value>, Error> {
    sqlx::query("SELECT 1").execute(app.store.reader()).await?;
    Ok(Json(json!({ "status": "ok" })))
}
