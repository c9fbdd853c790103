//! Why a link or a session failed: the `error` of the wire.

use serde::Serialize;
use sqlx::{Row as _, any::AnyRow};
use utoipa::ToSchema;

const CALLED_OFF: &str = "CANCELED";

/// `{code, message}`. The messages are fixed sentences and names of operations, and never contain what a person typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Failure {
    /// A code of the SDK's error table, or one that the sandbox was told to use.
    pub code: String,
    /// For a developer to read. Of a link that was stopped or expired, it names what was done and what was not.
    pub message: String,
}

impl Failure {
    /// The provider refused, or the automation could not go on.
    pub fn automation(message: &str) -> Self {
        Self::new("AUTOMATION_ERROR", message)
    }

    /// The provider did not accept any of the passwords.
    pub fn wrong_passwords() -> Self {
        Self::automation("The provider did not accept these credentials.")
    }

    /// The provider did not accept any of the one-time codes.
    pub fn wrong_codes() -> Self {
        Self::automation("The provider did not accept the one-time code.")
    }

    /// The provider lets nobody into this account.
    pub fn locked() -> Self {
        Self::automation("The provider has locked this account.")
    }

    /// What a person can be told of it beyond the code.
    pub fn reason(&self) -> Option<&'static str> {
        [
            (Self::wrong_passwords(), "password"),
            (Self::wrong_codes(), "code"),
            (Self::locked(), "locked"),
        ]
        .into_iter()
        .find_map(|(failure, reason)| (failure == *self).then_some(reason))
    }

    /// The link's time ran out. `told` says what was done, here and below.
    pub fn expired(told: &str) -> Self {
        let message = format!("The link expired before the connection was complete. {told}");
        Self::new("LINK_EXPIRED", &message)
    }

    /// Another claim took the link over from an abandoned session.
    pub fn replaced() -> Self {
        Self::new(
            "LINK_IN_USE",
            "Another claim took this link over, because the session was left.",
        )
    }

    /// The last session that the link may have was left.
    pub fn used_up() -> Self {
        Self::new(
            "CLIENT_TIMEOUT",
            "The session was left, and the link cannot be claimed again.",
        )
    }

    /// The integrator deleted the link.
    pub fn called_off(told: &str) -> Self {
        Self::new(CALLED_OFF, &format!("The link was called off. {told}"))
    }

    /// A person stopped the session while it was at work.
    pub fn stopped(told: &str) -> Self {
        Self::new(CALLED_OFF, &format!("The session was stopped. {told}"))
    }

    /// Whether the link was called off.
    pub fn is_called_off(&self) -> bool {
        self.code == CALLED_OFF
    }

    /// The provider's data does not match the result schema.
    pub fn invalid_result() -> Self {
        Self::new(
            "RESULT_VALIDATION_ERROR",
            "The provider's data does not have the documented shape.",
        )
    }

    /// The key that encrypted the link's arguments is gone.
    pub fn unreadable_arguments() -> Self {
        Self::automation("The arguments of this link cannot be read any more.")
    }

    /// The sandbox was asked for exactly this code.
    pub fn forced(code: &str) -> Self {
        Self::new(code, "The sandbox credentials asked for this error.")
    }

    /// A developer pressed a button of the sandbox.
    pub fn asked_for(code: &str) -> Self {
        Self::new(code, "The sandbox was told to fail this link.")
    }

    /// Reads the columns `error_code` and `error_message` of either table.
    pub fn from_columns(row: &AnyRow) -> Result<Option<Self>, sqlx::Error> {
        let code: Option<String> = row.try_get("error_code")?;
        let message: Option<String> = row.try_get("error_message")?;
        Ok(code
            .zip(message)
            .map(|(code, message)| Self { code, message }))
    }

    fn new(code: &str, message: &str) -> Self {
        Self {
            code: code.into(),
            message: message.into(),
        }
    }
}
