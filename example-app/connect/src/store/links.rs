//! The table `links`.

use serde::{Deserialize, Serialize};
use serde_json::{Value, value::RawValue};
use sqlx::{FromRow, Row, Sqlite, SqliteConnection, sqlite::SqliteRow};

use crate::failure::Failure;

/// Where a link is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
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
    fn parse(text: &str) -> Result<Self, sqlx::Error> {
        Ok(match text {
            "pending" => Self::Pending,
            "active" => Self::Active,
            "complete" => Self::Complete,
            "failed" => Self::Failed,
            "expired" => Self::Expired,
            other => return Err(sqlx::Error::Decode(format!("status {other}").into())),
        })
    }
}

/// What a link is to do: one of its operations, without the arguments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    /// Where the person goes afterwards, the link's id appended.
    pub return_url: Option<String>,
    /// The integrator's own name for the person.
    pub external_user_id: Option<String>,
    /// See [`Status`].
    pub status: Status,
    /// Why it failed or expired.
    pub error: Option<Failure>,
    /// The JSON of the result, only when complete.
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

impl FromRow<'_, SqliteRow> for Link {
    fn from_row(row: &SqliteRow) -> Result<Self, sqlx::Error> {
        let operations: String = row.try_get("operations")?;
        Ok(Self {
            seq: row.try_get("seq")?,
            id: row.try_get("id")?,
            owner: row.try_get("owner")?,
            integration_id: row.try_get("integration_id")?,
            operations: serde_json::from_str(&operations)
                .map_err(|error| sqlx::Error::Decode(error.into()))?,
            webhook_url: row.try_get("webhook_url")?,
            return_url: row.try_get("return_url")?,
            external_user_id: row.try_get("external_user_id")?,
            status: Status::parse(row.try_get("status")?)?,
            error: Failure::from_columns(row)?,
            result: row.try_get("result")?,
            current_session_id: row.try_get("current_session_id")?,
            version: row.try_get("version")?,
            expires_at: row.try_get("expires_at")?,
            created_at: row.try_get("created_at")?,
            updated_at: row.try_get("updated_at")?,
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
    /// With the link's id appended.
    pub return_url: Option<String>,
    /// The integrator's own name for the person.
    pub external_user_id: Option<String>,
    /// Kept for the integrator's support.
    pub debug: bool,
    /// Epoch milliseconds.
    pub expires_at: i64,
    /// Epoch milliseconds.
    pub created_at: i64,
}

/// Adds a pending link.
pub async fn insert(db: &mut SqliteConnection, new: &NewLink) -> Result<Link, sqlx::Error> {
    sqlx::query_as(
        "INSERT INTO links (id, claim_hash, owner, integration_id, operations, arguments, webhook_url, return_url,
                            external_user_id, debug, status, version, expires_at, created_at, updated_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending', 1, ?, ?, ?)
         RETURNING *",
    )
    .bind(&new.id)
    .bind(new.claim_hash.as_slice())
    .bind(&new.owner)
    .bind(&new.integration_id)
    .bind(json(&new.operations)?)
    .bind(json(&new.arguments)?)
    .bind(&new.webhook_url)
    .bind(&new.return_url)
    .bind(&new.external_user_id)
    .bind(new.debug)
    .bind(new.expires_at)
    .bind(new.created_at)
    .bind(new.created_at)
    .fetch_one(db)
    .await
}

/// The link with this id.
pub async fn by_id(
    db: impl sqlx::Executor<'_, Database = Sqlite>,
    id: &str,
) -> Result<Option<Link>, sqlx::Error> {
    sqlx::query_as("SELECT * FROM links WHERE id = ?")
        .bind(id)
        .fetch_optional(db)
        .await
}

/// The link whose claim code has this hash.
pub async fn by_claim_hash(
    db: impl sqlx::Executor<'_, Database = Sqlite>,
    claim_hash: &[u8; 32],
) -> Result<Option<Link>, sqlx::Error> {
    sqlx::query_as("SELECT * FROM links WHERE claim_hash = ?")
        .bind(claim_hash.as_slice())
        .fetch_optional(db)
        .await
}

/// A page of an owner's links, newest first: at most `limit` that are older than `before`.
pub async fn page(
    db: impl sqlx::Executor<'_, Database = Sqlite>,
    owner: &str,
    before: i64,
    limit: i64,
) -> Result<Vec<Link>, sqlx::Error> {
    sqlx::query_as("SELECT * FROM links WHERE owner = ? AND seq < ? ORDER BY seq DESC LIMIT ?")
        .bind(owner)
        .bind(before)
        .bind(limit)
        .fetch_all(db)
        .await
}

/// The arguments of a link's operations, in order; empty once they are wiped.
pub async fn arguments(
    db: impl sqlx::Executor<'_, Database = Sqlite>,
    id: &str,
) -> Result<Vec<Value>, sqlx::Error> {
    let text: Option<String> = sqlx::query_scalar("SELECT arguments FROM links WHERE id = ?")
        .bind(id)
        .fetch_one(db)
        .await?;
    text.map_or(Ok(Vec::new()), |text| {
        serde_json::from_str(&text).map_err(|error| sqlx::Error::Decode(error.into()))
    })
}

/// When time next has something to do: the earliest expiry of a link that still has its arguments.
pub async fn next_expiry(
    db: impl sqlx::Executor<'_, Database = Sqlite>,
) -> Result<Option<i64>, sqlx::Error> {
    sqlx::query_scalar("SELECT min(expires_at) FROM links WHERE arguments IS NOT NULL")
        .fetch_one(db)
        .await
}

/// Some of the links whose time is over but which are still pending or active.
pub async fn due(
    db: impl sqlx::Executor<'_, Database = Sqlite>,
    now_ms: i64,
    limit: i64,
) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar(
        "SELECT id FROM links
         WHERE arguments IS NOT NULL AND expires_at <= ? AND status IN ('pending', 'active')
         ORDER BY expires_at LIMIT ?",
    )
    .bind(now_ms)
    .bind(limit)
    .fetch_all(db)
    .await
}

/// Wipes the arguments of failed links that cannot be claimed again, because their time is over.
pub async fn wipe_arguments(db: &mut SqliteConnection, now_ms: i64) -> Result<(), sqlx::Error> {
    sqlx::query(
        "UPDATE links SET arguments = NULL
         WHERE arguments IS NOT NULL AND expires_at <= ? AND status = 'failed'",
    )
    .bind(now_ms)
    .execute(db)
    .await?;
    Ok(())
}

/// Gives the link to a session, if it is still at the version that was read. `None`: somebody else was first.
pub async fn activate(
    db: &mut SqliteConnection,
    link: &Link,
    session_id: &str,
    now_ms: i64,
) -> Result<Option<Link>, sqlx::Error> {
    sqlx::query_as(
        "UPDATE links SET status = 'active', current_session_id = ?, error_code = NULL, error_message = NULL,
                          version = version + 1, updated_at = ?
         WHERE id = ? AND version = ? AND status IN ('pending', 'active', 'failed') AND expires_at > ?
         RETURNING *",
    )
    .bind(session_id)
    .bind(now_ms)
    .bind(&link.id)
    .bind(link.version)
    .bind(now_ms)
    .fetch_optional(db)
    .await
}

/// Ends the link with a result, if `session_id` still holds it and it has time left.
pub async fn complete(
    db: &mut SqliteConnection,
    id: &str,
    session_id: &str,
    result: &Value,
    now_ms: i64,
) -> Result<Option<Link>, sqlx::Error> {
    sqlx::query_as(
        "UPDATE links SET status = 'complete', result = ?, arguments = NULL, version = version + 1, updated_at = ?
         WHERE id = ? AND status = 'active' AND current_session_id = ? AND expires_at > ?
         RETURNING *",
    )
    .bind(json(result)?)
    .bind(now_ms)
    .bind(id)
    .bind(session_id)
    .bind(now_ms)
    .fetch_optional(db)
    .await
}

/// Fails the link, if `session_id` still holds it. It can be claimed again, so its arguments stay.
pub async fn fail(
    db: &mut SqliteConnection,
    id: &str,
    session_id: &str,
    failure: &Failure,
    now_ms: i64,
) -> Result<Option<Link>, sqlx::Error> {
    sqlx::query_as(
        "UPDATE links SET status = 'failed', error_code = ?, error_message = ?, version = version + 1, updated_at = ?
         WHERE id = ? AND status = 'active' AND current_session_id = ? AND expires_at > ?
         RETURNING *",
    )
    .bind(&failure.code)
    .bind(&failure.message)
    .bind(now_ms)
    .bind(id)
    .bind(session_id)
    .bind(now_ms)
    .fetch_optional(db)
    .await
}

/// Expires the link, if it is pending or active and its time is over.
pub async fn expire(
    db: &mut SqliteConnection,
    id: &str,
    failure: &Failure,
    now_ms: i64,
) -> Result<Option<Link>, sqlx::Error> {
    sqlx::query_as(
        "UPDATE links SET status = 'expired', error_code = ?, error_message = ?, arguments = NULL,
                          version = version + 1, updated_at = ?
         WHERE id = ? AND status IN ('pending', 'active') AND expires_at <= ?
         RETURNING *",
    )
    .bind(&failure.code)
    .bind(&failure.message)
    .bind(now_ms)
    .bind(id)
    .bind(now_ms)
    .fetch_optional(db)
    .await
}

fn json(value: &impl Serialize) -> Result<String, sqlx::Error> {
    serde_json::to_string(value).map_err(|error| sqlx::Error::Encode(error.into()))
}
