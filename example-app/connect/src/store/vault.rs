//! Encrypts the arguments of operations, which may hold a card, with a key that is not in the database.

use std::{
    fs,
    io::{self, Write as _},
    path::Path,
};

use data_encoding::{BASE64, HEXLOWER};
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

use crate::private_file;

/// Starts every sealed text. Arguments written by versions without a vault start with `[`.
const MARK: &str = "1:";

/// Holds the key.
pub struct Vault(LessSafeKey);

/// A text that this vault's key does not open: another key sealed it, or it was changed.
#[derive(Debug, thiserror::Error)]
#[error("sealed with another key, or changed since")]
pub struct Unopenable;

impl Vault {
    /// With a key that is gone with the process.
    pub fn in_memory() -> io::Result<Self> {
        Self::new(&random()?)
    }

    /// With the key in a file, 64 hexadecimal digits; it is made, for its owner alone, if it is not there.
    pub fn in_file(path: &Path) -> io::Result<Self> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let text = HEXLOWER.encode(&random::<32>()?);
                let mut file = private_file::options().create_new(true).open(path)?;
                file.write_all(text.as_bytes())?;
                // Before anything is sealed with it: a key lost in a power cut could open nothing.
                file.sync_all()?;
                text
            }
            Err(error) => return Err(error),
        };
        let key = HEXLOWER
            .decode(text.trim().as_bytes())
            .ok()
            .and_then(|bytes| <[u8; 32]>::try_from(bytes).ok())
            .ok_or_else(|| io::Error::other("it must hold 64 hexadecimal digits"))?;
        Self::new(&key)
    }

    fn new(key: &[u8; 32]) -> io::Result<Self> {
        let key = UnboundKey::new(&CHACHA20_POLY1305, key)
            .map_err(|_| io::Error::other("the key is none"))?;
        Ok(Self(LessSafeKey::new(key)))
    }

    /// Encrypts a text that belongs to `place`; it opens nowhere else.
    pub fn seal(&self, place: &str, text: &str) -> Result<String, sqlx::Error> {
        let failed = || sqlx::Error::Encode("a text could not be sealed".into());
        let nonce = random::<NONCE_LEN>().map_err(|error| sqlx::Error::Encode(error.into()))?;
        let mut sealed = text.as_bytes().to_vec();
        self.0
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(place.as_bytes()),
                &mut sealed,
            )
            .map_err(|_| failed())?;
        Ok(format!(
            "{MARK}{}",
            BASE64.encode(&[&nonce[..], &sealed].concat())
        ))
    }

    /// What was sealed for `place`.
    pub fn open(&self, place: &str, sealed: &str) -> Result<String, Unopenable> {
        let mut bytes = sealed
            .strip_prefix(MARK)
            .and_then(|text| BASE64.decode(text.as_bytes()).ok())
            .ok_or(Unopenable)?;
        let (nonce, text) = bytes.split_at_mut_checked(NONCE_LEN).ok_or(Unopenable)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| Unopenable)?;
        let opened = self
            .0
            .open_in_place(nonce, Aad::from(place.as_bytes()), text)
            .map_err(|_| Unopenable)?;
        String::from_utf8(opened.to_vec()).map_err(|_| Unopenable)
    }
}

fn random<const N: usize>() -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_in_its_place_with_its_key_alone() {
        let vault = Vault::in_memory().unwrap();
        let sealed = vault.seal("link_1", "4111111111111111").unwrap();
        assert!(!sealed.contains("4111"));
        assert_ne!(sealed, vault.seal("link_1", "4111111111111111").unwrap());
        assert_eq!(vault.open("link_1", &sealed).unwrap(), "4111111111111111");
        assert!(vault.open("link_2", &sealed).is_err());
        let other = Vault::in_memory().unwrap();
        assert!(other.open("link_1", &sealed).is_err());
        for changed in ["", "1:", "1:AAAA", "[1]", &sealed[..sealed.len() - 4]] {
            assert!(vault.open("link_1", changed).is_err(), "{changed}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn the_key_is_in_its_file_and_for_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("key");
        let sealed = Vault::in_file(&path).unwrap().seal("a", "text").unwrap();
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let again = Vault::in_file(&path).unwrap();
        assert_eq!(again.open("a", &sealed).unwrap(), "text");
        fs::write(&path, "no key").unwrap();
        assert!(Vault::in_file(&path).is_err());
    }
}
