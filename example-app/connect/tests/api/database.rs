//! A database of its own for a test: a SQLite file, or a schema in the Postgres server that `CONNECT_TEST_POSTGRES` names. So
//! one suite runs over both; `cargo xtask test --only postgres` runs it over the second.

use std::process::Command;

use passage_connect::{config::Config, store::Location};
use sqlx::{AnyConnection, AnyPool, Connection as _, Executor as _};
use tempfile::TempDir;

use crate::support::{Connect, config};

pub struct Database {
    pub folder: TempDir,
    text: String,
}

/// Whether the tests run over Postgres.
pub fn is_postgres() -> bool {
    server().is_some()
}

/// Whether the tests of several replicas do all that they can: `cargo xtask test --only postgres --replicas all`.
pub fn runs_whole() -> bool {
    std::env::var("CONNECT_TEST_REPLICAS").is_ok_and(|value| value == "all")
}

fn server() -> Option<String> {
    std::env::var("CONNECT_TEST_POSTGRES").ok()
}

/// The service's tables, by name.
pub async fn tables(db: &AnyPool) -> Vec<String> {
    let names = if is_postgres() {
        "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema() AND tablename != '_sqlx_migrations'
         ORDER BY 1"
    } else {
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name != '_sqlx_migrations' ORDER BY 1"
    };
    sqlx::query_scalar(names).fetch_all(db).await.unwrap()
}

impl Database {
    pub async fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let text = match server() {
            None => folder.path().join("connect.sqlite").display().to_string(),
            Some(server) => {
                sqlx::any::install_default_drivers();
                let mut random = [0; 8];
                getrandom::fill(&mut random).unwrap();
                let schema = format!("test_{:016x}", u64::from_ne_bytes(random));
                let mut server_itself = AnyConnection::connect(&server).await.unwrap();
                let create = sqlx::AssertSqlSafe(format!("CREATE SCHEMA {schema}"));
                server_itself.execute(create).await.unwrap();
                format!("{server}?options=-csearch_path%3D{schema}&application_name={schema}")
            }
        };
        Self { folder, text }
    }

    pub fn location(&self) -> Location {
        let key_file = self.folder.path().join("key");
        Location::parse(&self.text, Some(&key_file)).unwrap()
    }

    /// For the program.
    pub fn arguments(&self, command: &mut Command) {
        command
            .arg("--database")
            .arg(&self.text)
            .arg("--key-file")
            .arg(self.folder.path().join("key"));
    }

    /// A service on it, in this process.
    pub async fn service(&self, config: Config) -> Connect {
        Connect::with(Config {
            database: self.location(),
            ..config
        })
        .await
    }

    /// A service as most tests have it.
    pub async fn start(&self) -> Connect {
        self.service(config()).await
    }

    /// For looking into it from outside.
    pub async fn connection(&self) -> AnyConnection {
        sqlx::any::install_default_drivers();
        let url = if is_postgres() {
            self.text.clone()
        } else {
            format!("sqlite:{}", self.text)
        };
        AnyConnection::connect(&url).await.unwrap()
    }
}
