//! `/sandbox/faults`: switching faults on and off.

use axum::{Json, extract::State, http::StatusCode};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    error::{Error, Issue},
    faults::{Fault, Standing},
    http::{
        body::{Id, JsonObject},
        schema,
    },
    state::App,
};

/// The routes of this file.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(faults, add, clear))
        .routes(routes!(remove))
}

/// The switches that stand.
#[derive(Serialize, ToSchema)]
pub struct Standings {
    /// Oldest first.
    faults: Vec<Standing>,
}

/// The faults that stand.
#[utoipa::path(
    get, path = "/sandbox/faults", tag = "sandbox",
    responses((status = 200, description = "Oldest first", body = Standings), schema::Foreign),
)]
pub async fn faults(State(app): State<App>) -> Json<Standings> {
    let faults = app.faults.all();
    Json(Standings { faults })
}

/// Makes something go wrong.
#[utoipa::path(
    post, path = "/sandbox/faults", tag = "sandbox", request_body = Fault,
    responses((status = 201, description = "It stands", body = Standing), schema::BadBody, schema::Foreign),
)]
pub async fn add(
    State(app): State<App>,
    JsonObject(fields): JsonObject,
) -> Result<(StatusCode, Json<Standing>), Error> {
    let invalid = |path: &str, message: String| {
        let path = path.to_owned();
        Error::Invalid(vec![Issue { path, message }])
    };
    let fault: Fault = serde_json::from_value(Value::Object(fields))
        .map_err(|error| invalid("", error.to_string()))?;
    fault
        .check()
        .map_err(|(path, must)| invalid(path, must.to_owned()))?;
    let standing = app.faults.add(fault);
    app.changes.bump();
    Ok((StatusCode::CREATED, Json(standing)))
}

/// Switches all faults off.
#[utoipa::path(
    delete, path = "/sandbox/faults", tag = "sandbox",
    responses((status = 204, description = "None stands"), schema::Foreign),
)]
pub async fn clear(State(app): State<App>) -> StatusCode {
    app.faults.clear();
    app.changes.bump();
    StatusCode::NO_CONTENT
}

/// Switches one fault off.
#[utoipa::path(
    delete, path = "/sandbox/faults/{id}", tag = "sandbox",
    params(("id" = u64, Path, description = "The fault's number")),
    responses(
        (status = 204, description = "It does not stand any more"),
        (status = 404, description = "It did not stand", body = schema::ErrorBody),
        schema::Foreign,
    ),
)]
pub async fn remove(State(app): State<App>, Id(id): Id) -> Result<StatusCode, Error> {
    if !id.parse().is_ok_and(|id| app.faults.remove(id)) {
        return Err(Error::NotFound("There is no fault with this number."));
    }
    app.changes.bump();
    Ok(StatusCode::NO_CONTENT)
}
