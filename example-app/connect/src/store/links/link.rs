//! A row of the table `links`.

use serde::{Deserialize, Serialize};
use serde_json::{Value, value::RawValue};
use sqlx::{FromRow, Row as _, any::AnyRow};
use utoipa::ToSchema;

use super::event::Event;
use crate::failure::Failure;

/// Where a link is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Created, not yet claimed.
    Pending,
    /// Claimed, a session is open.
    Active,
    /// Done, with a result; it cannot be claimed again.
    Complete,
    /// The last session failed; it can be claimed again.
    Failed,
    /// Its time ran out before it was complete.
    Expired,
}

impl Status {
    /// As it is written in the database and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Active => "active",
            Self::Complete => "complete",
            Self::Failed => "failed",
            Self::Expired => "expired",
        }
    }

    /// What [`Self::as_str`] wrote.
    pub fn from_text(text: &str) -> Option<Self> {
        [
            Self::Pending,
            Self::Active,
            Self::Complete,
            Self::Failed,
            Self::Expired,
        ]
        .into_iter()
        .find(|status| status.as_str() == text)
    }

    fn parse(text: &str) -> Result<Self, sqlx::Error> {
        Self::from_text(text).ok_or_else(|| sqlx::Error::Decode(format!("status {text}").into()))
    }
}

/// What a link is to do: one of its operations, without the arguments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Operation {
    /// Such as `mobileBillingStatement`.
    pub resource: String,
    /// `read` or `write`.
    pub action: String,
}

/// A row of `links`, without the arguments and the claim code's hash.
#[derive(Clone, Debug)]
pub struct Link {
    /// Order of creation; the cursor of the list.
    pub seq: i64,
    /// `link_…`
    pub id: String,
    /// The id of the API key that created it.
    pub owner: String,
    /// The provider's id.
    pub integration_id: String,
    /// In the order in which they run.
    pub operations: Vec<Operation>,
    /// Where the integrator wants to hear of the end.
    pub webhook_url: Option<String>,
    /// Which ends.
    pub webhook_events: Vec<Event>,
    /// Where the person goes afterwards, the link's id appended.
    pub return_url: Option<String>,
    /// The integrator's own name for the person.
    pub external_user_id: Option<String>,
    /// Whether the sessions' timelines are kept.
    pub debug: bool,
    /// See [`Status`].
    pub status: Status,
    /// Why it failed or expired.
    pub error: Option<Failure>,
    /// The JSON of the result, only when complete; `null` once the link was deleted.
    pub result: Option<String>,
    /// The newest claim's session.
    pub current_session_id: Option<String>,
    /// Grows with each change.
    pub version: i64,
    /// Epoch milliseconds.
    pub expires_at: i64,
    /// Epoch milliseconds.
    pub created_at: i64,
    /// Epoch milliseconds.
    pub updated_at: i64,
    /// Epoch milliseconds; then its arguments and result are gone, and it cannot be claimed.
    pub deleted_at: Option<i64>,
}

impl Link {
    /// Whether its time is over although nobody has written that down yet.
    pub fn is_due(&self, now_ms: i64) -> bool {
        matches!(self.status, Status::Pending | Status::Active) && self.expires_at <= now_ms
    }

    /// The result as it was stored, for an answer.
    pub fn result_json(&self) -> Option<Box<RawValue>> {
        self.result
            .clone()
            .and_then(|text| RawValue::from_string(text).ok())
    }
}

impl FromRow<'_, AnyRow> for Link {
    fn from_row(row: &AnyRow) -> Result<Self, sqlx::Error> {
        let operations: String = row.try_get("operations")?;
        Ok(Self {
            seq: row.try_get("seq")?,
            id: row.try_get("id")?,
            owner: row.try_get("owner")?,
            integration_id: row.try_get("integration_id")?,
            operations: serde_json::from_str(&operations)
                .map_err(|error| sqlx::Error::Decode(error.into()))?,
            webhook_url: row.try_get("webhook_url")?,
            webhook_events: Event::split(row.try_get("webhook_events")?)?,
            return_url: row.try_get("return_url")?,
            external_user_id: row.try_get("external_user_id")?,
            debug: row.try_get::<i64, _>("debug")? != 0,
            status: Status::parse(row.try_get("status")?)?,
            error: Failure::from_columns(row)?,
            result: row.try_get("result")?,
            current_session_id: row.try_get("current_session_id")?,
            version: row.try_get("version")?,
            expires_at: row.try_get("expires_at")?,
            created_at: row.try_get("created_at")?,
            updated_at: row.try_get("updated_at")?,
            deleted_at: row.try_get("deleted_at")?,
        })
    }
}

/// What is needed to create a link.
pub struct NewLink {
    /// `link_…`
    pub id: String,
    /// The hash of the claim code.
    pub claim_hash: [u8; 32],
    /// The id of the API key.
    pub owner: String,
    /// The provider's id.
    pub integration_id: String,
    /// In the order in which they run.
    pub operations: Vec<Operation>,
    /// One for each operation, null where none was given.
    pub arguments: Vec<Value>,
    /// Where the integrator wants to hear of the end.
    pub webhook_url: Option<String>,
    /// Which ends.
    pub webhook_events: Vec<Event>,
    /// With the link's id appended.
    pub return_url: Option<String>,
    /// The integrator's own name for the person.
    pub external_user_id: Option<String>,
    /// Whether the sessions' timelines are kept.
    pub debug: bool,
    /// Epoch milliseconds.
    pub expires_at: i64,
    /// Epoch milliseconds.
    pub created_at: i64,
}
