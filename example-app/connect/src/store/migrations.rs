//! Bringing the database to the version of this program.

use sqlx::{
    AnyPool, SqlSafeStr,
    migrate::{MigrateError, Migration, MigrationType, Migrator},
};

use super::{links, location::OpenError, vault::Vault, write::Write};

/// Since then, arguments are sealed. Kept in the header of a SQLite file as `user_version`.
const SEALED: i64 = 3;

/// Runs what is missing in a SQLite database.
pub async fn sqlite(writer: &AnyPool, vault: &Vault) -> Result<(), OpenError> {
    run(
        writer,
        &[
            include_str!("../../migrations/sqlite/0001_links.sql"),
            include_str!("../../migrations/sqlite/0002_webhooks.sql"),
            include_str!("../../migrations/sqlite/0003_lanes.sql"),
            include_str!("../../migrations/sqlite/0004_api_keys.sql"),
            include_str!("../../migrations/sqlite/0005_timeline.sql"),
            include_str!("../../migrations/sqlite/0006_create_keys.sql"),
            include_str!("../../migrations/sqlite/0007_called_off.sql"),
            include_str!("../../migrations/sqlite/0008_webhook_events.sql"),
            include_str!("../../migrations/sqlite/0009_replicas.sql"),
            include_str!("../../migrations/sqlite/0010_second_tries.sql"),
            include_str!("../../migrations/sqlite/0011_operations.sql"),
            include_str!("../../migrations/sqlite/0012_integrators.sql"),
            include_str!("../../migrations/sqlite/0013_handovers.sql"),
        ],
    )
    .await?;
    Ok(seal_what_is_not(writer, vault).await?)
}

/// Runs what is missing in a Postgres database; of several replicas, one does.
pub async fn postgres(pool: &AnyPool) -> Result<(), OpenError> {
    run(
        pool,
        &[include_str!("../../migrations/postgres/0001_all.sql")],
    )
    .await
}

async fn run(pool: &AnyPool, files: &[&'static str]) -> Result<(), OpenError> {
    let migrations = (1..)
        .zip(files)
        .map(|(version, sql)| {
            let name = "".into();
            Migration::new(
                version,
                name,
                MigrationType::Simple,
                sql.into_sql_str(),
                false,
            )
        })
        .collect();
    match Migrator::with_migrations(migrations).run(pool).await {
        Ok(()) => Ok(()),
        Err(MigrateError::VersionMissing(version)) => Err(OpenError::Newer(version)),
        Err(error) => Err(sqlx::Error::from(error).into()),
    }
}

/// Earlier versions wrote arguments as they were, and left what they wiped in the file.
async fn seal_what_is_not(writer: &AnyPool, vault: &Vault) -> Result<(), sqlx::Error> {
    let version: i64 = sqlx::query_scalar("PRAGMA user_version")
        .fetch_one(writer)
        .await?;
    if version >= SEALED {
        return Ok(());
    }
    let mut transaction = Write::begin(writer, "BEGIN IMMEDIATE", false).await?;
    links::seal_all(&mut transaction, vault).await?;
    transaction.commit().await?;
    // Writes the file anew, without what was freed in it.
    sqlx::query("VACUUM").execute(writer).await?;
    sqlx::query("PRAGMA user_version = 3")
        .execute(writer)
        .await?;
    Ok(())
}
