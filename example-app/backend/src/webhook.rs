//! `POST /webhooks/passage` receives the Connect service's webhooks, and accepts only signed ones.
//!
//! The order matters: first verify the signature of the bytes as they arrived, then read the event from them.

use std::{
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use axum::{
    Json, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::post,
};
use serde::Deserialize;
use serde_json::json;

use crate::{app::App, signature::Refused};

/// The largest accepted body. Results have a few kilobytes.
const LIMIT_BYTES: usize = 1024 * 1024;

/// The routes of this file.
pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/webhooks/passage", post(receive))
        .layer(DefaultBodyLimit::max(LIMIT_BYTES))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Event {
    event: String,
    link_id: String,
    /// When it happened, in epoch milliseconds.
    timestamp: i64,
}

async fn receive(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, WebhookError> {
    let token = headers
        .get("x-passage-signature")
        .and_then(|value| value.to_str().ok())
        .ok_or(Refused::Missing)?;
    app.signatures
        .check(&app.connect, token, &body, now_s())
        .await?;
    let event: Event = serde_json::from_slice(&body).map_err(|_| WebhookError::Unreadable)?;
    let id = headers
        .get("webhook-id")
        .and_then(|value| value.to_str().ok());
    // The service may send an event more than once, with the same id, and events in another order.
    app.arrivals
        .note(id, &event.link_id, &event.event, event.timestamp);
    tracing::info!(link = event.link_id, event = event.event, "webhook");
    Ok(StatusCode::NO_CONTENT)
}

fn now_s() -> i64 {
    let since_epoch = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since_epoch.as_secs()).unwrap_or(i64::MAX)
}

/// Why a webhook is not accepted. The service sends it again after 5xx and after 4xx; the different statuses are for people
/// who read its list of deliveries.
enum WebhookError {
    Refused(Refused),
    Unreadable,
}

impl From<Refused> for WebhookError {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl IntoResponse for WebhookError {
    fn into_response(self) -> Response {
        let (status, error) = match self {
            Self::Refused(Refused::NoKeys) => (
                StatusCode::SERVICE_UNAVAILABLE,
                "The key could not be requested.",
            ),
            Self::Refused(refused) => {
                tracing::warn!(%refused, "a webhook was refused");
                // Without the reason, from which a forger could learn.
                (StatusCode::UNAUTHORIZED, "The signature is not valid.")
            }
            Self::Unreadable => (StatusCode::BAD_REQUEST, "The event cannot be read."),
        };
        (status, Json(json!({ "error": error }))).into_response()
    }
}
