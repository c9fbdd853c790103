//! Verifies that a webhook is from the Connect service. Its signature is an ES256 JWT over the hash of the body.
//!
//! The steps are written out, because integrators often get them wrong. The algorithm is fixed, whatever the token says;
//! the key comes from the service; the hash is of the bytes as they arrived.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use p256::{
    ecdsa::{Signature, VerifyingKey, signature::Verifier as _},
    pkcs8::DecodePublicKey as _,
};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use crate::connect::{Connect, ConnectError};

/// How old a signature may be, in seconds. The service makes a new one for each try.
const OLDEST_S: i64 = 300;
/// How far the service's clock may be ahead of this machine's, in seconds.
const AHEAD_S: i64 = 60;
/// How many unknown keys are requested in a minute. The limit is needed because every forged webhook can name another key.
const LOOKUPS_A_MINUTE: u32 = 10;

/// Why a signature is refused.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The webhook has no signature.
    #[error("it has no signature")]
    Missing,
    /// The signature is not a JWT of the documented form.
    #[error("its signature is not an ES256 token")]
    Malformed,
    /// The service has no such key.
    #[error("its key is not the service's")]
    UnknownKey,
    /// The key could not be requested from the service, which will send the webhook again.
    #[error("the key could not be requested from the service")]
    NoKeys,
    /// The token was signed with another key, or changed.
    #[error("its signature is wrong")]
    WrongSignature,
    /// The signature is too old, or dated in the future.
    #[error("its signature is too old or dated in the future")]
    WrongTime,
    /// The signature is of another body.
    #[error("its signature is of another body")]
    OtherBody,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    typ: Option<String>,
    kid: String,
}

#[derive(Deserialize)]
struct Payload {
    iat: i64,
    request_body_sha256: String,
}

/// The service's keys that were needed so far.
#[derive(Default)]
pub struct Signatures {
    keys: Mutex<HashMap<String, VerifyingKey>>,
    lookups: Mutex<(i64, u32)>,
}

impl Signatures {
    /// Verifies a token against the bytes of the body as they arrived, at `now_s` in epoch seconds.
    pub async fn check(
        &self,
        connect: &Connect,
        token: &str,
        body: &[u8],
        now_s: i64,
    ) -> Result<(), Refused> {
        let (signed, signature) = token.rsplit_once('.').ok_or(Refused::Malformed)?;
        let (header, payload) = signed.split_once('.').ok_or(Refused::Malformed)?;
        let header: Header = decode(header)?;
        if header.alg != "ES256" || header.typ.is_some_and(|typ| typ != "JWT") {
            return Err(Refused::Malformed);
        }
        let signature = BASE64URL_NOPAD
            .decode(signature.as_bytes())
            .ok()
            // r and s, of 32 bytes each. A DER signature has another length, and is refused.
            .and_then(|bytes| Signature::from_slice(&bytes).ok())
            .ok_or(Refused::Malformed)?;
        self.key(connect, &header.kid, now_s)
            .await?
            .verify(signed.as_bytes(), &signature)
            .map_err(|_| Refused::WrongSignature)?;
        // The signature is right: the payload is from the service.
        let payload: Payload = decode(payload)?;
        if payload.iat < now_s - OLDEST_S || payload.iat > now_s + AHEAD_S {
            return Err(Refused::WrongTime);
        }
        let hash = HEXLOWER.encode(&Sha256::digest(body));
        if !bool::from(
            hash.as_bytes()
                .ct_eq(payload.request_body_sha256.as_bytes()),
        ) {
            return Err(Refused::OtherBody);
        }
        Ok(())
    }

    /// The key with this id, from memory or from the service. No other source of keys is accepted.
    async fn key(&self, connect: &Connect, id: &str, now_s: i64) -> Result<VerifyingKey, Refused> {
        if let Some(key) = self.remembered(id) {
            return Ok(key);
        }
        let is_id = (1..=64).contains(&id.len())
            && id
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
        if !is_id || !self.may_look_up(now_s) {
            return Err(Refused::UnknownKey);
        }
        let pem = match connect.webhook_key(id).await {
            Ok(pem) => pem,
            Err(ConnectError::NotFound | ConnectError::Refused(_)) => {
                return Err(Refused::UnknownKey);
            }
            Err(error) => {
                tracing::error!(%error, "could not get the webhook key");
                return Err(Refused::NoKeys);
            }
        };
        let key = VerifyingKey::from_public_key_pem(&pem).map_err(|_| Refused::NoKeys)?;
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        keys.insert(id.to_owned(), key);
        Ok(key)
    }

    fn remembered(&self, id: &str) -> Option<VerifyingKey> {
        let keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        keys.get(id).copied()
    }

    fn may_look_up(&self, now_s: i64) -> bool {
        let mut lookups = self.lookups.lock().unwrap_or_else(PoisonError::into_inner);
        let minute = now_s.div_euclid(60);
        if lookups.0 != minute {
            *lookups = (minute, 0);
        }
        lookups.1 += 1;
        lookups.1 <= LOOKUPS_A_MINUTE
    }
}

fn decode<T: for<'de> Deserialize<'de>>(part: &str) -> Result<T, Refused> {
    let bytes = BASE64URL_NOPAD
        .decode(part.as_bytes())
        .map_err(|_| Refused::Malformed)?;
    serde_json::from_slice(&bytes).map_err(|_| Refused::Malformed)
}
