//! The table `integrators`: who asks, as a person reads it.

use sqlx::{Any, AnyConnection, FromRow, Row as _, any::AnyRow};

use crate::integrator_name::Logo;

/// A row of `integrators`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Integrator {
    /// What a person calls it.
    pub name: Option<String>,
    /// See [`Logo`].
    pub logo: Option<Logo>,
}

impl FromRow<'_, AnyRow> for Integrator {
    fn from_row(row: &AnyRow) -> Result<Self, sqlx::Error> {
        let media_type: Option<String> = row.try_get("logo_type")?;
        let base64: Option<String> = row.try_get("logo")?;
        Ok(Self {
            name: row.try_get("name")?,
            logo: media_type
                .zip(base64)
                .map(|(media_type, base64)| Logo { media_type, base64 }),
        })
    }
}

/// Who this is; nothing, if nobody said so.
pub async fn by_owner(
    db: impl sqlx::Executor<'_, Database = Any>,
    owner: &str,
) -> Result<Integrator, sqlx::Error> {
    let found = sqlx::query_as("SELECT * FROM integrators WHERE owner = $1")
        .bind(owner)
        .fetch_optional(db)
        .await?;
    Ok(found.unwrap_or_default())
}

/// Sets what is given, and keeps the rest.
pub async fn set(
    db: &mut AnyConnection,
    owner: &str,
    name: Option<&str>,
    logo: Option<&Logo>,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO integrators (owner, name, logo_type, logo) VALUES ($1, $2, $3, $4)
         ON CONFLICT (owner) DO UPDATE SET
           name = coalesce(excluded.name, integrators.name),
           logo_type = coalesce(excluded.logo_type, integrators.logo_type),
           logo = coalesce(excluded.logo, integrators.logo)",
    )
    .bind(owner)
    .bind(name)
    .bind(logo.map(|logo| logo.media_type.as_str()))
    .bind(logo.map(|logo| logo.base64.as_str()))
    .execute(db)
    .await?;
    Ok(())
}
