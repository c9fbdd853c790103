//! Changing the table `links`: each change is conditional on where the link stands.

use serde::Serialize;
use serde_json::Value;
use sqlx::AnyConnection;

use super::{
    event::Event,
    link::{Link, NewLink},
};
use crate::{failure::Failure, store::vault::Vault};

/// Adds a pending link, its arguments sealed.
pub async fn insert(
    db: &mut AnyConnection,
    vault: &Vault,
    new: &NewLink,
) -> Result<Link, sqlx::Error> {
    sqlx::query_as(
        "INSERT INTO links (id, claim_hash, owner, integration_id, operations, arguments, webhook_url, webhook_events,
                            return_url, external_user_id, debug, status, version, expires_at, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'pending', 1, $12, $13, $14)
         RETURNING *",
    )
    .bind(&new.id)
    .bind(new.claim_hash.as_slice())
    .bind(&new.owner)
    .bind(&new.integration_id)
    .bind(json(&new.operations)?)
    .bind(vault.seal(&new.id, &json(&new.arguments)?)?)
    .bind(&new.webhook_url)
    .bind(Event::join(&new.webhook_events))
    .bind(&new.return_url)
    .bind(&new.external_user_id)
    .bind(i64::from(new.debug))
    .bind(new.expires_at)
    .bind(new.created_at)
    .bind(new.created_at)
    .fetch_one(db)
    .await
}

/// Gives the link to a session, if it is still at the version that was read. `None`: somebody else was first.
pub async fn activate(
    db: &mut AnyConnection,
    link: &Link,
    session_id: &str,
    now_ms: i64,
) -> Result<Option<Link>, sqlx::Error> {
    sqlx::query_as(
        "UPDATE links SET status = 'active', current_session_id = $1, error_code = NULL, error_message = NULL,
                          version = version + 1, updated_at = $2
         WHERE id = $3 AND version = $4 AND status IN ('pending', 'active', 'failed') AND expires_at > $5
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
    db: &mut AnyConnection,
    id: &str,
    session_id: &str,
    result: &Value,
    now_ms: i64,
) -> Result<Option<Link>, sqlx::Error> {
    sqlx::query_as(
        "UPDATE links SET status = 'complete', result = $1, arguments = NULL, version = version + 1, updated_at = $2
         WHERE id = $3 AND status = 'active' AND current_session_id = $4 AND expires_at > $5
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
    db: &mut AnyConnection,
    id: &str,
    session_id: &str,
    failure: &Failure,
    now_ms: i64,
) -> Result<Option<Link>, sqlx::Error> {
    sqlx::query_as(
        "UPDATE links SET status = 'failed', error_code = $1, error_message = $2, version = version + 1, updated_at = $3
         WHERE id = $4 AND status = 'active' AND current_session_id = $5 AND expires_at > $6
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
    db: &mut AnyConnection,
    id: &str,
    failure: &Failure,
    now_ms: i64,
) -> Result<Option<Link>, sqlx::Error> {
    sqlx::query_as(
        "UPDATE links SET status = 'expired', error_code = $1, error_message = $2, arguments = NULL,
                          version = version + 1, updated_at = $3
         WHERE id = $4 AND status IN ('pending', 'active') AND expires_at <= $5
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

/// Wipes the arguments of failed links that cannot be claimed again, because their time is over. Returns of how many.
pub async fn wipe_arguments(db: &mut AnyConnection, now_ms: i64) -> Result<u64, sqlx::Error> {
    let done = sqlx::query(
        "UPDATE links SET arguments = NULL
         WHERE arguments IS NOT NULL AND expires_at <= $1 AND status = 'failed'",
    )
    .bind(now_ms)
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

/// Wipes the arguments of a failed link that cannot be claimed again.
pub async fn wipe_arguments_of(db: &mut AnyConnection, id: &str) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE links SET arguments = NULL WHERE id = $1 AND status = 'failed'")
        .bind(id)
        .execute(db)
        .await?;
    Ok(())
}

/// Sets the end of the link's time to now. `None`: it is complete, or its time was over before.
pub async fn run_out(
    db: &mut AnyConnection,
    id: &str,
    now_ms: i64,
) -> Result<Option<Link>, sqlx::Error> {
    sqlx::query_as(
        "UPDATE links SET expires_at = $1, version = version + 1, updated_at = $1
         WHERE id = $2 AND status IN ('pending', 'active', 'failed') AND expires_at > $1
         RETURNING *",
    )
    .bind(now_ms)
    .bind(id)
    .fetch_optional(db)
    .await
}

/// Deletes a pending or active link: it fails, and its arguments are wiped. `None`: it has ended, or was deleted before.
pub async fn call_off(
    db: &mut AnyConnection,
    id: &str,
    failure: &Failure,
    now_ms: i64,
) -> Result<Option<Link>, sqlx::Error> {
    sqlx::query_as(
        "UPDATE links SET status = 'failed', error_code = $1, error_message = $2, arguments = NULL, deleted_at = $3,
                          version = version + 1, updated_at = $3
         WHERE id = $4 AND status IN ('pending', 'active') AND deleted_at IS NULL
         RETURNING *",
    )
    .bind(&failure.code)
    .bind(&failure.message)
    .bind(now_ms)
    .bind(id)
    .fetch_optional(db)
    .await
}

/// Deletes a link that has ended: its arguments and its result are wiped. `None`: it is open, or was deleted before.
pub async fn wipe(
    db: &mut AnyConnection,
    id: &str,
    now_ms: i64,
) -> Result<Option<Link>, sqlx::Error> {
    sqlx::query_as(
        "UPDATE links SET arguments = NULL, result = CASE WHEN result IS NULL THEN NULL ELSE 'null' END, deleted_at = $1,
                          version = version + 1, updated_at = $1
         WHERE id = $2 AND status IN ('complete', 'failed', 'expired') AND deleted_at IS NULL
         RETURNING *",
    )
    .bind(now_ms)
    .bind(id)
    .fetch_optional(db)
    .await
}

/// Seals the arguments that an earlier version wrote as they were.
pub async fn seal_all(db: &mut AnyConnection, vault: &Vault) -> Result<(), sqlx::Error> {
    let open: Vec<(String, String)> =
        sqlx::query_as("SELECT id, arguments FROM links WHERE arguments LIKE '[%'")
            .fetch_all(&mut *db)
            .await?;
    for (id, arguments) in open {
        sqlx::query("UPDATE links SET arguments = $1 WHERE id = $2")
            .bind(vault.seal(&id, &arguments)?)
            .bind(&id)
            .execute(&mut *db)
            .await?;
    }
    Ok(())
}

fn json(value: &impl Serialize) -> Result<String, sqlx::Error> {
    serde_json::to_string(value).map_err(|error| sqlx::Error::Encode(error.into()))
}
