//! Who is calling: bearer tokens, and the API keys of integrators.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};

use crate::{error::Error, state::App};

/// The token of `Authorization: Bearer …`, if there is one.
pub fn token(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers
        .get(header::AUTHORIZATION)?
        .to_str()
        .ok()?
        .split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

/// An integrator's backend that showed a valid API key. Each key sees its own links only.
pub struct Integrator {
    /// The fingerprint of the key.
    pub owner: String,
}

impl FromRequestParts<App> for Integrator {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        token(&parts.headers)
            .and_then(|key| app.api_keys.owner(key))
            .map(|owner| Self {
                owner: owner.to_owned(),
            })
            .ok_or(Error::ApiKey)
    }
}
