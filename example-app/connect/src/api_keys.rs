//! The API keys given by `--api-key`. Those of `passage-connect keys add` are in the database.

use crate::secrets;

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

    /// Whose key this is. Every key is compared, so that the time does not depend on which one matches.
    pub fn owner(&self, key: &str) -> Option<&str> {
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
