//! Reading the table `links`.

use serde_json::Value;
use sqlx::Any;

use super::link::{Link, Status};
use crate::store::vault::Vault;

/// The link with this id.
pub async fn by_id(
    db: impl sqlx::Executor<'_, Database = Any>,
    id: &str,
) -> Result<Option<Link>, sqlx::Error> {
    sqlx::query_as("SELECT * FROM links WHERE id = $1")
        .bind(id)
        .fetch_optional(db)
        .await
}

/// The link whose claim code has this hash.
pub async fn by_claim_hash(
    db: impl sqlx::Executor<'_, Database = Any>,
    claim_hash: &[u8; 32],
) -> Result<Option<Link>, sqlx::Error> {
    sqlx::query_as("SELECT * FROM links WHERE claim_hash = $1")
        .bind(claim_hash.as_slice())
        .fetch_optional(db)
        .await
}

/// Which links of an owner to list.
pub struct Wanted<'a> {
    /// The owner.
    pub owner: &'a str,
    /// Older than this one.
    pub before: i64,
    /// The integrator's own name for the person; any, if not given.
    pub external_user_id: Option<&'a str>,
    /// Any, if not given.
    pub status: Option<Status>,
}

/// A page of an owner's links, newest first.
pub async fn page(
    db: impl sqlx::Executor<'_, Database = Any>,
    wanted: &Wanted<'_>,
    limit: i64,
) -> Result<Vec<Link>, sqlx::Error> {
    sqlx::query_as(
        "SELECT * FROM links WHERE owner = $1 AND seq < $2
         AND ($3 IS NULL OR external_user_id = $3) AND ($4 IS NULL OR status = $4)
         ORDER BY seq DESC LIMIT $5",
    )
    .bind(wanted.owner)
    .bind(wanted.before)
    .bind(wanted.external_user_id)
    .bind(wanted.status.map(Status::as_str))
    .bind(limit)
    .fetch_all(db)
    .await
}

/// The arguments of a link's operations, in order; empty once they are wiped. `Decode`: the vault does not open them.
pub async fn arguments(
    db: impl sqlx::Executor<'_, Database = Any>,
    vault: &Vault,
    id: &str,
) -> Result<Vec<Value>, sqlx::Error> {
    let sealed: Option<String> = sqlx::query_scalar("SELECT arguments FROM links WHERE id = $1")
        .bind(id)
        .fetch_one(db)
        .await?;
    let Some(sealed) = sealed else {
        return Ok(Vec::new());
    };
    let text = vault
        .open(id, &sealed)
        .map_err(|error| sqlx::Error::Decode(error.into()))?;
    serde_json::from_str(&text).map_err(|error| sqlx::Error::Decode(error.into()))
}

/// Whether the vault opens what is sealed, by the newest link that still has its arguments.
pub async fn opens_with(
    db: impl sqlx::Executor<'_, Database = Any>,
    vault: &Vault,
) -> Result<bool, sqlx::Error> {
    let newest: Option<(String, String)> = sqlx::query_as(
        "SELECT id, arguments FROM links WHERE arguments IS NOT NULL ORDER BY seq DESC LIMIT 1",
    )
    .fetch_optional(db)
    .await?;
    Ok(newest.is_none_or(|(id, sealed)| vault.open(&id, &sealed).is_ok()))
}

/// When time next has something to do: the earliest expiry of a link that still has its arguments.
pub async fn next_expiry(
    db: impl sqlx::Executor<'_, Database = Any>,
) -> Result<Option<i64>, sqlx::Error> {
    sqlx::query_scalar("SELECT min(expires_at) FROM links WHERE arguments IS NOT NULL")
        .fetch_one(db)
        .await
}

/// Some of the links whose time is over but which are still pending or active.
pub async fn due(
    db: impl sqlx::Executor<'_, Database = Any>,
    now_ms: i64,
    limit: i64,
) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar(
        "SELECT id FROM links
         WHERE arguments IS NOT NULL AND expires_at <= $1 AND status IN ('pending', 'active')
         ORDER BY expires_at LIMIT $2",
    )
    .bind(now_ms)
    .bind(limit)
    .fetch_all(db)
    .await
}

/// The newest links of all owners, newest first.
pub async fn newest(
    db: impl sqlx::Executor<'_, Database = Any>,
    limit: i64,
) -> Result<Vec<Link>, sqlx::Error> {
    sqlx::query_as("SELECT * FROM links ORDER BY seq DESC LIMIT $1")
        .bind(limit)
        .fetch_all(db)
        .await
}
