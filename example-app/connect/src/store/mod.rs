//! The database: opening it, and one file of SQL for each table.

pub mod api_keys;
pub mod create_keys;
mod database;
pub mod deliveries;
mod files;
pub mod health;
pub mod keys;
pub mod links;
mod location;
mod migrations;
mod scrub;
pub mod sessions;
pub mod vault;
mod write;

pub use self::{
    database::Store,
    files::Lock,
    location::{Location, OpenError},
    write::Write,
};
