//! The Connect service of the example app.
//!
//! Reading order: [`life`] is what happens to a link, [`links`] what an integrator's backend asks,
//! [`link`] what the SDK asks, [`clip`] what the hosted frame
//! asks, [`automation`] who does the work, [`webhooks`] how the integrator hears of the end,
//! [`sandbox`] how a developer plays all of it through.

mod access_log;
pub mod automation;
pub mod bearer;
pub mod body;
pub mod catalog;
pub mod clip;
pub mod clock;
pub mod config;
pub mod connection;
pub mod credentials;
pub mod error;
mod expiry;
pub mod failure;
pub mod faults;
mod frame_page;
pub mod guesses;
pub mod health;
pub mod life;
pub mod link;
pub mod links;
pub mod long_poll;
pub mod openapi;
pub mod presence;
pub mod providers;
pub mod resources;
pub mod return_url;
pub mod sandbox;
pub mod secrets;
pub mod state;
pub mod store;
pub mod webhooks;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware::{from_fn, from_fn_with_state, map_response},
};

use crate::{error::Error, state::App};

/// All routes of the service.
pub fn app(state: App) -> Router {
    let faults = from_fn_with_state(App::clone(&state), faults::apply);
    let sandbox = sandbox::router(&state);
    Router::new()
        .merge(links::router().layer(faults.clone()))
        .merge(clip::router().layer(faults.clone()))
        .merge(frame_page::router().layer(faults.clone()))
        // A page reads even what went wrong, so the headers of CORS come around the faults.
        .merge(link::router().layer(faults).layer(link::cors()))
        .merge(providers::router())
        .merge(webhooks::router())
        .merge(openapi::router())
        .merge(health::router())
        .merge(sandbox)
        .fallback(|| async { Error::NotFound("There is nothing at this path.") })
        .method_not_allowed_fallback(|| async { Error::MethodNotAllowed })
        .layer(DefaultBodyLimit::max(body::LIMIT_BYTES))
        .layer(map_response(access_log::safe_headers))
        .layer(from_fn(access_log::log))
        .with_state(state)
}
