//! The header `Idempotency-Key`: a repeated request with the same key has the effect of one.

use axum::http::{HeaderMap, HeaderName};

use crate::error::Error;

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// The key, if there is one.
pub fn key(headers: &HeaderMap) -> Result<Option<String>, Error> {
    headers
        .get(IDEMPOTENCY_KEY)
        .map(|value| match value.to_str() {
            Ok(key) if (1..=255).contains(&key.len()) => Ok(key.to_owned()),
            _ => Err(Error::MalformedIdempotencyKey),
        })
        .transpose()
}
