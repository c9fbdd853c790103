//! The integrator's own small server: it keeps the API key, creates links for its visitors, reads
//! their results, and serves the page. This is the part that an integrator writes for real.

pub mod api;
pub mod connect;
mod page;
mod visitor;

use std::{path::Path, sync::Arc};

use axum::Router;

use crate::connect::Connect;

/// All routes: the page's own API, and the page.
pub fn app(connect: Connect, page: &Path) -> Router {
    let origin = connect.origin();
    api::router()
        .with_state(Arc::new(connect))
        .merge(page::router(page, &origin))
}
