//! The routes under `/api`, which the page calls.

use std::{sync::Arc, time::Duration};

use axum::{
    Json, Router,
    extract::{Path, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{any, get, post},
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    app::App,
    connect::{ConnectError, Link, Provider},
    visitor::Visitor,
};

/// The answers depend on the visitor, so no cache may store them.
const NO_STORE: [(HeaderName, HeaderValue); 1] =
    [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];

/// How long a request waits for a webhook: a little longer than all tries of the service take.
const PATIENCE: Duration = Duration::from_secs(10);

/// The routes of this file.
pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/api/config", get(config))
        .route("/api/providers", get(providers))
        .route("/api/links", post(create_link))
        .route("/api/links/{id}/claim-code", get(claim_code))
        .route("/api/links/{id}/result", get(result))
        .route("/api/links/{id}/webhook", get(webhook))
        // Without this route, an unknown call would get the page as its answer.
        .route("/api/{*path}", any(|| async { ApiError::NotFound }))
}

async fn config(State(app): State<Arc<App>>) -> Json<Value> {
    Json(json!({ "connectUrl": app.connect.url() }))
}

async fn providers(State(app): State<Arc<App>>) -> Result<Json<Vec<Provider>>, ApiError> {
    Ok(Json(app.connect.providers().await?))
}

/// The body of `POST /api/links`.
#[derive(Deserialize)]
struct CreateLink {
    provider: String,
    operations: Option<Vec<Operation>>,
}

#[derive(Deserialize)]
struct Operation {
    resource: String,
    action: String,
    #[serde(default)]
    arguments: Value,
}

async fn create_link(
    visitor: Visitor,
    State(app): State<Arc<App>>,
    Json(request): Json<CreateLink>,
) -> Result<Response, ApiError> {
    let operations = match request.operations {
        Some(operations) => read_only(&operations)?,
        None => default_operations(&request.provider),
    };
    let created = app
        .connect
        .create_link(&request.provider, &operations, &visitor.id)
        .await?;
    app.claim_codes.keep(&created.link_id, &created.claim_code);
    let mut response = Json(json!({
        "linkId": created.link_id,
        "claimCode": created.claim_code,
    }))
    .into_response();
    if let Some(cookie) = visitor.cookie() {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    let (name, value) = NO_STORE[0].clone();
    response.headers_mut().insert(name, value);
    Ok(response)
}

/// The operations of a link if the page names none.
fn default_operations(provider: &str) -> Value {
    let resource = match provider {
        "ubereats" => "orderHistory",
        _ => "mobileBillingStatement",
    };
    json!([{ "resource": resource, "action": "read" }])
}

/// The page's operations, or an error if one of them writes: what is written must be the backend's decision.
fn read_only(operations: &[Operation]) -> Result<Value, ApiError> {
    if operations
        .iter()
        .any(|operation| operation.action != "read")
    {
        return Err(ApiError::Refused(json!([
            { "path": "operations", "message": "may only read" }
        ])));
    }
    Ok(operations
        .iter()
        .map(|operation| {
            json!({
                "resource": operation.resource,
                "action": operation.action,
                "arguments": operation.arguments,
            })
        })
        .collect())
}

/// The claim code of a link, for a page that was reloaded while it connected: the page remembers the link's id, which gives no
/// access, and the cookie shows that it is the same visitor.
async fn claim_code(
    visitor: Visitor,
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    own_link(&app, &visitor, &id).await?;
    let claim_code = app.claim_codes.of(&id).ok_or(ApiError::NotFound)?;
    let body = json!({ "linkId": id, "claimCode": claim_code });
    Ok((NO_STORE, Json(body)).into_response())
}

async fn result(
    visitor: Visitor,
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let link = own_link(&app, &visitor, &id).await?;
    let body = json!({ "status": link.status, "result": link.result, "error": link.error });
    Ok((NO_STORE, Json(body)).into_response())
}

/// Waits until the webhook about the link's end has arrived; after a few seconds, answers with null.
async fn webhook(
    visitor: Visitor,
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    own_link(&app, &visitor, &id).await?;
    let event = app.arrivals.of(&id, PATIENCE).await;
    Ok((NO_STORE, Json(json!({ "event": event }))).into_response())
}

async fn own_link(app: &App, visitor: &Visitor, id: &str) -> Result<Link, ApiError> {
    let link = app.connect.link(id).await?;
    // The same answer as for a link that does not exist, so that nobody can probe for other visitors' links.
    if link.external_user_id.as_deref() != Some(visitor.id.as_str()) {
        return Err(ApiError::NotFound);
    }
    Ok(link)
}

/// Why a call failed. The page learns nothing about the API key or the service's own errors.
enum ApiError {
    NotFound,
    Refused(Value),
    Service(ConnectError),
}

impl From<ConnectError> for ApiError {
    fn from(error: ConnectError) -> Self {
        match error {
            ConnectError::NotFound => Self::NotFound,
            ConnectError::Refused(issues) => Self::Refused(issues),
            other => Self::Service(other),
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (status, body) = match self {
            Self::NotFound => (StatusCode::NOT_FOUND, json!({ "error": "Not found" })),
            Self::Refused(issues) => (
                StatusCode::BAD_REQUEST,
                json!({ "error": "This cannot be connected.", "issues": issues }),
            ),
            Self::Service(error) => {
                tracing::error!(%error, "the Connect service gave no usable answer");
                (
                    StatusCode::BAD_GATEWAY,
                    json!({ "error": "The connection service is not available." }),
                )
            }
        };
        (status, Json(body)).into_response()
    }
}
