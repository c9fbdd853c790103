//! Ids, codes and tokens: how they are made, and how they are kept without being kept.
//!
//! The database holds only SHA-256 hashes. A hash without salt is enough, because each secret is
//! 128 random bits (an API key: whatever the operator chose) and nobody can try them all.

use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// `link_…`
pub fn new_link_id() -> Result<String, getrandom::Error> {
    random("link_")
}

/// `ses_…`
pub fn new_session_id() -> Result<String, getrandom::Error> {
    random("ses_")
}

/// `clm_…`: 128 bits; who knows it may claim the link.
pub fn new_claim_code() -> Result<String, getrandom::Error> {
    random("clm_")
}

/// `ct_…`: what the frame of this session proves itself with.
///
/// Derived instead of stored: whoever repeats a claim brings the claim code again, and gets the
/// same token, without the database ever holding either.
pub fn client_token(claim_code: &str, session_id: &str) -> String {
    // HMAC itself pads a key with zeros to the block; doing it here leaves no error to handle.
    let mut key = [0; 64];
    for (to, from) in key.iter_mut().zip(claim_code.bytes()) {
        *to = from;
    }
    let mac = Hmac::<Sha256>::new(&key.into())
        .chain_update(b"client token of ")
        .chain_update(session_id.as_bytes())
        .finalize()
        .into_bytes();
    format!("ct_{}", HEXLOWER.encode(&mac[..16]))
}

/// What is kept of a secret.
pub fn hash(secret: &str) -> [u8; 32] {
    hash_bytes(secret.as_bytes())
}

/// SHA-256.
pub fn hash_bytes(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Compares in a time that does not depend on where the difference is.
pub fn same(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}

/// A short name for a secret that says nothing about it.
pub fn fingerprint(secret: &str) -> String {
    format!("key_{}", HEXLOWER.encode(&hash(secret)[..8]))
}

fn random(prefix: &str) -> Result<String, getrandom::Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    Ok(format!("{prefix}{}", HEXLOWER.encode(&bytes)))
}
