//! The table `handovers`.

use sqlx::{Any, AnyConnection, FromRow, Row as _, any::AnyRow};

/// A row of `handovers`.
#[derive(Clone, Debug)]
pub struct Handover {
    /// Counted from 1 within the session.
    pub place: i64,
    /// The hash of the code.
    pub code_hash: Vec<u8>,
    /// Epoch milliseconds.
    pub expires_at: i64,
    /// The hash of the client token of the phone that redeemed the code.
    pub token_hash: Option<Vec<u8>>,
}

impl FromRow<'_, AnyRow> for Handover {
    fn from_row(row: &AnyRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            place: row.try_get("place")?,
            code_hash: row.try_get("code_hash")?,
            expires_at: row.try_get("expires_at")?,
            token_hash: row.try_get("token_hash")?,
        })
    }
}

/// Adds one, and forgets those of the session before the last `keep`. Returns its place.
pub async fn insert(
    db: &mut AnyConnection,
    session_id: &str,
    code_hash: &[u8; 32],
    expires_at: i64,
    keep: i64,
) -> Result<i64, sqlx::Error> {
    let last: Option<i64> =
        sqlx::query_scalar("SELECT max(place) FROM handovers WHERE session_id = $1")
            .bind(session_id)
            .fetch_one(&mut *db)
            .await?;
    let place = last.unwrap_or(0) + 1;
    sqlx::query(
        "INSERT INTO handovers (session_id, place, code_hash, expires_at) VALUES ($1, $2, $3, $4)",
    )
    .bind(session_id)
    .bind(place)
    .bind(code_hash.as_slice())
    .bind(expires_at)
    .execute(&mut *db)
    .await?;
    sqlx::query("DELETE FROM handovers WHERE session_id = $1 AND place <= $2")
        .bind(session_id)
        .bind(place - keep)
        .execute(db)
        .await?;
    Ok(place)
}

/// The one with this code.
pub async fn by_code(
    db: impl sqlx::Executor<'_, Database = Any>,
    session_id: &str,
    code_hash: &[u8; 32],
) -> Result<Option<Handover>, sqlx::Error> {
    sqlx::query_as("SELECT * FROM handovers WHERE session_id = $1 AND code_hash = $2")
        .bind(session_id)
        .bind(code_hash.as_slice())
        .fetch_optional(db)
        .await
}

/// Those that were redeemed and are not older than a code is good, newest first.
pub async fn redeemed(
    db: impl sqlx::Executor<'_, Database = Any>,
    session_id: &str,
    now_ms: i64,
) -> Result<Vec<Handover>, sqlx::Error> {
    sqlx::query_as(
        "SELECT * FROM handovers WHERE session_id = $1 AND token_hash IS NOT NULL AND expires_at > $2
         ORDER BY place DESC",
    )
    .bind(session_id)
    .bind(now_ms)
    .fetch_all(db)
    .await
}

/// The place of the one by which a phone got its client token. Looked up by the token's hash: how far an index was walked says
/// something of the hash alone.
pub async fn by_token(
    db: impl sqlx::Executor<'_, Database = Any>,
    session_id: &str,
    token_hash: &[u8; 32],
) -> Result<Option<i64>, sqlx::Error> {
    sqlx::query_scalar("SELECT place FROM handovers WHERE session_id = $1 AND token_hash = $2")
        .bind(session_id)
        .bind(token_hash.as_slice())
        .fetch_optional(db)
        .await
}

/// Codes that nobody redeemed are over.
pub async fn withdraw(
    db: &mut AnyConnection,
    session_id: &str,
    now_ms: i64,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "UPDATE handovers SET expires_at = $1 WHERE session_id = $2 AND token_hash IS NULL AND expires_at > $1",
    )
    .bind(now_ms)
    .bind(session_id)
    .execute(db)
    .await
    .map(drop)
}

/// A phone redeemed the code. False: another one did before.
pub async fn redeem(
    db: &mut AnyConnection,
    session_id: &str,
    place: i64,
    token_hash: &[u8; 32],
) -> Result<bool, sqlx::Error> {
    let redeemed = sqlx::query(
        "UPDATE handovers SET token_hash = $1 WHERE session_id = $2 AND place = $3 AND token_hash IS NULL",
    )
    .bind(token_hash.as_slice())
    .bind(session_id)
    .bind(place)
    .execute(db)
    .await?;
    Ok(redeemed.rows_affected() == 1)
}
