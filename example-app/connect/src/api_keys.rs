//! The API keys given by `--api-key`. Those of `passage-connect keys add` are in the database.

use std::collections::HashMap;

use crate::secrets;

/// The API keys that are let in, as hashes.
pub struct ApiKeys {
    keys: Vec<([u8; 32], String)>,
    names: HashMap<String, String>,
}

impl ApiKeys {
    /// Remembers the hashes; the keys themselves are forgotten. The first name is that of the first key's integrator, and so on.
    pub fn new(keys: &[String], names: &[String]) -> Self {
        let keys: Vec<_> = keys
            .iter()
            .map(|key| (secrets::hash(key), secrets::fingerprint(key)))
            .collect();
        let owners = keys.iter().map(|(_, owner)| owner.clone());
        Self {
            names: owners.zip(names.iter().cloned()).collect(),
            keys,
        }
    }

    /// What a person calls this integrator, if it was given.
    pub fn name(&self, owner: &str) -> Option<&str> {
        self.names.get(owner).map(String::as_str)
    }

    /// Whose key this is. Every key is compared, so that the time does not depend on which one matches.
    pub fn owner(&self, key: &str) -> Option<&str> {
        let presented = secrets::hash(key);
        self.keys.iter().fold(None, |found, (hash, owner)| {
            if secrets::same(hash, &presented) {
                Some(owner.as_str())
            } else {
                found
            }
        })
    }
}
