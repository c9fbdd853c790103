//! `GET /v1/providers`: what can be asked for, with the very schemas that requests are held to.

use axum::Json;
use serde_json::{Map, Value, json};

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    http::{bearer::Integrator, schema},
    providers::{
        catalog::{PROVIDERS, Provider},
        resources::OPERATIONS,
    },
    state::App,
};

/// The routes of this file.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list))
}

/// What can be asked for, with the schemas that requests are held to.
#[utoipa::path(
    get, path = "/v1/providers", tag = "integrator", security(("apiKey" = [])),
    responses(
        (status = 200, description = "All providers", body = schema::Providers),
        schema::NoKey,
    ),
)]
pub async fn list(_: Integrator) -> Json<Value> {
    let providers: Vec<Value> = PROVIDERS.iter().map(provider).collect();
    Json(json!({ "providers": providers }))
}

fn provider(provider: &Provider) -> Value {
    let resources: Vec<Value> = provider
        .resources
        .iter()
        .map(|name| resource(name))
        .collect();
    json!({ "id": provider.id, "name": provider.name, "resources": resources })
}

fn resource(name: &str) -> Value {
    let operations: Map<String, Value> = OPERATIONS
        .iter()
        .filter(|operation| operation.resource == name)
        .map(|operation| {
            let described = json!({
                "description": operation.description,
                "arguments": (operation.arguments)(),
                "result": (operation.result)(),
            });
            (operation.action.to_owned(), described)
        })
        .collect();
    json!({ "name": name, "operations": operations })
}
