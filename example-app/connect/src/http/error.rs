//! The two forms of an error on the wire.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use crate::error::Error;

/// The form of `/v1/*` and `/link/*`: `{error, code, issues?}`.
impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let mut body = json!({ "error": self.to_string(), "code": self.code() });
        if let Self::Invalid(issues) = &self {
            body["issues"] = json!(issues);
        }
        respond(&self, body)
    }
}

/// The form of the frame's own calls: `{error: {code, message}}`.
#[derive(Debug)]
pub struct FrameError(pub Error);

impl<E: Into<Error>> From<E> for FrameError {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for FrameError {
    fn into_response(self) -> Response {
        let body = json!({ "error": { "code": self.0.code(), "message": self.0.to_string() } });
        respond(&self.0, body)
    }
}

/// Marks an answer that says so because the database failed.
#[derive(Clone)]
pub struct DatabaseFailed;

fn respond(error: &Error, body: Value) -> Response {
    match error {
        Error::Database(cause) => tracing::error!(%cause, "the database failed"),
        Error::Internal(cause) => tracing::error!(cause, "internal error"),
        _ => {}
    }
    let mut response = (error.status(), Json(body)).into_response();
    if matches!(error, Error::Database(_) | Error::Unwell) {
        response.extensions_mut().insert(DatabaseFailed);
    }
    if error.status() == StatusCode::UNAUTHORIZED {
        response
            .headers_mut()
            .insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    if let Error::RateLimited(after) = error
        && let Ok(value) = HeaderValue::from_str(&after.to_string())
    {
        response.headers_mut().insert(header::RETRY_AFTER, value);
    }
    response
}
