//! The table `link_sessions`.

use serde::Serialize;
use sqlx::{Any, AnyConnection, FromRow, Row as _, any::AnyRow};
use utoipa::ToSchema;

use crate::failure::Failure;

/// What the person sees, and who has to act next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// Waits for the person's credentials.
    Login,
    /// Waits for the person's one-time code.
    Code,
    /// The automation is at work.
    Working,
    /// Ended with a result.
    Complete,
    /// Ended without one.
    Failed,
    /// Ended because the link's time ran out.
    Expired,
}

impl Stage {
    /// As it is written in the database and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::Code => "code",
            Self::Working => "working",
            Self::Complete => "complete",
            Self::Failed => "failed",
            Self::Expired => "expired",
        }
    }

    /// Whether it is the person's turn.
    pub fn waits_for_person(self) -> bool {
        matches!(self, Self::Login | Self::Code)
    }

    /// Whether the session has not ended.
    pub fn is_open(self) -> bool {
        self.waits_for_person() || self == Self::Working
    }

    pub(super) fn parse(text: &str) -> Result<Self, sqlx::Error> {
        [
            Self::Login,
            Self::Code,
            Self::Working,
            Self::Complete,
            Self::Failed,
            Self::Expired,
        ]
        .into_iter()
        .find(|stage| stage.as_str() == text)
        .ok_or_else(|| sqlx::Error::Decode(format!("stage {text}").into()))
    }
}

/// A row of `link_sessions`.
#[derive(Clone, Debug)]
pub struct Session {
    /// `ses_…`
    pub id: String,
    /// The link that was claimed.
    pub link_id: String,
    /// The hash of the client token.
    pub token_hash: Vec<u8>,
    /// See [`Stage`].
    pub stage: Stage,
    /// What the automation is doing.
    pub step: Option<String>,
    /// What the provider said at sign-in, as `credentials::Verdict` writes it.
    pub verdict: Option<String>,
    /// How many wrong one-time codes were typed.
    pub wrong_codes: i64,
    /// How many wrong passwords were typed.
    pub wrong_passwords: i64,
    /// Whether its frame shows a failure and says when it was read.
    pub shows_failure: bool,
    /// How many operations are done, counted from the first.
    pub operations_done: i64,
    /// Why it ended without a result.
    pub error: Option<Failure>,
    /// Which device holds it: 0 for the one that claimed it, otherwise the place of a hand-over.
    pub holder: i64,
    /// How often it changed hands.
    pub changed_hands: i64,
    /// Grows with each change but of hands: whoever works on the session goes on.
    pub version: i64,
    /// Epoch milliseconds.
    pub created_at: i64,
    /// Epoch milliseconds; while the automation works, when its step began.
    pub updated_at: i64,
    /// Epoch milliseconds.
    pub ended_at: Option<i64>,
}

impl FromRow<'_, AnyRow> for Session {
    fn from_row(row: &AnyRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.try_get("id")?,
            link_id: row.try_get("link_id")?,
            token_hash: row.try_get("token_hash")?,
            stage: Stage::parse(row.try_get("stage")?)?,
            step: row.try_get("step")?,
            verdict: row.try_get("verdict")?,
            wrong_codes: row.try_get("wrong_codes")?,
            wrong_passwords: row.try_get("wrong_passwords")?,
            shows_failure: row.try_get::<i64, _>("shows_failure")? != 0,
            operations_done: row.try_get("operations_done")?,
            error: Failure::from_columns(row)?,
            holder: row.try_get("holder")?,
            changed_hands: row.try_get("changed_hands")?,
            version: row.try_get("version")?,
            created_at: row.try_get("created_at")?,
            updated_at: row.try_get("updated_at")?,
            ended_at: row.try_get("ended_at")?,
        })
    }
}

impl Session {
    /// Whether it has failed and its frame still shows why; the link is active until that was read.
    pub fn is_showing_failure(&self) -> bool {
        self.stage == Stage::Failed && self.ended_at.is_none()
    }
}

