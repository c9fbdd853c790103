//! The tables `operation_outcomes` and `account_writes`.

use sqlx::AnyConnection;

use super::{sessions::Session, vault::Vault};

/// Records the outcome of the operation at `place`, and moves the session on in the same transaction. `None`: the session is not at
/// that step any more, and the transaction is to be dropped.
pub async fn record(
    db: &mut AnyConnection,
    vault: &Vault,
    session: &Session,
    data: &str,
    next_step: &str,
    now_ms: i64,
) -> Result<Option<Session>, sqlx::Error> {
    let sealed = vault.seal(&session.id, data)?;
    sqlx::query(
        "INSERT INTO operation_outcomes (session_id, place, sealed, done_at) VALUES ($1, $2, $3, $4)",
    )
    .bind(&session.id)
    .bind(session.operations_done)
    .bind(sealed)
    .bind(now_ms)
    .execute(&mut *db)
    .await?;
    sqlx::query_as(
        "UPDATE link_sessions SET operations_done = operations_done + 1, step = $1, version = version + 1, updated_at = $2
         WHERE id = $3 AND version = $4 AND stage = 'working' AND ended_at IS NULL
         RETURNING *",
    )
    .bind(next_step)
    .bind(now_ms)
    .bind(&session.id)
    .bind(session.version)
    .fetch_optional(db)
    .await
}

/// The outcomes of a session, in order. `Decode`: the vault does not open them.
pub async fn outcomes(
    db: impl sqlx::Executor<'_, Database = sqlx::Any>,
    vault: &Vault,
    session_id: &str,
) -> Result<Vec<String>, sqlx::Error> {
    let sealed: Vec<String> = sqlx::query_scalar(
        "SELECT sealed FROM operation_outcomes WHERE session_id = $1 AND sealed IS NOT NULL ORDER BY place",
    )
    .bind(session_id)
    .fetch_all(db)
    .await?;
    sealed
        .iter()
        .map(|text| {
            vault
                .open(session_id, text)
                .map_err(|error| sqlx::Error::Decode(error.into()))
        })
        .collect()
}

/// What the simulated provider does when an account is written to.
pub async fn write_to_account(
    db: &mut AnyConnection,
    session: &Session,
    now_ms: i64,
) -> Result<(), sqlx::Error> {
    sqlx::query("INSERT INTO account_writes (session_id, place, written_at) VALUES ($1, $2, $3)")
        .bind(&session.id)
        .bind(session.operations_done)
        .bind(now_ms)
        .execute(db)
        .await?;
    Ok(())
}
