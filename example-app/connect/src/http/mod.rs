//! What is asked of the service, by whom, and how it answers.

mod access_log;
pub mod bearer;
pub mod body;
pub mod browser;
pub mod connection;
pub mod error;
pub mod frame;
pub mod health;
mod idempotency;
pub mod integrator;
pub mod long_poll;
pub mod metrics;
pub mod openapi;
pub mod sandbox;
pub mod schema;
pub mod server;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware::{from_fn_with_state, map_response},
};

use crate::{error::Error, state::App};

/// All routes of the service.
pub fn router(state: App) -> Router {
    let faults = from_fn_with_state(App::clone(&state), sandbox::apply::apply);
    let sandbox = sandbox::router(&state);
    let mut links_for_pages = Router::new();
    if state.config.sandbox {
        let links = Router::from(integrator::links::router())
            .method_not_allowed_fallback(|| async { Error::MethodNotAllowed })
            .layer(faults.clone())
            .layer(sandbox::pages_with_a_test_key());
        links_for_pages = links_for_pages.nest("/sandbox", links);
    }
    Router::new()
        .merge(integrator::links::router().layer(faults.clone()))
        .merge(links_for_pages)
        .merge(integrator::sessions::router().layer(faults.clone()))
        .merge(frame::calls::router().layer(faults.clone()))
        .merge(frame::handover::router().layer(faults.clone()))
        .merge(frame::page::router().layer(faults.clone()))
        .merge(
            Router::from(browser::router())
                .method_not_allowed_fallback(|| async { Error::MethodNotAllowed })
                // A page reads even what went wrong, so the headers of CORS come around the faults.
                .layer(faults)
                .layer(browser::cors()),
        )
        .merge(integrator::providers::router())
        .merge(integrator::verification_keys::router())
        .merge(openapi::router())
        .merge(health::router())
        .merge(sandbox)
        .fallback(|| async { Error::NotFound("There is nothing at this path.") })
        .method_not_allowed_fallback(|| async { Error::MethodNotAllowed })
        .layer(DefaultBodyLimit::max(body::LIMIT_BYTES))
        .layer(map_response(access_log::safe_headers))
        .layer(from_fn_with_state(App::clone(&state), access_log::log))
        .with_state(state)
}
