//! The table `create_keys`.

use sqlx::{AnyConnection, FromRow, Row as _, any::AnyRow};

use super::vault::Vault;

/// How long a key is remembered, in milliseconds: a day.
const LIFE_MS: i64 = 86_400_000;

/// A key with which links are created.
pub struct CreateKey {
    /// The integrator.
    pub owner: String,
    /// The `Idempotency-Key`.
    pub key: String,
    /// The hash of the request's fields.
    pub body_hash: [u8; 32],
}

/// What an earlier request with the same key created.
pub struct Earlier {
    /// The hash of that request's fields.
    pub body_hash: Vec<u8>,
    /// The link.
    pub link_id: String,
    sealed_code: String,
}

impl FromRow<'_, AnyRow> for Earlier {
    fn from_row(row: &AnyRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            body_hash: row.try_get("body_hash")?,
            link_id: row.try_get("link_id")?,
            sealed_code: row.try_get("sealed_code")?,
        })
    }
}

impl CreateKey {
    /// What the key created within the last day. Older keys are forgotten here.
    pub async fn find(
        &self,
        db: &mut AnyConnection,
        now_ms: i64,
    ) -> Result<Option<Earlier>, sqlx::Error> {
        sqlx::query("DELETE FROM create_keys WHERE created_at <= $1")
            .bind(now_ms - LIFE_MS)
            .execute(&mut *db)
            .await?;
        sqlx::query_as("SELECT * FROM create_keys WHERE owner = $1 AND key = $2")
            .bind(&self.owner)
            .bind(&self.key)
            .fetch_optional(db)
            .await
    }

    /// Remembers what the key created.
    pub async fn insert(
        &self,
        db: &mut AnyConnection,
        vault: &Vault,
        link_id: &str,
        claim_code: &str,
        now_ms: i64,
    ) -> Result<(), sqlx::Error> {
        sqlx::query(
            "INSERT INTO create_keys (owner, key, body_hash, link_id, sealed_code, created_at)
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(&self.owner)
        .bind(&self.key)
        .bind(self.body_hash.as_slice())
        .bind(link_id)
        .bind(vault.seal(link_id, claim_code)?)
        .bind(now_ms)
        .execute(db)
        .await?;
        Ok(())
    }
}

impl Earlier {
    /// The link's claim code.
    pub fn claim_code(&self, vault: &Vault) -> Result<String, sqlx::Error> {
        vault
            .open(&self.link_id, &self.sealed_code)
            .map_err(|error| sqlx::Error::Decode(error.into()))
    }
}
