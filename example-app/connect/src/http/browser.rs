//! `/link/*`: what the SDK in a browser does with a claim code.

use std::time::Duration;

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, HeaderName, Method, StatusCode, header},
    response::Response,
};
use serde::Serialize;
use serde_json::Value;
use tower_http::cors::{AllowHeaders, Any, CorsLayer};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    access_log::REQUEST_ID,
    bearer,
    body::JsonObject,
    connection::ClientIp,
    idempotency,
    long_poll::{self, Conditions},
    schema,
};
use crate::{
    domain::{
        cancel::{self, Which},
        claims, life,
        snapshots::LinkStatus,
    },
    error::Error,
    secrets,
    state::App,
    store::links,
};

/// The routes of this file.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(claim))
        .routes(routes!(status))
        .routes(routes!(cancel))
}

/// Pages of any origin may call them: they carry no cookies, only codes.
pub fn cors() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::POST])
        // Whatever is asked for: pages add headers to every request, to trace them for instance.
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers([
            header::ETAG,
            header::RETRY_AFTER,
            HeaderName::from_static("preference-applied"),
            REQUEST_ID,
        ])
        // Browsers cap this at one day or two hours; asking for the most costs nothing.
        .max_age(Duration::from_secs(86_400))
}

/// The answer to `POST /link/claim`.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Claimed {
    link_id: String,
    /// For the frame alone.
    client_token: String,
    /// The frame's address.
    app_clip_url: String,
    /// Epoch milliseconds.
    expires_at: i64,
    session_id: String,
}

/// Claims a link: makes it active and opens a session.
#[utoipa::path(
    post, path = "/link/claim", tag = "browser", request_body = schema::ClaimRequest,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key gives the same session", min_length = 1, max_length = 255)),
    responses(
        (status = 200, description = "The session", body = Claimed),
        schema::BadBody, schema::Unclaimable, schema::TooMany,
    ),
)]
pub async fn claim(
    State(app): State<App>,
    ClientIp(peer): ClientIp,
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
    let key = idempotency::key(&headers)?;
    // Found without the write lock: guesses shall not keep writers waiting.
    if links::by_claim_hash(app.store.reader(), &secrets::hash(&code))
        .await?
        .is_none()
    {
        app.guesses
            .wrong(&app.store, peer, app.clock.now_ms())
            .await?;
        return Err(Error::UnknownClaimCode);
    }
    let claim = app
        .run({
            let code = code.clone();
            |app| claims::claim(app, code, key)
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

/// Stops a session that is at work: it begins no further operation, and its link fails with `CANCELED`.
#[utoipa::path(
    post, path = "/link/cancel", tag = "browser", request_body = schema::CancelRequest, security(("claimCode" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "The key of the session's claim, where the body names no session", min_length = 1, max_length = 255)),
    responses(
        (status = 202, description = "It was at work and is stopped, by this call or by an earlier one"),
        (status = 204, description = "There was nothing to stop: it waits for the person, has ended, or is not a session of this link"),
        (status = 401, description = "No claim code, or an unknown one", body = schema::ErrorBody),
        schema::BadBody, schema::TooMany,
    ),
)]
pub async fn cancel(
    State(app): State<App>,
    ClientIp(peer): ClientIp,
    headers: HeaderMap,
    JsonObject(fields): JsonObject,
) -> Result<StatusCode, Error> {
    let code = bearer::token(&headers).ok_or(Error::ClaimCode)?;
    let key = idempotency::key(&headers)?;
    let which = match (fields.get("sessionId"), key) {
        (Some(Value::String(id)), _) if !id.is_empty() => Which::Id(id.clone()),
        (None, Some(key)) => Which::Key(key),
        _ => {
            return Err(Error::BadRequest(
                "The body needs a session, {\"sessionId\":\"ses_…\"}, or the header Idempotency-Key its claim's key.",
            ));
        }
    };
    let Some(link) = links::by_claim_hash(app.store.reader(), &secrets::hash(code)).await? else {
        app.guesses
            .wrong(&app.store, peer, app.clock.now_ms())
            .await?;
        return Err(Error::ClaimCode);
    };
    let stopped = app
        .run(|app| async move { cancel::cancel(&app, &link.id, which).await })
        .await?;
    Ok(if stopped {
        StatusCode::ACCEPTED
    } else {
        StatusCode::NO_CONTENT
    })
}

/// Where the link is; with `If-None-Match` and `Prefer: wait=N`, held until it changes.
#[utoipa::path(
    get, path = "/link/status", tag = "browser", params(schema::LongPoll), security(("claimCode" = [])),
    responses(
        (status = 200, description = "The status", body = LinkStatus, headers(
            ("ETag" = String, description = "Counts the changes of the link"),
            ("Preference-Applied" = Option<String>, description = "`wait=N`, as it was granted"),
        )),
        (status = 304, description = "Nothing changed"),
        (status = 401, description = "No claim code, or an unknown one", body = schema::ErrorBody),
        schema::TooMany,
    ),
)]
pub async fn status(
    State(app): State<App>,
    ClientIp(peer): ClientIp,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let code = bearer::token(&headers).ok_or(Error::ClaimCode)?;
    let claim_hash = secrets::hash(code);
    let find = || async {
        match links::by_claim_hash(app.store.reader(), &claim_hash).await? {
            Some(link) => Ok(link),
            None => {
                app.guesses
                    .wrong(&app.store, peer, app.clock.now_ms())
                    .await?;
                Err(Error::ClaimCode)
            }
        }
    };
    let conditions = Conditions::read(&headers);
    let mut link = find().await?;
    let subscription = app.links.subscribe(&link.id);
    if conditions.may_hold() {
        // Read again now that changes are listened to: one in between would be missed otherwise.
        link = find().await?;
    }
    let link = life::up_to_date(&app, link).await?;
    let closing = app.closing.subscribe();
    let again = async { Ok(LinkStatus::of(&find().await?)) };
    long_poll::answer(
        &conditions,
        LinkStatus::of(&link),
        subscription,
        closing,
        again,
    )
    .await
}
