//! The description of the API, `GET /openapi.json`, which is also checked in as `openapi.json`.
//!
//! Each call is described beside its handler, and so are its path and its method; here they are put together. [`super::schema`] has what many handlers share.

use axum::{Json, Router, routing::get};
use utoipa::{
    Modify, OpenApi,
    openapi::{
        ContentBuilder, OpenApi as Description, Ref, ResponseBuilder,
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

use utoipa_axum::router::OpenApiRouter;

use super::{browser, frame, health, integrator, sandbox};
use crate::state::App;

/// The routes of this file.
pub fn router() -> Router<App> {
    Router::new().route("/openapi.json", get(|| async { Json(description()) }))
}

/// All calls of the service, those of the sandbox among them.
pub fn description() -> Description {
    let mut description = OpenApiRouter::with_openapi(Calls::openapi())
        .merge(integrator::links::router())
        .merge(integrator::sessions::router())
        .merge(integrator::providers::router())
        .merge(integrator::verification_keys::router())
        .merge(browser::router())
        .merge(frame::calls::router())
        .merge(frame::handover::router())
        .merge(health::router())
        .merge(sandbox::described())
        .into_openapi();
    Bearers.modify(&mut description);
    Failures.modify(&mut description);
    description
}

#[derive(OpenApi)]
#[openapi(
    info(title = "Passage Connect, example service", license(name = "MIT OR Apache-2.0")),
    tags(
        (name = "integrator", description = "An integrator's backend, with its API key"),
        (name = "webhooks", description = "The public keys of webhooks"),
        (name = "browser", description = "The SDK in a browser, with a claim code"),
        (name = "frame", description = "The hosted frame, with its session's client token"),
        (name = "operations", description = "Whoever runs the service"),
        (name = "sandbox", description = "Developers; there only with --sandbox"),
    ),
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
