//! Removes wiped data from the file and its write-ahead log.
//!
//! `secure_delete` overwrites what is freed in a page, but the log keeps the earlier version of the page until the log is
//! restarted. So after a wipe the log is checkpointed into the file and truncated.

use sqlx::{AnyConnection, Row as _};

use crate::store::write::is_busy;

/// Cuts the log. False: a reader stood in the way, or another process that cuts it at the same moment.
pub async fn truncate_log(db: &mut AnyConnection) -> Result<bool, sqlx::Error> {
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
    match done {
        Ok(blocked) => Ok(blocked == 0),
        Err(error) if is_busy(&error) => Ok(false),
        Err(error) => Err(error),
    }
}
