//! `/webhook_verification_key/get` and `/.well-known/jwks.json`: the public keys, which need no API key.

use axum::{
    Json,
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    error::{Error, Issue},
    http::{body::JsonObject, schema},
    state::App,
    store,
    webhooks::keys,
};

/// The routes of this file.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(key))
        .routes(routes!(jwks))
}

/// The answer to `POST /webhook_verification_key/get`.
#[derive(Serialize, ToSchema)]
pub struct VerificationKey {
    /// The `kid` of a signature.
    key_id: String,
    /// PEM, SPKI.
    key: String,
}

/// The public key with which a webhook's signature is checked.
#[utoipa::path(
    post, path = "/webhook_verification_key/get", tag = "webhooks",
    request_body = schema::KeyRequest,
    responses(
        (status = 200, description = "The key, signing or retired", body = VerificationKey),
        schema::BadBody,
        (status = 404, description = "No such key", body = schema::ErrorBody),
    ),
)]
pub async fn key(
    State(app): State<App>,
    JsonObject(fields): JsonObject,
) -> Result<Json<VerificationKey>, Error> {
    let Some(Value::String(id)) = fields.get("key_id") else {
        return Err(Error::Invalid(vec![Issue {
            path: "key_id".into(),
            message: "must be the kid of a signature".into(),
        }]));
    };
    let key = store::keys::by_id(app.store.reader(), id)
        .await?
        .ok_or(Error::NotFound("There is no key with this id."))?;
    Ok(Json(VerificationKey {
        key_id: key.id,
        key: key.public_key,
    }))
}

/// All keys as a JWK set, the one that signs first.
#[utoipa::path(
    get, path = "/.well-known/jwks.json", tag = "webhooks",
    responses((status = 200, description = "The keys", body = schema::JwkSet)),
)]
pub async fn jwks(State(app): State<App>) -> Result<Response, Error> {
    let keys = store::keys::all(app.store.reader()).await?;
    let keys: Vec<Value> = keys.iter().map(keys::jwk).collect::<Result<_, _>>()?;
    let mut response = Json(json!({ "keys": keys })).into_response();
    // Short, so that a new key is soon known; whoever meets an unknown one asks for it by its id.
    response.headers_mut().insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=60"),
    );
    Ok(response)
}
