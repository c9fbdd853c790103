//! Who is calling: bearer tokens, and the API keys of integrators.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};

use super::connection::ClientIp;
use crate::{
    error::Error,
    secrets::{self, LIVE},
    state::App,
    store::api_keys,
};

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

/// An integrator's backend that showed a valid API key. Each integrator sees its own links only.
pub struct Integrator {
    /// Who it is.
    pub owner: String,
    /// Whether the key is for real accounts.
    pub live: bool,
}

impl FromRequestParts<App> for Integrator {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        let Some(key) = token(&parts.headers) else {
            return Err(Error::ApiKey);
        };
        if let Some(owner) = app.api_keys.owner(key) {
            return Ok(Self {
                owner: owner.to_owned(),
                live: key.starts_with(LIVE),
            });
        }
        // Looked up by its hash: how far an index was walked says something of the hash alone.
        if let Some(known) = api_keys::by_hash(app.store.reader(), &secrets::hash(key)).await? {
            return Ok(Self {
                owner: known.owner,
                live: known.live,
            });
        }
        let Ok(ClientIp(address)) = ClientIp::from_request_parts(parts, app).await;
        app.wrong_keys
            .wrong(&app.store, address, app.clock.now_ms())
            .await?;
        Err(Error::ApiKey)
    }
}
