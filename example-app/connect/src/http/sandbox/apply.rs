//! The middleware that makes requests go wrong.

use std::time::{Duration, SystemTime};

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{MatchedPath, Request, State},
    http::{StatusCode, header},
    middleware::Next,
    response::{Html, IntoResponse, Response},
};
use serde_json::Value;
use tokio::time::sleep;

use crate::{
    error::{Error, RetryAfter},
    faults::{Call, Fault, Kind},
    http::{bearer, body::LIMIT_BYTES, connection::Peer, error::FrameError},
    secrets,
    state::App,
    store::{links, sessions},
};

/// What `POST /link/claim` answers, cut in two.
const HALF_A_JSON: &str = r#"{"linkId":"link_"#;

/// Lets the request through, with whatever is to go wrong with it.
pub async fn apply(State(app): State<App>, request: Request, next: Next) -> Response {
    let Some(call) = call(&request) else {
        return next.run(request).await;
    };
    if app.faults.is_empty() {
        return next.run(request).await;
    }
    let (mut request, link_id) = match link_of(&app, call, request).await {
        Ok(found) => found,
        Err(error) => return error.into_response(),
    };
    let faults = app.faults.take(call, link_id.as_deref());
    if faults.is_empty() {
        return next.run(request).await;
    }
    app.changes.bump();
    let peer = Peer::of(&request);
    for fault in &faults {
        tracing::info!(?call, kind = ?fault.kind, "a fault of the sandbox");
        if fault.kind == Kind::Latency {
            sleep(Duration::from_millis(fault.ms.unwrap_or(1_000))).await;
        }
        if fault.kind == Kind::NoPrefer {
            request.headers_mut().remove("prefer");
        }
    }
    if let Some(response) = faults
        .iter()
        .find_map(|fault| instead(fault, call, peer.as_ref()))
    {
        return response;
    }
    let response = next.run(request).await;
    let is_on = |kind| faults.iter().any(|fault| fault.kind == kind);
    if is_on(Kind::ReplyDropped) {
        return closed(peer.as_ref());
    }
    if is_on(Kind::MalformedBody) {
        let json = [(header::CONTENT_TYPE, "application/json")];
        return (json, HALF_A_JSON).into_response();
    }
    response
}

/// The answer in place of the work.
fn instead(fault: &Fault, call: Call, peer: Option<&Peer>) -> Option<Response> {
    match fault.kind {
        Kind::RateLimited => {
            let seconds = fault.retry_after.unwrap_or(1);
            let after = if fault.as_date {
                RetryAfter::Date(SystemTime::now() + Duration::from_secs(seconds))
            } else {
                RetryAfter::Seconds(seconds)
            };
            Some(refusal(call, Error::RateLimited(after)))
        }
        Kind::ServerError => {
            let status = fault
                .status
                .and_then(|status| StatusCode::from_u16(status).ok());
            let status = status.unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
            Some(refusal(call, Error::OutOfOrder(status)))
        }
        Kind::ConnectionDropped => Some(closed(peer)),
        Kind::FrameNeverReady => {
            Some(Html("<!doctype html><title>Sandbox</title>").into_response())
        }
        Kind::Latency | Kind::ReplyDropped | Kind::MalformedBody | Kind::NoPrefer => None,
    }
}

/// In the form that the caller reads.
fn refusal(call: Call, error: Error) -> Response {
    match call {
        Call::Frame => FrameError(error).into_response(),
        _ => error.into_response(),
    }
}

/// Closes the connection; the response given back to the server never leaves it.
fn closed(peer: Option<&Peer>) -> Response {
    if let Some(peer) = peer {
        peer.cut();
    }
    Error::OutOfOrder(StatusCode::BAD_GATEWAY).into_response()
}

fn call(request: &Request) -> Option<Call> {
    let route = request.extensions().get::<MatchedPath>()?.as_str();
    Some(match route {
        "/link/claim" => Call::Claim,
        "/link/status" => Call::Status,
        "/clip/{session_id}" => Call::Page,
        _ if route.starts_with("/clip/{session_id}/") => Call::Frame,
        _ if route.starts_with("/v1/links") => Call::Links,
        _ => return None,
    })
}

/// Which link a request is about, and the request as it was.
async fn link_of(
    app: &App,
    call: Call,
    request: Request,
) -> Result<(Request, Option<String>), Error> {
    let db = app.store.reader();
    // Taken out before anything is awaited: a request with its body cannot be shared.
    let (second, third) = {
        let mut segments = request.uri().path().split('/').skip(2).map(str::to_owned);
        (segments.next(), segments.next())
    };
    let presented = bearer::token(request.headers()).map(secrets::hash);
    let found = match call {
        Call::Claim => {
            let (parts, body) = request.into_parts();
            let bytes = to_bytes(body, LIMIT_BYTES)
                .await
                .map_err(|_| Error::TooLarge)?;
            let link = match code_in(&bytes) {
                Some(code) => links::by_claim_hash(db, &secrets::hash(&code)).await?,
                None => None,
            };
            let request = Request::from_parts(parts, Body::from(bytes));
            return Ok((request, link.map(|link| link.id)));
        }
        Call::Status => match presented {
            Some(claim_hash) => links::by_claim_hash(db, &claim_hash)
                .await?
                .map(|link| link.id),
            None => None,
        },
        Call::Page | Call::Frame => match second {
            Some(id) => sessions::by_id(db, &id)
                .await?
                .map(|session| session.link_id),
            None => None,
        },
        Call::Links => third,
    };
    Ok((request, found))
}

fn code_in(body: &Bytes) -> Option<String> {
    let body: Value = serde_json::from_slice(body).ok()?;
    Some(body.get("code")?.as_str()?.to_owned())
}
