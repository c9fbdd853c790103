//! The database: opening it, and one file of SQL for each table.

pub mod api_keys;
pub mod create_keys;
mod database;
pub mod deliveries;
pub mod handovers;
pub mod health;
pub mod integrators;
pub mod keys;
pub mod links;
mod location;
mod migrations;
pub mod operations;
pub mod postgres;
pub mod replicas;
pub mod sessions;
pub mod shown_failures;
mod sqlite;
pub mod timeline;
pub mod vault;
mod write;

pub use self::{
    database::Store,
    location::{Location, OpenError, PostgresUrl},
    sqlite::files::Lock,
    write::Write,
};
