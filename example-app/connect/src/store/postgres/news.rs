//! Notifications between replicas, and reading what they are about.

use sqlx::{
    AnyPool, Executor as _,
    postgres::{PgListener, PgPoolOptions},
};

use crate::store::{links::Link, sessions::Session};

/// The most bytes of a notification that Postgres takes are 7,999.
pub const LONGEST: usize = 7_900;

/// Hears what other replicas say.
pub struct Listener(PgListener);

impl Listener {
    /// Listens from now on.
    pub async fn connect(url: &str) -> Result<Self, sqlx::Error> {
        // A pool of its own, of one connection, which lives as long as it listens.
        let pool = PgPoolOptions::new()
            .max_connections(1)
            .max_lifetime(None)
            .idle_timeout(None)
            .connect(url)
            .await?;
        let channel: String = sqlx::query_scalar(CHANNEL).fetch_one(&pool).await?;
        let mut listener = PgListener::connect_with(&pool).await?;
        listener.listen(&channel).await?;
        Ok(Self(listener))
    }

    /// The next notification. `None`: the connection was lost and is there again; whatever was said meanwhile is lost.
    pub async fn next(&mut self) -> Result<Option<String>, sqlx::Error> {
        let said = self.0.try_recv().await?;
        Ok(said.map(|said| said.payload().to_owned()))
    }
}

/// One for each schema, so that several services can share a database.
const CHANNEL: &str = "SELECT 'passage_' || current_schema()";

/// Tells all replicas, this one too. Outside of any transaction: inside of one, Postgres takes a lock over the whole instance
/// when it commits.
pub async fn notify(pool: &AnyPool, text: &str) -> Result<(), sqlx::Error> {
    pool.execute(
        sqlx::query("SELECT pg_notify('passage_' || current_schema(), $1)").bind(text.to_owned()),
    )
    .await
    .map(drop)
}

/// The links with these ids.
pub async fn links(pool: &AnyPool, ids: &[String]) -> Result<Vec<Link>, sqlx::Error> {
    sqlx::query_as("SELECT * FROM links WHERE id = ANY(string_to_array($1, ' '))")
        .bind(ids.join(" "))
        .fetch_all(pool)
        .await
}

/// The sessions with these ids.
pub async fn sessions(pool: &AnyPool, ids: &[String]) -> Result<Vec<Session>, sqlx::Error> {
    sqlx::query_as("SELECT * FROM link_sessions WHERE id = ANY(string_to_array($1, ' '))")
        .bind(ids.join(" "))
        .fetch_all(pool)
        .await
}
