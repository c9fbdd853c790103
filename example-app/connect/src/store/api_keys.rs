//! The table `api_keys`.

use sqlx::{Any, AnyConnection, FromRow, Row as _, any::AnyRow};

/// A row of `api_keys`, without the hash.
#[derive(Clone, Debug)]
pub struct ApiKey {
    /// `key_…`
    pub id: String,
    /// The integrator.
    pub owner: String,
    /// For real accounts.
    pub live: bool,
    /// Epoch milliseconds.
    pub created_at: i64,
    /// Epoch milliseconds; it is let in no more.
    pub revoked_at: Option<i64>,
}

impl FromRow<'_, AnyRow> for ApiKey {
    fn from_row(row: &AnyRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.try_get("id")?,
            owner: row.try_get("owner")?,
            live: row.try_get::<i64, _>("live")? != 0,
            created_at: row.try_get("created_at")?,
            revoked_at: row.try_get("revoked_at")?,
        })
    }
}

/// Lets a key in.
pub async fn insert(
    db: &mut AnyConnection,
    key: &ApiKey,
    key_hash: &[u8; 32],
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO api_keys (id, owner, key_hash, live, created_at) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(&key.id)
    .bind(&key.owner)
    .bind(key_hash.as_slice())
    .bind(i64::from(key.live))
    .bind(key.created_at)
    .execute(db)
    .await?;
    Ok(())
}

/// The key with this hash, if it is let in.
pub async fn by_hash(
    db: impl sqlx::Executor<'_, Database = Any>,
    key_hash: &[u8; 32],
) -> Result<Option<ApiKey>, sqlx::Error> {
    sqlx::query_as("SELECT * FROM api_keys WHERE key_hash = $1 AND revoked_at IS NULL")
        .bind(key_hash.as_slice())
        .fetch_optional(db)
        .await
}

/// All keys, oldest first.
pub async fn all(db: impl sqlx::Executor<'_, Database = Any>) -> Result<Vec<ApiKey>, sqlx::Error> {
    sqlx::query_as("SELECT * FROM api_keys ORDER BY seq")
        .fetch_all(db)
        .await
}

/// Everybody who has a link or a key.
pub async fn owners(
    db: impl sqlx::Executor<'_, Database = Any>,
) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar("SELECT owner FROM links UNION SELECT owner FROM api_keys ORDER BY 1")
        .fetch_all(db)
        .await
}

/// Lets the key in no more. False: there is none, or it was revoked before.
pub async fn revoke(db: &mut AnyConnection, id: &str, now_ms: i64) -> Result<bool, sqlx::Error> {
    let done =
        sqlx::query("UPDATE api_keys SET revoked_at = $1 WHERE id = $2 AND revoked_at IS NULL")
            .bind(now_ms)
            .bind(id)
            .execute(db)
            .await?;
    Ok(done.rows_affected() == 1)
}
