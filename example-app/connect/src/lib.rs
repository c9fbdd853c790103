//! The Connect service of the example app.
//!
//! Reading order: [`life`] is what happens to a link, [`links`] what an integrator's backend asks,
//! [`link`] what the SDK asks, [`clip`] what the hosted frame
//! asks, [`automation`] who does the work.

mod access_log;
pub mod automation;
pub mod bearer;
pub mod body;
pub mod catalog;
pub mod clip;
pub mod clock;
pub mod config;
pub mod credentials;
pub mod error;
mod expiry;
pub mod failure;
mod frame_page;
mod health;
pub mod life;
pub mod link;
pub mod links;
pub mod long_poll;
pub mod presence;
pub mod providers;
pub mod resources;
pub mod return_url;
pub mod secrets;
pub mod state;
pub mod store;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware::{from_fn, map_response},
};

use crate::{error::Error, state::App};

/// All routes of the service.
pub fn app(state: App) -> Router {
    Router::new()
        .merge(links::router())
        .merge(providers::router())
        .merge(link::router())
        .merge(clip::router())
        .merge(frame_page::router())
        .merge(health::router())
        .fallback(|| async { Error::NotFound("There is nothing at this path.") })
        .method_not_allowed_fallback(|| async { Error::MethodNotAllowed })
        .layer(DefaultBodyLimit::max(body::LIMIT_BYTES))
        .layer(map_response(access_log::safe_headers))
        .layer(from_fn(access_log::log))
        .with_state(state)
}
