//! The table `guesses`: what an address got wrong, whichever replica it called.

use sqlx::AnyPool;

/// What is known of an address.
pub struct Minute {
    /// When its minute began, in epoch milliseconds.
    pub began_ms: i64,
    /// How many it got wrong since then, with the one just counted.
    pub wrong: i64,
}

/// Counts one.
pub async fn count(
    pool: &AnyPool,
    kind: &str,
    address: &str,
    now_ms: i64,
    minute_ms: i64,
) -> Result<Minute, sqlx::Error> {
    let (began_ms, wrong) = sqlx::query_as(
        "INSERT INTO guesses AS known (kind, address, began_ms, wrong) VALUES ($1, $2, $3, 1)
         ON CONFLICT (kind, address) DO UPDATE SET
             wrong = CASE WHEN known.began_ms <= $3 - $4 THEN 1 ELSE known.wrong + 1 END,
             began_ms = CASE WHEN known.began_ms <= $3 - $4 THEN $3 ELSE known.began_ms END
         RETURNING began_ms, wrong",
    )
    .bind(kind)
    .bind(address)
    .bind(now_ms)
    .bind(minute_ms)
    .fetch_one(pool)
    .await?;
    Ok(Minute { began_ms, wrong })
}

/// Forgets minutes that began before.
pub async fn forget(pool: &AnyPool, before_ms: i64) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM guesses WHERE began_ms < $1")
        .bind(before_ms)
        .execute(pool)
        .await
        .map(drop)
}
