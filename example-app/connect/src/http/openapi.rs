//! The description of the API, `GET /openapi.json`, which is also checked in as `openapi.json`.
//!
//! Each call is described beside its handler; here is the list of them. [`super::schema`] has what many handlers share.

use axum::{Json, Router, routing::get};
use utoipa::{
    Modify, OpenApi,
    openapi::{
        OpenApi as Description,
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

use super::{browser, frame, health, integrator, sandbox};
use crate::state::App;

/// The routes of this file.
pub fn router() -> Router<App> {
    Router::new().route("/openapi.json", get(|| async { Json(description()) }))
}

/// All calls of the service, those of the sandbox among them.
pub fn description() -> Description {
    Calls::openapi()
}

#[derive(OpenApi)]
#[openapi(
    info(title = "Passage Connect, example service", license(name = "MIT OR Apache-2.0")),
    paths(
        integrator::links::create,
        integrator::links::list,
        integrator::links::show,
        integrator::providers::list,
        integrator::verification_keys::key,
        integrator::verification_keys::jwks,
        browser::claim,
        browser::status,
        frame::calls::state,
        frame::calls::login,
        frame::calls::code,
        health::health,
        sandbox::list::list_all,
        sandbox::list::changes,
        sandbox::acts::complete,
        sandbox::acts::fail,
        sandbox::acts::expire,
        sandbox::acts::clock,
        sandbox::acts::advance,
        sandbox::acts::resend,
        sandbox::acts::rotate,
        sandbox::faults::faults,
        sandbox::faults::add,
        sandbox::faults::clear,
        sandbox::faults::remove,
    ),
    tags(
        (name = "integrator", description = "An integrator's backend, with its API key"),
        (name = "webhooks", description = "The public keys of webhooks"),
        (name = "browser", description = "The SDK in a browser, with a claim code"),
        (name = "frame", description = "The hosted frame, with its session's client token"),
        (name = "operations", description = "Whoever runs the service"),
        (name = "sandbox", description = "Developers; there only with --sandbox"),
    ),
    modifiers(&Bearers),
)]
struct Calls;

struct Bearers;

impl Modify for Bearers {
    fn modify(&self, description: &mut Description) {
        let components = description.components.get_or_insert_default();
        for (name, what) in [
            ("apiKey", "The API key of an integrator"),
            ("claimCode", "The claim code of a link"),
            ("clientToken", "The client token of a session"),
        ] {
            let scheme = HttpBuilder::new()
                .scheme(HttpAuthScheme::Bearer)
                .description(Some(what))
                .build();
            components.add_security_scheme(name, SecurityScheme::Http(scheme));
        }
    }
}
