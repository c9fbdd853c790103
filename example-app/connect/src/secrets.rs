//! Ids, codes and tokens: how they are made, and how they are kept without being kept.
//!
//! The database holds only SHA-256 hashes. A hash without salt is enough, because each secret is
//! 128 random bits or more and nobody can try them all. The exception is an API key of `--api-key`, which the operator chose.

use std::sync::atomic::{AtomicU64, Ordering};

use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// How an API key for real accounts begins.
pub const LIVE: &str = "psg_live_";

/// How an API key of the sandbox begins.
pub const TEST: &str = "psg_test_";

/// Where ids, codes and keys come from.
pub enum Random {
    /// The machine.
    Machine,
    /// A seed, for tests that want the same ids again. Whoever knows it knows every claim code.
    Seeded {
        /// What all bytes follow from.
        seed: [u8; 32],
        /// How many draws there were.
        draws: AtomicU64,
    },
}

impl Random {
    /// `begin` tells the runs on one database apart, which must not make the same ids twice.
    pub fn seeded(seed: u64, begin: u64) -> Self {
        Self::Seeded {
            seed: hash(&format!("{seed} {begin}")),
            draws: AtomicU64::new(0),
        }
    }

    /// 256 bits.
    pub fn bytes(&self) -> Result<[u8; 32], getrandom::Error> {
        match self {
            Self::Machine => {
                let mut bytes = [0; 32];
                getrandom::fill(&mut bytes)?;
                Ok(bytes)
            }
            Self::Seeded { seed, draws } => {
                let draw = draws.fetch_add(1, Ordering::Relaxed);
                Ok(Sha256::new()
                    .chain_update(seed)
                    .chain_update(draw.to_be_bytes())
                    .finalize()
                    .into())
            }
        }
    }

    /// `link_…`
    pub fn link_id(&self) -> Result<String, getrandom::Error> {
        self.id("link_")
    }

    /// `ses_…`
    pub fn session_id(&self) -> Result<String, getrandom::Error> {
        self.id("ses_")
    }

    /// `clm_…`: 128 bits; who knows it may claim the link.
    pub fn claim_code(&self) -> Result<String, getrandom::Error> {
        self.id("clm_")
    }

    /// `hnd_…`: 128 bits; who knows it first may take a session over to a phone.
    pub fn handover_code(&self) -> Result<String, getrandom::Error> {
        self.id("hnd_")
    }

    /// `msg_…`
    pub fn webhook_id(&self) -> Result<String, getrandom::Error> {
        self.id("msg_")
    }

    /// `key_…`: names an API key, and says nothing of it.
    pub fn api_key_id(&self) -> Result<String, getrandom::Error> {
        self.id("key_")
    }

    /// `int_…`
    pub fn integrator_id(&self) -> Result<String, getrandom::Error> {
        self.id("int_")
    }

    /// `psg_live_…` or `psg_test_…`: 256 bits.
    pub fn api_key(&self, live: bool) -> Result<String, getrandom::Error> {
        let prefix = if live { LIVE } else { TEST };
        Ok(format!("{prefix}{}", HEXLOWER.encode(&self.bytes()?)))
    }

    /// `rep_…`
    pub fn replica_id(&self) -> Result<String, getrandom::Error> {
        self.id("rep_")
    }

    /// `whk_…`
    pub fn key_id(&self) -> Result<String, getrandom::Error> {
        self.id("whk_")
    }

    fn id(&self, prefix: &str) -> Result<String, getrandom::Error> {
        Ok(format!("{prefix}{}", HEXLOWER.encode(&self.bytes()?[..16])))
    }
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

/// `ct_…` of the phone that redeems a hand-over code with this key. The key is what only that phone knows: of the code, the hash that
/// is kept is enough, so that a page that has lost the code can repeat the redemption.
pub fn phone_token(code_hash: &[u8], key: &str, session_id: &str) -> String {
    let code_hash = HEXLOWER.encode(code_hash);
    // As long as the block of the HMAC, whatever the key is.
    client_token(
        &HEXLOWER.encode(&hash(&format!("{code_hash} {key}"))),
        session_id,
    )
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
