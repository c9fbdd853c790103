//! `/clip/{sessionId}/*`: the calls that the hosted frame makes.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use serde_json::{Map, Value, json};

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    domain::{life, snapshots::FrameState, steps},
    error::Error,
    http::{
        bearer,
        body::{Id, JsonObject},
        error::FrameError,
        long_poll::{self, Conditions},
        schema,
    },
    providers::credentials::{self, ONE_TIME_CODE, Verdict},
    secrets,
    state::{App, Job},
    store::{
        links::{self, Link},
        sessions::{self, Move, Session, Stage},
    },
};

/// The routes of this file.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(state))
        .routes(routes!(login))
        .routes(routes!(code))
}

/// A call of a frame that showed its session's client token.
async fn authorised(
    app: &App,
    session_id: &str,
    headers: &HeaderMap,
) -> Result<(Link, Session), Error> {
    let session = sessions::by_id(app.store.reader(), session_id)
        .await?
        .ok_or(Error::NotFound("There is no such session."))?;
    let token = bearer::token(headers).ok_or(Error::ClientToken)?;
    if !secrets::same(&secrets::hash(token), &session.token_hash) {
        return Err(Error::ClientToken);
    }
    let link = links::by_id(app.store.reader(), &session.link_id)
        .await?
        .ok_or(Error::NotFound("There is no such session."))?;
    if !link.is_due(app.clock.now_ms()) {
        return Ok((link, session));
    }
    let link = life::up_to_date(app, link).await?;
    let session = sessions::by_id(app.store.reader(), session_id)
        .await?
        .unwrap_or(session);
    Ok((link, session))
}

/// Where the session is; with `If-None-Match` and `Prefer: wait=N`, held until it changes.
#[utoipa::path(
    get, path = "/clip/{session_id}/state", tag = "frame",
    params(schema::SessionId, schema::LongPoll), security(("clientToken" = [])),
    responses(
        (status = 200, description = "The state", body = FrameState),
        (status = 304, description = "Nothing changed"),
        schema::NoSession,
    ),
)]
pub async fn state(
    State(app): State<App>,
    id: Result<Id, Error>,
    headers: HeaderMap,
) -> Result<Response, FrameError> {
    let Id(session_id) = id?;
    let subscription = app.frames.subscribe(&session_id);
    let (link, session) = authorised(&app, &session_id, &headers).await?;
    let conditions = Conditions::read(&headers);
    let _here = session
        .stage
        .is_open()
        .then(|| app.presence.here(&session_id, conditions.wait_ms()));
    let current = FrameState::of(&link, &session);
    let closing = app.closing.subscribe();
    let again = async {
        let (link, session) = authorised(&app, &session_id, &headers).await?;
        Ok(FrameState::of(&link, &session))
    };
    long_poll::answer(&conditions, current, subscription, closing, again).await
}

/// Both forms: 202 with an empty object.
type Accepted = (StatusCode, axum::Json<Value>);

const ACCEPTED: fn() -> Accepted = || (StatusCode::ACCEPTED, axum::Json(json!({})));

/// Signs in at the provider.
#[utoipa::path(
    post, path = "/clip/{session_id}/login", tag = "frame", request_body = schema::LoginRequest,
    params(schema::SessionId), security(("clientToken" = [])),
    responses(
        (status = 202, description = "The automation is at work", body = schema::Empty),
        schema::BadFrameBody, schema::NoSession, schema::WrongStage,
    ),
)]
pub async fn login(
    State(app): State<App>,
    id: Result<Id, Error>,
    headers: HeaderMap,
    body: Result<JsonObject, Error>,
) -> Result<Accepted, FrameError> {
    let (Id(session_id), JsonObject(fields)) = (id?, body?);
    let (link, session) = authorised(&app, &session_id, &headers).await?;
    in_stage(
        &session,
        Stage::Login,
        "The session does not wait for a login.",
    )?;
    let verdict = credentials::sign_in(
        text(&fields, "username", "A username and a password are needed.")?,
        text(&fields, "password", "A username and a password are needed.")?,
    );
    let change = Move {
        from: (Stage::Login, None),
        to: (Stage::Working, Some(steps::SIGNING_IN)),
        verdict: None,
    };
    start(&app, link, session_id, change, Some(verdict)).await
}

/// Enters the one-time code.
#[utoipa::path(
    post, path = "/clip/{session_id}/code", tag = "frame", request_body = schema::CodeRequest,
    params(schema::SessionId), security(("clientToken" = [])),
    responses(
        (status = 202, description = "The automation is at work", body = schema::Empty),
        schema::BadFrameBody, schema::NoSession, schema::WrongStage,
        (status = 422, description = "The code is wrong; the third one fails the link", body = schema::FrameErrorBody),
    ),
)]
pub async fn code(
    State(app): State<App>,
    id: Result<Id, Error>,
    headers: HeaderMap,
    body: Result<JsonObject, Error>,
) -> Result<Accepted, FrameError> {
    let (Id(session_id), JsonObject(fields)) = (id?, body?);
    let (link, session) = authorised(&app, &session_id, &headers).await?;
    in_stage(
        &session,
        Stage::Code,
        "The session does not wait for a code.",
    )?;
    let typed = text(&fields, "code", "A code is needed.")?;
    if !secrets::same(typed.trim().as_bytes(), ONE_TIME_CODE.as_bytes()) {
        app.run(|app| async move { life::wrong_code(&app, &link, &session_id).await })
            .await?;
        return Err(Error::OneTimeCode.into());
    }
    let change = Move {
        from: (Stage::Code, None),
        to: (Stage::Working, Some(steps::VERIFYING_CODE)),
        verdict: None,
    };
    start(&app, link, session_id, change, None).await
}

/// Sets the automation to work, if nobody did so in the meantime.
async fn start(
    app: &App,
    link: Link,
    session_id: String,
    change: Move<'static>,
    verdict: Option<Verdict>,
) -> Result<Accepted, FrameError> {
    app.run(|app| async move {
        // The frame is there as long as it calls, whatever the call.
        drop(app.presence.here(&session_id, 0));
        life::advance(&app, &link, &session_id, change)
            .await?
            .ok_or(Error::WrongStage("The session has moved on."))?;
        // Fails only at shutdown, and then the next start resumes the session.
        let _ = app.jobs.send(Job {
            session_id,
            verdict,
        });
        Ok(())
    })
    .await?;
    Ok(ACCEPTED())
}

fn in_stage(session: &Session, stage: Stage, otherwise: &'static str) -> Result<(), Error> {
    match session.stage {
        Stage::Expired => Err(Error::Expired),
        now if now == stage => Ok(()),
        _ => Err(Error::WrongStage(otherwise)),
    }
}

fn text<'a>(
    fields: &'a Map<String, Value>,
    name: &str,
    otherwise: &'static str,
) -> Result<&'a str, Error> {
    match fields.get(name) {
        Some(Value::String(text)) if !text.is_empty() => Ok(text),
        _ => Err(Error::BadRequest(otherwise)),
    }
}
