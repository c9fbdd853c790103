//! Bringing the database to the version of this program.

use sqlx::{
    SqlSafeStr, SqlitePool,
    migrate::{MigrateError, Migration, MigrationType, Migrator},
};

use super::{links, location::OpenError, vault::Vault, write::Write};

/// Since then, arguments are sealed. Kept in the file's header as `user_version`.
const SEALED: i64 = 3;

/// Runs what is missing.
pub async fn run(writer: &SqlitePool, vault: &Vault) -> Result<(), OpenError> {
    match migrator().run(writer).await {
        Ok(()) => {}
        Err(MigrateError::VersionMissing(version)) => return Err(OpenError::Newer(version)),
        Err(error) => return Err(sqlx::Error::from(error).into()),
    }
    Ok(seal_what_is_not(writer, vault).await?)
}

/// Earlier versions wrote arguments as they were, and left what they wiped in the file.
async fn seal_what_is_not(writer: &SqlitePool, vault: &Vault) -> Result<(), sqlx::Error> {
    let version: i64 = sqlx::query_scalar("PRAGMA user_version")
        .fetch_one(writer)
        .await?;
    if version >= SEALED {
        return Ok(());
    }
    let mut transaction = Write::begin(writer, false).await?;
    links::seal_all(&mut transaction, vault).await?;
    transaction.commit().await?;
    // Writes the file anew, without what was freed in it.
    sqlx::query("VACUUM").execute(writer).await?;
    sqlx::query("PRAGMA user_version = 3")
        .execute(writer)
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
        (
            "api_keys",
            include_str!("../../migrations/0004_api_keys.sql"),
        ),
        (
            "timeline",
            include_str!("../../migrations/0005_timeline.sql"),
        ),
        (
            "create_keys",
            include_str!("../../migrations/0006_create_keys.sql"),
        ),
        (
            "called_off",
            include_str!("../../migrations/0007_called_off.sql"),
        ),
        (
            "webhook_events",
            include_str!("../../migrations/0008_webhook_events.sql"),
        ),
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
