//! The table `webhook_keys`.

use sqlx::{Any, AnyConnection, FromRow, Row as _, any::AnyRow};

/// The public half of a key, signing or retired.
#[derive(Clone, Debug)]
pub struct PublicKey {
    /// The `kid` of signatures.
    pub id: String,
    /// PEM, SPKI.
    pub public_key: String,
}

impl FromRow<'_, AnyRow> for PublicKey {
    fn from_row(row: &AnyRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.try_get("id")?,
            public_key: row.try_get("public_key")?,
        })
    }
}

/// The id and the scalar of the key that signs.
pub async fn signing(
    db: impl sqlx::Executor<'_, Database = Any>,
) -> Result<Option<(String, Vec<u8>)>, sqlx::Error> {
    sqlx::query_as("SELECT id, private_key FROM webhook_keys WHERE private_key IS NOT NULL")
        .fetch_optional(db)
        .await
}

/// Puts a key in the place of the one that signs, whose private half is wiped.
pub async fn replace(
    db: &mut AnyConnection,
    new: &PublicKey,
    private_key: &[u8],
    now_ms: i64,
) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE webhook_keys SET private_key = NULL")
        .execute(&mut *db)
        .await?;
    sqlx::query(
        "INSERT INTO webhook_keys (id, public_key, private_key, created_at) VALUES ($1, $2, $3, $4)",
    )
    .bind(&new.id)
    .bind(&new.public_key)
    .bind(private_key)
    .bind(now_ms)
    .execute(db)
    .await?;
    Ok(())
}

/// The public key with this id.
pub async fn by_id(
    db: impl sqlx::Executor<'_, Database = Any>,
    id: &str,
) -> Result<Option<PublicKey>, sqlx::Error> {
    sqlx::query_as("SELECT id, public_key FROM webhook_keys WHERE id = $1")
        .bind(id)
        .fetch_optional(db)
        .await
}

/// All public keys, the newest first.
pub async fn all(
    db: impl sqlx::Executor<'_, Database = Any>,
) -> Result<Vec<PublicKey>, sqlx::Error> {
    sqlx::query_as("SELECT id, public_key FROM webhook_keys ORDER BY seq DESC")
        .fetch_all(db)
        .await
}