/// Adds an open session that waits for credentials.
pub async fn insert(
    db: &mut AnyConnection,
    id: &str,
    link_id: &str,
    idempotency_key: &str,
    token_hash: &[u8; 32],
    now_ms: i64,
) -> Result<Session, sqlx::Error> {
    sqlx::query_as(
        "INSERT INTO link_sessions (id, link_id, idempotency_key, token_hash, stage, version, created_at, updated_at)
         VALUES ($1, $2, $3, $4, 'login', 1, $5, $6)
         RETURNING *",
    )
    .bind(id)
    .bind(link_id)
    .bind(idempotency_key)
    .bind(token_hash.as_slice())
    .bind(now_ms)
    .bind(now_ms)
    .fetch_one(db)
    .await
}

/// The session with this id.
pub async fn by_id(
    db: impl sqlx::Executor<'_, Database = Any>,
    id: &str,
) -> Result<Option<Session>, sqlx::Error> {
    sqlx::query_as("SELECT * FROM link_sessions WHERE id = $1")
        .bind(id)
        .fetch_optional(db)
        .await
}

/// The session that an earlier claim with the same key made.
pub async fn by_idempotency_key(
    db: impl sqlx::Executor<'_, Database = Any>,
    link_id: &str,
    idempotency_key: &str,
) -> Result<Option<Session>, sqlx::Error> {
    sqlx::query_as("SELECT * FROM link_sessions WHERE link_id = $1 AND idempotency_key = $2")
        .bind(link_id)
        .bind(idempotency_key)
        .fetch_optional(db)
        .await
}

/// Lets another session of the link have this one's key.
pub async fn give_back_key(db: &mut AnyConnection, id: &str) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE link_sessions SET idempotency_key = id WHERE id = $1")
        .bind(id)
        .execute(db)
        .await?;
    Ok(())
}

/// All sessions of a link, oldest first.
pub async fn of_link(
    db: impl sqlx::Executor<'_, Database = Any>,
    link_id: &str,
) -> Result<Vec<Session>, sqlx::Error> {
    sqlx::query_as("SELECT * FROM link_sessions WHERE link_id = $1 ORDER BY seq")
        .bind(link_id)
        .fetch_all(db)
        .await
}

/// Takes the sessions that are at work and that no living replica has in hand, for this one to go on with.
pub async fn take(db: &mut AnyConnection, replica: &str) -> Result<Vec<Session>, sqlx::Error> {
    sqlx::query_as(
        "UPDATE link_sessions SET worker = $1 WHERE stage = 'working' AND worker IS NULL RETURNING *",
    )
    .bind(replica)
    .fetch_all(db)
    .await
}

