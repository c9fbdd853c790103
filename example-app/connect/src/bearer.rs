//! Who is calling: bearer tokens, and the API keys of integrators.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};

use crate::{error::Error, secrets, state::App};

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

/// The API keys that are let in, as hashes.
pub struct ApiKeys(Vec<([u8; 32], String)>);

impl ApiKeys {
    /// Remembers the hashes; the keys themselves are forgotten.
    pub fn new(keys: &[String]) -> Self {
        Self(
            keys.iter()
                .map(|key| (secrets::hash(key), secrets::fingerprint(key)))
                .collect(),
        )
    }

    /// Whose key this is. All keys are compared, whichever fits, so that the time says nothing.
    fn owner(&self, key: &str) -> Option<&str> {
        let presented = secrets::hash(key);
        self.0.iter().fold(None, |found, (hash, owner)| {
            if secrets::same(hash, &presented) {
                Some(owner.as_str())
            } else {
                found
            }
        })
    }
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
