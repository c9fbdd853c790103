//! The sandbox credentials, valid at every provider, and the result of signing in with each.

use serde::Deserialize;

/// The one-time code that `user_mfa` is asked for.
pub const ONE_TIME_CODE: &str = "123456";

/// How many wrong one-time codes end the session.
pub const CODE_ATTEMPTS: i64 = 3;

/// How many wrong passwords end the session.
pub const PASSWORD_ATTEMPTS: i64 = 3;

/// The result of a sign-in. The service stores this, never the password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Signed in.
    Accepted,
    /// Signed in, once the one-time code is right.
    NeedsCode,
    /// Wrong name or password: the person may try again.
    Rejected,
    /// The account is locked: trying again is of no use.
    Locked,
    /// Signed in, and then fails with this code.
    Fails(String),
    /// Signed in, and then this operation, counted from 1, fails with this code; those before it succeed.
    FailsAt(usize, String),
}

impl Verdict {
    /// As it is stored.
    pub fn to_text(&self) -> String {
        match self {
            Self::Accepted => "accepted".into(),
            Self::NeedsCode => "needs_code".into(),
            Self::Rejected => "rejected".into(),
            Self::Locked => "locked".into(),
            Self::Fails(code) => format!("fails:{code}"),
            Self::FailsAt(operation, code) => format!("fails_at:{operation}:{code}"),
        }
    }

    /// As it was stored.
    pub fn from_text(text: &str) -> Option<Self> {
        Some(match text {
            "accepted" => Self::Accepted,
            "needs_code" => Self::NeedsCode,
            "rejected" => Self::Rejected,
            "locked" => Self::Locked,
            other => match other.strip_prefix("fails_at:") {
                Some(at) => {
                    let (operation, code) = at.split_once(':')?;
                    Self::FailsAt(operation.parse().ok()?, code.to_owned())
                }
                None => Self::Fails(other.strip_prefix("fails:")?.to_owned()),
            },
        })
    }
}

/// What the password of `user_custom` may ask for, as JSON.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Custom {
    force_error: Option<String>,
    /// Which operation fails with it, counted from 1; all of them, if not given.
    operation: Option<usize>,
}

/// Signs in at the simulated provider.
pub fn sign_in(username: &str, password: &str) -> Verdict {
    match (username, password) {
        ("user_good", "pass_good") => Verdict::Accepted,
        ("user_mfa", "pass_good") => Verdict::NeedsCode,
        ("user_bad", _) => Verdict::Locked,
        ("user_custom", json) => match serde_json::from_str(json) {
            Ok(Custom {
                force_error: None,
                operation: None,
            }) => Verdict::Accepted,
            Ok(Custom {
                force_error: Some(code),
                operation,
            }) if is_code(&code) => match operation {
                None => Verdict::Fails(code),
                Some(0) => Verdict::Rejected,
                Some(operation) => Verdict::FailsAt(operation, code),
            },
            _ => Verdict::Rejected,
        },
        _ => Verdict::Rejected,
    }
}

/// A forced code appears in answers and logs, so only `A-Z`, `0-9` and `_` are allowed.
pub fn is_code(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|byte| matches!(byte, b'A'..=b'Z' | b'0'..=b'9' | b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_sandbox_user_gets_its_verdict() {
        assert_eq!(sign_in("user_good", "pass_good"), Verdict::Accepted);
        assert_eq!(sign_in("user_good", "pass_bad"), Verdict::Rejected);
        assert_eq!(sign_in("nobody", "pass_good"), Verdict::Rejected);
        assert_eq!(sign_in("user_bad", "pass_good"), Verdict::Locked);
        assert_eq!(sign_in("user_mfa", "pass_good"), Verdict::NeedsCode);
        assert_eq!(sign_in("user_custom", "{}"), Verdict::Accepted);
        assert_eq!(
            sign_in("user_custom", r#"{"force_error":"CLIENT_TIMEOUT"}"#),
            Verdict::Fails("CLIENT_TIMEOUT".into())
        );
        assert_eq!(
            sign_in("user_custom", r#"{"force_error":"A","operation":2}"#),
            Verdict::FailsAt(2, "A".into())
        );
    }

    #[test]
    fn a_forced_error_must_look_like_a_code() {
        for password in [
            "",
            "no json",
            r#"{"force_error":"a\nb"}"#,
            r#"{"force_error":""}"#,
            r#"{"other":1}"#,
            r#"{"operation":1}"#,
            r#"{"force_error":"A","operation":0}"#,
            r#"{"force_error":"A","operation":-1}"#,
        ] {
            assert_eq!(
                sign_in("user_custom", password),
                Verdict::Rejected,
                "{password}"
            );
        }
    }

    #[test]
    fn a_verdict_survives_being_stored() {
        for verdict in [
            Verdict::Accepted,
            Verdict::NeedsCode,
            Verdict::Rejected,
            Verdict::Locked,
            Verdict::Fails("X_1".into()),
            Verdict::FailsAt(20, "X_1".into()),
        ] {
            assert_eq!(Verdict::from_text(&verdict.to_text()), Some(verdict));
        }
        for text in ["else", "fails_at:2", "fails_at:x:A"] {
            assert_eq!(Verdict::from_text(text), None);
        }
    }
}
