//! The Connect service of the example app.
//!
//! Floors, from the top: [`service`] opens the database and starts all; [`http`] is what is asked of it; [`domain`] what happens
//! to links; [`state`] what all of these share; [`webhooks`], [`limits`] and [`store`] what they work with; then what knows
//! nothing of the service. No file knows one above it: `tests/api/layers.rs`.
//!
//! Reading order: [`domain::life`] is what happens to a link, [`http::integrator`] what an integrator's backend asks,
//! [`http::browser`] what the SDK asks, [`http::frame`] what the hosted frame asks, [`domain::automation`] who does the work,
//! [`domain::outbox`] how the integrator hears of the end, [`http::sandbox`] how a developer plays all of it through.

pub mod api_keys;
pub mod board;
pub mod changes;
pub mod clock;
pub mod config;
pub mod domain;
pub mod error;
pub mod failure;
pub mod faults;
pub mod http;
pub mod integrator_name;
pub mod limits;
pub mod metrics;
pub mod news;
pub mod private_file;
pub mod providers;
pub mod return_url;
pub mod secrets;
pub mod service;
pub mod state;
pub mod store;
pub mod traces;
pub mod trust;
pub mod webhooks;
