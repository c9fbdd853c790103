//! The description of the API, `GET /openapi.json`, which is also checked in as `openapi.json`.
//!
//! Each call is described beside its handler; here is the list of them. [`super::schema`] has what many handlers share.

use axum::{Json, Router, routing::get};
use utoipa::{
    Modify, OpenApi,
    openapi::{
        ContentBuilder, OpenApi as Description, Ref, ResponseBuilder,
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
        integrator::links::remove,
        integrator::sessions::list,
        integrator::providers::list,
        integrator::verification_keys::key,
        integrator::verification_keys::jwks,
        browser::claim,
        browser::status,
        browser::cancel,
        frame::calls::state,
        frame::calls::request,
        frame::calls::logo,
        frame::calls::login,
        frame::calls::code,
        frame::calls::seen,
        frame::calls::cancel,
        health::health,
        health::live,
        health::ready,
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
    modifiers(&Bearers, &Failures),
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

/// Any call may fail for a reason that is the service's own.
struct Failures;

impl Modify for Failures {
    fn modify(&self, description: &mut Description) {
        for item in description.paths.paths.values_mut() {
            for operation in [&mut item.get, &mut item.post, &mut item.delete]
                .into_iter()
                .flatten()
            {
                let is_frames = operation
                    .tags
                    .as_ref()
                    .is_some_and(|tags| tags.iter().any(|tag| tag == "frame"));
                let form = if is_frames {
                    "FrameErrorBody"
                } else {
                    "ErrorBody"
                };
                let content = ContentBuilder::new()
                    .schema(Some(Ref::from_schema_name(form)))
                    .build();
                let failed = ResponseBuilder::new()
                    .description("`SERVICE_UNAVAILABLE`: the database failed; try again")
                    .content("application/json", content)
                    .build();
                let responses = &mut operation.responses.responses;
                responses.entry("500".into()).or_insert(failed.into());
            }
        }
    }
}
