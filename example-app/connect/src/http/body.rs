//! Reading requests, with the contract's errors for whatever is wrong with them.

use std::time::Duration;

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Path, Request, rejection::BytesRejection},
    http::{StatusCode, header, request::Parts},
};
use serde_json::Value;
use tokio::time::timeout;

use crate::{error::Error, state::App};

/// No body of this service needs more; the largest is a link with many operations.
pub const LIMIT_BYTES: usize = 64 * 1024;

/// How long a body may take to arrive.
const PATIENCE: Duration = Duration::from_secs(10);

/// A JSON object from the request body. Its fields are checked by whoever reads them, so that all
/// that is wrong can be said at once.
pub struct JsonObject(pub serde_json::Map<String, Value>);

impl FromRequest<App> for JsonObject {
    type Rejection = Error;

    async fn from_request(request: Request, app: &App) -> Result<Self, Error> {
        let is_json = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split(';').next())
            .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"));
        if !is_json {
            return Err(Error::NotJson);
        }
        let mut closing = app.closing.subscribe();
        let read = timeout(PATIENCE, Bytes::from_request(request, app));
        let bytes = tokio::select! {
            biased;
            bytes = read => bytes.map_err(|_| Error::Slow)?.map_err(unreadable)?,
            // A client that is still sending must not delay the shutdown.
            _ = closing.wait_for(|closing| *closing) => return Err(Error::Closing),
        };
        // serde_json refuses invalid UTF-8 and more than 128 levels by itself.
        match serde_json::from_slice(&bytes) {
            Ok(Value::Object(mut fields)) => {
                fields.values_mut().for_each(whole_numbers_are_integers);
                Ok(Self(fields))
            }
            Ok(_) => Err(Error::BadRequest("The body must be a JSON object.")),
            Err(_) => Err(Error::BadRequest("The body is not valid JSON.")),
        }
    }
}

/// To JSON and its schemas `3600.0` is the same number as `3600`, and some languages write it so.
fn whole_numbers_are_integers(value: &mut Value) {
    /// Beyond it, not every whole number can be told apart.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match value {
        Value::Number(number) if number.is_f64() => {
            let whole = number
                .as_f64()
                .filter(|float| float.fract() == 0.0 && float.abs() < EXACT);
            if let Some(float) = whole {
                #[expect(clippy::cast_possible_truncation, reason = "whole, and small enough")]
                let integer = float as i64;
                *value = integer.into();
            }
        }
        Value::Array(items) => items.iter_mut().for_each(whole_numbers_are_integers),
        Value::Object(fields) => fields.values_mut().for_each(whole_numbers_are_integers),
        _ => {}
    }
}

/// The id in a path.
pub struct Id(pub String);

impl<S: Send + Sync> FromRequestParts<S> for Id {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        // A segment that is not UTF-8 is nobody's id, nor is one with a NUL, which Postgres does not take in a text.
        match Path::<String>::from_request_parts(parts, state).await {
            Ok(Path(id)) if !id.contains('\0') => Ok(Self(id)),
            _ => Err(Error::NotFound("There is nothing with this id.")),
        }
    }
}

fn unreadable(rejection: BytesRejection) -> Error {
    if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
        Error::TooLarge
    } else {
        Error::BadRequest("The body could not be read.")
    }
}
