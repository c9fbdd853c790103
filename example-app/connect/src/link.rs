//! `/link/*`: what the SDK in a browser does with a claim code.

use std::time::Duration;

use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, HeaderName, Method, header},
    response::Response,
    routing::{get, post},
};
use serde::Serialize;
use serde_json::Value;
use tower_http::cors::{Any, CorsLayer};

use crate::{
    bearer,
    body::JsonObject,
    error::Error,
    failure::Failure,
    life,
    links::up_to_date,
    long_poll::{self, Conditions, Snapshot},
    secrets,
    state::App,
    store::links::{self, Link, Status},
};

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// The routes of this file, open to pages of any origin: they carry no cookies, only codes.
pub fn router() -> Router<App> {
    let cors = CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            header::IF_NONE_MATCH,
            HeaderName::from_static("prefer"),
            IDEMPOTENCY_KEY,
        ])
        .expose_headers([
            header::ETAG,
            header::RETRY_AFTER,
            HeaderName::from_static("preference-applied"),
        ])
        // Browsers cap this at one day or two hours; asking for the most costs nothing.
        .max_age(Duration::from_secs(86_400));
    Router::new()
        .route("/link/claim", post(claim))
        .route("/link/status", get(status))
        .method_not_allowed_fallback(|| async { Error::MethodNotAllowed })
        .layer(cors)
}

/// The answer to `POST /link/claim`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Claimed {
    link_id: String,
    client_token: String,
    app_clip_url: String,
    expires_at: i64,
    session_id: String,
}

async fn claim(
    State(app): State<App>,
    headers: HeaderMap,
    JsonObject(fields): JsonObject,
) -> Result<Json<Claimed>, Error> {
    let code = match fields.get("code") {
        Some(Value::String(code)) if !code.is_empty() => code.clone(),
        _ => {
            return Err(Error::MalformedClaimCode(
                "The body needs a claim code: {\"code\":\"clm_…\"}.",
            ));
        }
    };
    let key = idempotency_key(&headers)?;
    let claim = app
        .run({
            let code = code.clone();
            |app| life::claim(app, code, key)
        })
        .await?;
    Ok(Json(Claimed {
        client_token: secrets::client_token(&code, &claim.session_id),
        app_clip_url: format!("{}/clip/{}", app.config.public_url, claim.session_id),
        expires_at: claim.link.expires_at,
        link_id: claim.link.id,
        session_id: claim.session_id,
    }))
}

fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Error> {
    headers
        .get(IDEMPOTENCY_KEY)
        .map(|value| match value.to_str() {
            Ok(key) if (1..=255).contains(&key.len()) => Ok(key.to_owned()),
            _ => Err(Error::MalformedIdempotencyKey),
        })
        .transpose()
}

/// The answer to `GET /link/status`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LinkStatus {
    link_id: String,
    session_id: Option<String>,
    status: Status,
    error: Option<Failure>,
    return_url: Option<String>,
    expires_at: i64,
    updated_at: i64,
}

impl LinkStatus {
    /// What there is to tell about a link.
    pub fn of(link: &Link) -> Snapshot<Self> {
        Snapshot {
            version: link.version,
            body: Self {
                link_id: link.id.clone(),
                session_id: link.current_session_id.clone(),
                status: link.status,
                error: link.error.clone(),
                return_url: link.return_url.clone(),
                expires_at: link.expires_at,
                updated_at: link.updated_at,
            },
        }
    }
}

async fn status(State(app): State<App>, headers: HeaderMap) -> Result<Response, Error> {
    let code = bearer::token(&headers).ok_or(Error::ClaimCode)?;
    let claim_hash = secrets::hash(code);
    let find = || async {
        links::by_claim_hash(app.store.reader(), &claim_hash)
            .await?
            .ok_or(Error::ClaimCode)
    };
    let conditions = Conditions::read(&headers);
    let mut link = find().await?;
    let subscription = app.links.subscribe(&link.id);
    if conditions.may_hold() {
        // Read again now that changes are listened to: one in between would be missed otherwise.
        link = find().await?;
    }
    let link = up_to_date(&app, link).await?;
    let closing = app.closing.subscribe();
    Ok(long_poll::answer(&conditions, LinkStatus::of(&link), subscription, closing).await)
}
