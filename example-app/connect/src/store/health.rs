//! The table `heartbeat`: whether a write works is found by writing.

use super::Store;

/// Writes a row and commits. An error: the disk is full, the lock is somebody else's, or the database is gone.
pub async fn beat(store: &Store, now_ms: i64) -> Result<(), sqlx::Error> {
    let mut transaction = store.write().await?;
    sqlx::query("UPDATE heartbeat SET beat_at = ? WHERE id = 1")
        .bind(now_ms)
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await
}
