//! The keys that sign webhooks: ES256 over a JWT that holds the hash of the body.

use std::sync::{PoisonError, RwLock};

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use p256::{
    PublicKey,
    ecdsa::{Signature, SigningKey, signature::Signer as _},
    elliptic_curve::sec1::ToSec1Point as _,
    pkcs8::{DecodePublicKey as _, EncodePublicKey as _, LineEnding},
};
use serde_json::{Value, json};
use sqlx::AnyConnection;

use crate::{
    error::Error,
    secrets::{self, Random},
    store::{Store, keys},
};

/// The key that signs. The retired ones are in the database alone.
pub struct Keys(RwLock<Signing>);

struct Signing {
    id: String,
    key: SigningKey,
}

impl Keys {
    /// Takes up the key of an earlier run, or makes the first one.
    pub async fn load(store: &Store, random: &Random, now_ms: i64) -> Result<Self, Error> {
        let mut transaction = store.write("webhook keys").await?;
        let signing = match keys::signing(&mut *transaction).await? {
            Some(stored) => Signing::read(stored)?,
            None => make(&mut transaction, random, now_ms).await?,
        };
        transaction.commit().await?;
        Ok(Self(RwLock::new(signing)))
    }

    /// Signs with the key that signs now: another replica may have made a new one.
    pub async fn reload(&self, store: &Store) -> Result<(), Error> {
        if let Some(stored) = keys::signing(store.reader()).await? {
            *self.0.write().unwrap_or_else(PoisonError::into_inner) = Signing::read(stored)?;
        }
        Ok(())
    }

    /// Signs with a new key from now on; the old one is still served. Returns the new key's id.
    pub async fn rotate(
        &self,
        store: &Store,
        random: &Random,
        now_ms: i64,
    ) -> Result<String, Error> {
        let mut transaction = store.write("webhook keys").await?;
        let signing = make(&mut transaction, random, now_ms).await?;
        transaction.commit().await?;
        store.wiped();
        let id = signing.id.clone();
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = signing;
        tracing::info!(key = id, "webhooks are signed with a new key");
        Ok(id)
    }

    /// The `X-Passage-Signature` of a body that is sent at `at_s`, in epoch seconds.
    pub fn sign(&self, body: &[u8], at_s: i64) -> String {
        let signing = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let header = json!({ "alg": "ES256", "typ": "JWT", "kid": signing.id });
        let payload = json!({
            "iat": at_s,
            "request_body_sha256": HEXLOWER.encode(&secrets::hash_bytes(body)),
        });
        let encode = |part: Value| BASE64URL_NOPAD.encode(part.to_string().as_bytes());
        let signed = format!("{}.{}", encode(header), encode(payload));
        // Of fixed size, r and then s, as JWS wants it; not DER.
        let signature: Signature = signing.key.sign(signed.as_bytes());
        format!("{signed}.{}", BASE64URL_NOPAD.encode(&signature.to_bytes()))
    }
}

impl Signing {
    fn read((id, scalar): (String, Vec<u8>)) -> Result<Self, Error> {
        let key = SigningKey::from_slice(&scalar)
            .map_err(|_| Error::Internal("the stored webhook key cannot be read"))?;
        Ok(Self { id, key })
    }
}

async fn make(db: &mut AnyConnection, random: &Random, now_ms: i64) -> Result<Signing, Error> {
    let unusable = |_| Error::Internal("a webhook key could not be made");
    // Nearly every 256-bit number is a valid scalar; a second draw covers the rest.
    let key = SigningKey::from_slice(&random.bytes()?)
        .or_else(|_| SigningKey::from_slice(&random.bytes().unwrap_or_default()))
        .map_err(unusable)?;
    let public_key = PublicKey::from(key.verifying_key())
        .to_public_key_pem(LineEnding::LF)
        .map_err(|_| Error::Internal("a webhook key could not be written"))?;
    let new = keys::PublicKey {
        id: random.key_id()?,
        public_key,
    };
    keys::replace(db, &new, &key.to_bytes(), now_ms).await?;
    Ok(Signing { id: new.id, key })
}

/// A public key as a member of a JWK set.
pub fn jwk(key: &keys::PublicKey) -> Result<Value, Error> {
    let point = PublicKey::from_public_key_pem(&key.public_key)
        .map_err(|_| Error::Internal("a stored webhook key is none"))?
        .to_sec1_point(false);
    let coordinate = |bytes: &[u8]| BASE64URL_NOPAD.encode(bytes);
    // 0x04, x, y: 1 + 32 + 32 bytes.
    let bytes = point.as_bytes();
    Ok(json!({
        "kty": "EC",
        "crv": "P-256",
        "alg": "ES256",
        "use": "sig",
        "kid": key.id,
        "x": coordinate(&bytes[1..33]),
        "y": coordinate(&bytes[33..65]),
    }))
}
