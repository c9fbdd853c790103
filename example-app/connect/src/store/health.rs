//! The table `heartbeat`: whether a write works is found by writing.

use std::time::Duration;

use tokio::{
    sync::Mutex,
    time::{Instant, timeout},
};

use super::database::Store;

/// How long a write may take before the service counts as out of order.
const PATIENCE: Duration = Duration::from_secs(2);

/// How long an answer holds good: a check that anybody may call shall not write at their pace.
const FRESH: Duration = Duration::from_secs(1);

/// What the last check found, and when. Those who ask meanwhile wait for it and share it.
#[derive(Default)]
pub struct LastCheck(Mutex<Option<(Instant, bool)>>);

impl LastCheck {
    /// Whether the database takes a write.
    pub async fn is_well(&self, store: &Store, now_ms: i64) -> bool {
        let mut last = self.0.lock().await;
        if let Some((at, well)) = *last
            && at.elapsed() < FRESH
        {
            return well;
        }
        let write = timeout(PATIENCE, beat(store, now_ms)).await;
        let well = match write {
            Ok(Ok(())) => true,
            Ok(Err(error)) => {
                tracing::error!(%error, "the database takes no write");
                false
            }
            Err(_) => {
                tracing::error!("the database took no write in time");
                false
            }
        };
        *last = Some((Instant::now(), well));
        well
    }
}

/// Writes a row and commits. An error: the disk is full, the lock is somebody else's, or the database is gone.
async fn beat(store: &Store, now_ms: i64) -> Result<(), sqlx::Error> {
    let mut transaction = store.write("heartbeat").await?;
    sqlx::query("UPDATE heartbeat SET beat_at = $1 WHERE id = 1")
        .bind(now_ms)
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await
}
