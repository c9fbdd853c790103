//! Leaving nothing of what was wiped, neither in the file nor in its write-ahead log.
//!
//! `secure_delete` overwrites what is freed in a page, but the log keeps the page as it was before until it is started
//! anew. So after something was wiped, the log is folded into the file and cut to nothing.

use std::time::Duration;

use sqlx::{Row as _, SqliteConnection};
use tokio::time::sleep;

use super::{Place, Store};

/// What is wiped meanwhile is scrubbed in one go.
const TOGETHER: Duration = Duration::from_millis(500);

/// How long to wait after somebody else was reading, or the database failed.
const PAUSE: Duration = Duration::from_secs(1);

/// Scrubs whenever something was wiped, until the service ends.
pub async fn run(store: Store) {
    loop {
        store.wiped.notified().await;
        sleep(TOGETHER).await;
        while !store.scrub().await.unwrap_or_else(|error| {
            tracing::warn!(%error, "what was wiped is not scrubbed yet");
            false
        }) {
            sleep(PAUSE).await;
        }
    }
}

impl Store {
    /// Something was wiped, and that is committed.
    pub fn wiped(&self) {
        self.wiped.notify_one();
    }

    /// Cuts the write-ahead log. False: a reader stood in the way.
    pub async fn scrub(&self) -> Result<bool, sqlx::Error> {
        match self.place {
            Place::Memory => Ok(true),
            Place::File => truncate_log(&mut *self.writer.acquire().await?).await,
        }
    }
}

async fn truncate_log(db: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    // Nobody's write shall wait for a long reader, such as a backup.
    sqlx::query("PRAGMA busy_timeout = 100")
        .execute(&mut *db)
        .await?;
    let done = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
        .fetch_one(&mut *db)
        .await
        .and_then(|row| row.try_get::<i64, _>(0));
    sqlx::query("PRAGMA busy_timeout = 5000")
        .execute(db)
        .await?;
    Ok(done? == 0)
}
