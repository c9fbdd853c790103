//! Leaving nothing of what was wiped, neither in the file nor in its write-ahead log.
//!
//! `secure_delete` overwrites what is freed in a page, but the log keeps the page as it was before until it is started
//! anew. So after something was wiped, the log is folded into the file and cut to nothing.

use sqlx::{Row as _, SqliteConnection};

/// Cuts the log. False: a reader stood in the way.
pub async fn truncate_log(db: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
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
