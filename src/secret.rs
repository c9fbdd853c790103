//! Claim codes and client tokens.

use core::fmt;

/// Texts of others are searched for secrets from this length on, in bytes; a shorter one would be found by chance.
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

    /// The text itself: call it only where the secret leaves for the service or the frame.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether `text` holds this secret, so that a foreign text can be kept from repeating it.
    #[must_use]
    pub fn is_in(&self, text: &str) -> bool {
        let secret = self.0.as_bytes();
        // Byte by byte: the standard library's search is built for long texts, and weighs as much.
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
    fn what_is_printed_says_that_it_is_one_and_nothing_else() {
        let printed = format!("{:?}", Some(Secret::new("clm_1".to_owned())));
        assert_eq!(printed, "Some(<secret>)");
    }
}
