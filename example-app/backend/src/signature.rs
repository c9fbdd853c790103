//! Verifies that a webhook is from the Connect service. Its signature is an ES256 JWT over the hash of the body.
//!
//! The steps are written out, because integrators often get them wrong. The algorithm is fixed, whatever the token says;
//! time and body are checked before a key is looked up; the key comes from the service; the hash is of the bytes as they arrived.

use std::{collections::HashMap, time::Instant};

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use p256::ecdsa::{Signature, VerifyingKey, signature::Verifier as _};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use tokio::sync::Mutex;

use crate::connect::Connect;

/// How old a signature may be, in seconds. The service makes a new one for each try.
const OLDEST_S: i64 = 300;
/// How far the service's clock may be ahead of this machine's, in seconds.
const AHEAD_S: i64 = 60;
/// How long after a request for the keys the next one comes, in seconds: every forged webhook can name another key. The service's
/// last try comes 6 s after its first.
const PAUSE_S: i64 = 3;
/// Keys older than this are requested again, so that a key that the service has revoked is soon refused, in seconds.
const FRESH_S: i64 = 600;
/// Keys that cannot be requested again are used until they are this old, in seconds.
const USABLE_S: i64 = 24 * 3_600;
/// How long after a failed request the next one comes, for webhooks whose key is known, in seconds.
const FAILED_PAUSE_S: i64 = 60;

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

/// The service's keys, all of them, as its latest answer listed them.
#[derive(Default)]
pub struct Signatures(Mutex<Keys>);

#[derive(Default)]
struct Keys {
    known: HashMap<String, VerifyingKey>,
    /// When they were listed, in epoch seconds.
    listed_at: Option<i64>,
    /// When the latest request for them ended, with or without an answer.
    asked_at: Option<i64>,
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
        // Nothing of the payload is verified yet. What cannot be right is refused before it can cause a request.
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
        self.key(connect, &header.kid, now_s)
            .await?
            .verify(signed.as_bytes(), &signature)
            .map_err(|_| Refused::WrongSignature)
    }

    /// The key with this id, from memory or from the service. No other source of keys is accepted.
    async fn key(&self, connect: &Connect, id: &str, now_s: i64) -> Result<VerifyingKey, Refused> {
        // An id is a short word. Anything else cannot be one, and causes no request.
        let is_id = (1..=64).contains(&id.len())
            && id
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
        if !is_id {
            return Err(Refused::UnknownKey);
        }
        // Webhooks that come while the keys are requested wait for the same answer.
        let mut keys = self.0.lock().await;
        let age_s = keys.listed_at.map_or(i64::MAX, |at| now_s - at);
        let since_asked_s = keys.asked_at.map_or(i64::MAX, |at| now_s - at);
        let known = keys.known.get(id).copied().filter(|_| age_s < USABLE_S);
        if let Some(key) = known
            && (age_s < FRESH_S || since_asked_s < FAILED_PAUSE_S)
        {
            return Ok(key);
        }
        if since_asked_s < PAUSE_S {
            // It may be the key of a rotation since then. The service sends the webhook again.
            return known.ok_or(Refused::NoKeys);
        }
        let began = Instant::now();
        let listed = connect.webhook_keys().await;
        keys.asked_at = Some(now_s + i64::try_from(began.elapsed().as_secs()).unwrap_or(0));
        match listed {
            Ok(listed) => {
                // The whole list: a key that is not in it any more is forgotten.
                keys.known = listed.into_iter().collect();
                keys.listed_at = Some(now_s);
                keys.known.get(id).copied().ok_or(Refused::UnknownKey)
            }
            Err(error) => {
                tracing::error!(%error, "could not get the webhook keys");
                known.ok_or(Refused::NoKeys)
            }
        }
    }
}

fn decode<T: for<'de> Deserialize<'de>>(part: &str) -> Result<T, Refused> {
    let bytes = BASE64URL_NOPAD
        .decode(part.as_bytes())
        .map_err(|_| Refused::Malformed)?;
    serde_json::from_slice(&bytes).map_err(|_| Refused::Malformed)
}