/// Where a session is to go, from where: a change that another one overtook does nothing.
pub struct Move<'a> {
    /// The stage and step it must be in.
    pub from: (Stage, Option<&'a str>),
    /// The stage and step it is in afterwards.
    pub to: (Stage, Option<&'a str>),
    /// The verdict, if it was just spoken; `None` keeps what is there.
    pub verdict: Option<&'a str>,
}

/// Moves an open session on; while it is at work, `replica` has it in hand. `None`: it is not where `change.from` says, or
/// another replica has it.
pub async fn advance(
    db: &mut AnyConnection,
    replica: &str,
    id: &str,
    change: Move<'_>,
    now_ms: i64,
) -> Result<Option<Session>, sqlx::Error> {
    sqlx::query_as(
        "UPDATE link_sessions SET stage = $1, step = $2, verdict = coalesce($3, verdict),
                                  worker = CASE WHEN $1 = 'working' THEN $8 END, version = version + 1, updated_at = $4
         WHERE id = $5 AND stage = $6 AND step IS NOT DISTINCT FROM $7 AND ended_at IS NULL
         AND (worker IS NULL OR worker = $8)
         RETURNING *",
    )
    .bind(change.to.0.as_str())
    .bind(change.to.1)
    .bind(change.verdict)
    .bind(now_ms)
    .bind(id)
    .bind(change.from.0.as_str())
    .bind(change.from.1)
    .bind(replica)
    .fetch_optional(db)
    .await
}

/// Counts a wrong one-time code. `None`: the session does not wait for one.
pub async fn count_wrong_code(
    db: &mut AnyConnection,
    id: &str,
    now_ms: i64,
) -> Result<Option<Session>, sqlx::Error> {
    sqlx::query_as(
        "UPDATE link_sessions SET wrong_codes = wrong_codes + 1, version = version + 1, updated_at = $1
         WHERE id = $2 AND stage = 'code' AND ended_at IS NULL
         RETURNING *",
    )
    .bind(now_ms)
    .bind(id)
    .fetch_optional(db)
    .await
}

/// Counts a wrong password and asks for the login again. `None`: the session is not signing in, or another replica has it.
pub async fn count_wrong_password(
    db: &mut AnyConnection,
    replica: &str,
    id: &str,
    now_ms: i64,
) -> Result<Option<Session>, sqlx::Error> {
    sqlx::query_as(
        "UPDATE link_sessions SET wrong_passwords = wrong_passwords + 1, stage = 'login', step = NULL, worker = NULL,
                                  version = version + 1, updated_at = $1
         WHERE id = $2 AND stage = 'working' AND step = 'signing_in' AND ended_at IS NULL
         AND (worker IS NULL OR worker = $3)
         RETURNING *",
    )
    .bind(now_ms)
    .bind(id)
    .bind(replica)
    .fetch_optional(db)
    .await
}

/// Another device holds an open session from now on. `None`: it has ended, or that device held it already.
pub async fn hand_to(
    db: &mut AnyConnection,
    id: &str,
    device: i64,
) -> Result<Option<Session>, sqlx::Error> {
    sqlx::query_as(
        "UPDATE link_sessions SET holder = $1, changed_hands = changed_hands + 1
         WHERE id = $2 AND holder != $1 AND ended_at IS NULL
         RETURNING *",
    )
    .bind(device)
    .bind(id)
    .fetch_optional(db)
    .await
}

/// How many sessions a link had.
pub async fn count_of_link(
    db: impl sqlx::Executor<'_, Database = Any>,
    link_id: &str,
) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("SELECT count(*) FROM link_sessions WHERE link_id = $1")
        .bind(link_id)
        .fetch_one(db)
        .await
}

/// How many operations the session that came furthest has done; 0 if the link had none.
pub async fn most_operations_done(
    db: impl sqlx::Executor<'_, Database = Any>,
    link_id: &str,
) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar(
        "SELECT coalesce(max(operations_done), 0) FROM link_sessions WHERE link_id = $1",
    )
    .bind(link_id)
    .fetch_one(db)
    .await
}

/// Ends an open session, and wipes what its operations read. `None`: it had ended before.
pub async fn end(
    db: &mut AnyConnection,
    id: &str,
    stage: Stage,
    failure: Option<&Failure>,
    now_ms: i64,
) -> Result<Option<Session>, sqlx::Error> {
    // That they were done stays known.
    sqlx::query("UPDATE operation_outcomes SET sealed = NULL WHERE session_id = $1")
        .bind(id)
        .execute(&mut *db)
        .await?;
    sqlx::query_as(
        "UPDATE link_sessions SET stage = $1, step = NULL, error_code = $2, error_message = $3, worker = NULL,
                                  version = version + 1, updated_at = $4, ended_at = $5
         WHERE id = $6 AND ended_at IS NULL
         RETURNING *",
    )
    .bind(stage.as_str())
    .bind(failure.map(|failure| &failure.code))
    .bind(failure.map(|failure| &failure.message))
    .bind(now_ms)
    .bind(now_ms)
    .bind(id)
    .fetch_optional(db)
    .await
}
