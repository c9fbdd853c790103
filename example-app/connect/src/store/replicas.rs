//! The table `replicas`: which processes are alive, and whose work is nobody's.

use sqlx::AnyConnection;

/// Says that a replica is alive for the next `for_ms` milliseconds.
pub async fn beat(db: &mut AnyConnection, id: &str, for_ms: i64) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO replicas (id, alive_until) SELECT $1, ms + $2 FROM machine_clock WHERE true
         ON CONFLICT (id) DO UPDATE SET alive_until = excluded.alive_until",
    )
    .bind(id)
    .bind(for_ms)
    .execute(db)
    .await
    .map(drop)
}

/// Forgets a replica, or all of them: `None`.
pub async fn forget(db: &mut AnyConnection, id: Option<&str>) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM replicas WHERE $1 IS NULL OR id = $1")
        .bind(id)
        .execute(db)
        .await
        .map(drop)
}

/// Frees the work of those that are not alive. Returns whether there was any.
pub async fn reap(db: &mut AnyConnection) -> Result<bool, sqlx::Error> {
    sqlx::query("DELETE FROM replicas WHERE alive_until < (SELECT ms FROM machine_clock)")
        .execute(&mut *db)
        .await?;
    let mut freed = 0;
    for statement in [
        "UPDATE link_sessions SET worker = NULL
         WHERE stage = 'working' AND worker IS NOT NULL AND worker NOT IN (SELECT id FROM replicas)",
        "UPDATE webhook_deliveries SET worker = NULL
         WHERE worker IS NOT NULL AND worker NOT IN (SELECT id FROM replicas)",
    ] {
        freed += sqlx::query(statement)
            .execute(&mut *db)
            .await?
            .rows_affected();
    }
    Ok(freed > 0)
}
