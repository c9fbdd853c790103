//! The integrator's server, the part that an integrator really has to write: it keeps the API key, creates links for its
//! visitors, reads their results, receives the webhooks about their end, and serves the page.

pub mod api;
pub mod app;
pub mod arrivals;
pub mod claim_codes;
pub mod connect;
mod page;
pub mod signature;
mod visitor;
pub mod webhook;

use std::{path::Path, sync::Arc};

use axum::Router;

use crate::{app::App, connect::Connect};

/// All routes: the page's own API, and the page.
pub fn app(connect: Connect, page: &Path) -> Router {
    let origin = connect.origin();
    api::router()
        .merge(webhook::router())
        .with_state(Arc::new(App::new(connect)))
        .merge(page::router(page, &origin))
}
