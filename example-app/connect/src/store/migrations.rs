//! Bringing the database to the version of this program.

use sqlx::{
    SqlSafeStr,
    migrate::{MigrateError, Migration, MigrationType, Migrator},
};

use super::{OpenError, Store, links};

/// Since then, arguments are sealed. Kept in the file's header as `user_version`.
const SEALED: i64 = 3;

/// Runs what is missing.
pub async fn run(store: &Store) -> Result<(), OpenError> {
    match migrator().run(&store.writer).await {
        Ok(()) => {}
        Err(MigrateError::VersionMissing(version)) => return Err(OpenError::Newer(version)),
        Err(error) => return Err(sqlx::Error::from(error).into()),
    }
    seal_what_is_not(store).await
}

/// Earlier versions wrote arguments as they were, and left what they wiped in the file.
async fn seal_what_is_not(store: &Store) -> Result<(), OpenError> {
    let version: i64 = sqlx::query_scalar("PRAGMA user_version")
        .fetch_one(&store.reader)
        .await
        .map_err(OpenError::Database)?;
    if version >= SEALED {
        return Ok(());
    }
    let mut transaction = store.write().await?;
    links::seal_all(&mut transaction, &store.vault).await?;
    transaction.commit().await?;
    let mut writer = store.writer.acquire().await?;
    // Writes the file anew, without what was freed in it.
    sqlx::query("VACUUM").execute(&mut *writer).await?;
    sqlx::query("PRAGMA user_version = 3")
        .execute(&mut *writer)
        .await?;
    Ok(())
}

fn migrator() -> Migrator {
    let files = [
        ("links", include_str!("../../migrations/0001_links.sql")),
        (
            "webhooks",
            include_str!("../../migrations/0002_webhooks.sql"),
        ),
        ("lanes", include_str!("../../migrations/0003_lanes.sql")),
    ];
    let migrations = (1..)
        .zip(files)
        .map(|(version, (name, sql))| {
            Migration::new(
                version,
                name.into(),
                MigrationType::Simple,
                sql.into_sql_str(),
                false,
            )
        })
        .collect();
    Migrator::with_migrations(migrations)
}
