//! Claim codes and client tokens.

use core::fmt;

/// A secret with fewer bytes than this is not searched for: it would be found by chance.
const SHORTEST_SEARCHED: usize = 8;

/// A string that may go into a request or a frame message, and nowhere else.
///
/// `Debug` hides it and there is no `Display`, so that a log line, an error text or a test transcript
/// cannot carry it by accident.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Secret(String);

impl Secret {
    /// Wraps `text`.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The secret itself. Call it only where the secret is sent to the service or the frame.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether `text` contains this secret, in which case the host page must not see it. Always false for a secret of fewer
    /// than 8 bytes.
    #[must_use]
    pub fn is_in(&self, text: &str) -> bool {
        let secret = self.0.as_bytes();
        // Not `str::contains`: its search is built for long texts, and is far more code.
        secret.len() >= SHORTEST_SEARCHED
            && text
                .as_bytes()
                .windows(secret.len())
                .any(|part| part == secret)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<secret>")
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn debug_output_hides_the_secret() {
        let printed = format!("{:?}", Some(Secret::new("clm_1".to_owned())));
        assert_eq!(printed, "Some(<secret>)");
    }
}
