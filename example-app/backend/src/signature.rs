//! Whether a webhook is from the Connect service: an ES256 JWT over the hash of the body.
//!
//! Written out, because it is what integrators get wrong. There is one algorithm, and it is not the
//! token that chooses it; the key is the service's own; the hash is of the bytes as they came.

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

/// How old a signature may be, in seconds: the service signs each try anew.
const OLDEST_S: i64 = 300;
/// How far the service's clock may be ahead of ours, in seconds.
const AHEAD_S: i64 = 60;
/// How many unknown keys are asked for in a minute: each forgery may name another one.
const LOOKUPS_A_MINUTE: u32 = 10;

/// Why a signature is not believed.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// There is none.
    #[error("it has no signature")]
    Missing,
    /// It is no JWT of the documented form.
    #[error("its signature is no ES256 token")]
    Malformed,
    /// The service knows no such key.
    #[error("its key is not the service's")]
    UnknownKey,
    /// The service could not be asked for the key. It will send the webhook again.
    #[error("the service could not be asked for the key")]
    NoKeys,
    /// It is signed with another key, or changed.
    #[error("its signature is wrong")]
    WrongSignature,
    /// It is too old, or from the future.
    #[error("its signature is too old or too new")]
    WrongTime,
    /// It is of another body.
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

/// The service's keys, as far as they were needed.
#[derive(Default)]
pub struct Signatures {
    keys: Mutex<HashMap<String, VerifyingKey>>,
    lookups: Mutex<(i64, u32)>,
}

impl Signatures {
    /// Checks a token against the bytes of the body as they came, at `now_s` in epoch seconds.
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
            // r and s of 32 bytes each; DER is refused by its length.
            .and_then(|bytes| Signature::from_slice(&bytes).ok())
            .ok_or(Refused::Malformed)?;
        self.key(connect, &header.kid, now_s)
            .await?
            .verify(signed.as_bytes(), &signature)
            .map_err(|_| Refused::WrongSignature)?;
        // From here on, it is the service who speaks.
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

    /// The key of this id: remembered, or asked of the service, whose keys alone count.
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
                tracing::error!(%error, "no webhook key");
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
