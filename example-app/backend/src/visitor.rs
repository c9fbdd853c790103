//! Identifies the calling browser by a random cookie, in place of the login of a real application.
//!
//! Knowing a link's id is not enough to read somebody else's bills: a link is created for a visitor (`externalUserId`), and
//! only that visitor gets its result.

use axum::{
    extract::FromRequestParts,
    http::{HeaderValue, StatusCode, header, request::Parts},
};
use data_encoding::HEXLOWER;

const COOKIE: &str = "visitor";

/// The browser of one person.
pub struct Visitor {
    /// 128 random bits.
    pub id: String,
    is_new: bool,
}

impl Visitor {
    /// The `Set-Cookie` for a browser that has none yet.
    pub fn cookie(&self) -> Option<HeaderValue> {
        let cookie = format!(
            "{COOKIE}={}; HttpOnly; SameSite=Lax; Path=/api; Max-Age=31536000",
            self.id
        );
        self.is_new
            .then(|| HeaderValue::from_str(&cookie).ok())
            .flatten()
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        let known = parts
            .headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(name, value)| *name == COOKIE && is_ours(value))
            .map(|(_, value)| value.to_owned());
        if let Some(id) = known {
            return Ok(Self { id, is_new: false });
        }
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
        Ok(Self {
            id: HEXLOWER.encode(&bytes),
            is_new: true,
        })
    }
}

fn is_ours(value: &str) -> bool {
    value.len() == 32 && value.bytes().all(|byte| byte.is_ascii_hexdigit())
}
