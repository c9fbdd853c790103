//! `/api/*`: what the page asks its own backend.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{Path, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{any, get, post},
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    connect::{Connect, ConnectError, Provider},
    visitor::Visitor,
};

/// The routes of this file.
pub fn router() -> Router<Arc<Connect>> {
    Router::new()
        .route("/api/config", get(config))
        .route("/api/providers", get(providers))
        .route("/api/links", post(create_link))
        .route("/api/links/{id}/result", get(result))
        // Without this, the page would answer in place of an unknown call.
        .route("/api/{*path}", any(|| async { ApiError::NotFound }))
}

async fn config(State(connect): State<Arc<Connect>>) -> Json<Value> {
    Json(json!({ "connectUrl": connect.url() }))
}

async fn providers(State(connect): State<Arc<Connect>>) -> Result<Json<Vec<Provider>>, ApiError> {
    Ok(Json(connect.providers().await?))
}

/// What the page wants to connect.
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
    State(connect): State<Arc<Connect>>,
    Json(request): Json<CreateLink>,
) -> Result<Response, ApiError> {
    let operations = match request.operations {
        Some(operations) => reading(&operations)?,
        None => usual(&request.provider),
    };
    let created = connect
        .create_link(&request.provider, &operations, &visitor.id)
        .await?;
    let mut response = Json(json!({
        "linkId": created.link_id,
        "claimCode": created.claim_code,
    }))
    .into_response();
    if let Some(cookie) = visitor.cookie() {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// What this application reads when the page does not say.
fn usual(provider: &str) -> Value {
    let resource = match provider {
        "ubereats" => "orderHistory",
        _ => "mobileBillingStatement",
    };
    json!([{ "resource": resource, "action": "read" }])
}

/// The page may choose what is read. It may not write: that is for the backend to decide.
fn reading(operations: &[Operation]) -> Result<Value, ApiError> {
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

async fn result(
    visitor: Visitor,
    State(connect): State<Arc<Connect>>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let link = connect.link(&id).await?;
    // Somebody else's link is not told apart from none.
    if link.external_user_id.as_deref() != Some(visitor.id.as_str()) {
        return Err(ApiError::NotFound);
    }
    let body = json!({ "status": link.status, "result": link.result, "error": link.error });
    let no_store = [(header::CACHE_CONTROL, "no-store")];
    Ok((no_store, Json(body)).into_response())
}

/// Why the page gets no answer. It learns nothing of the API key or of the service's own errors.
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
