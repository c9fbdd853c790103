//! `/clip/{sessionId}/*`: the calls that the hosted frame makes.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use data_encoding::BASE64;
use serde_json::{Map, Value, json};

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    domain::{
        ask::{self, Ask},
        cancel::{self, By},
        handover::{self, Device},
        life,
        snapshots::FrameState,
        steps, tries,
    },
    error::Error,
    http::{
        bearer,
        body::{Id, JsonObject},
        error::FrameError,
        long_poll::{self, Conditions},
        schema,
    },
    providers::credentials::{self, Verdict},
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
        .routes(routes!(request))
        .routes(routes!(logo))
        .routes(routes!(login))
        .routes(routes!(code))
        .routes(routes!(seen))
        .routes(routes!(cancel))
}

/// A call of a frame that showed its session's client token, or that of a phone which has or had the session.
pub(super) async fn authorised(
    app: &App,
    session_id: &str,
    headers: &HeaderMap,
) -> Result<(Link, Session, Device), Error> {
    let session = sessions::by_id(app.store.reader(), session_id)
        .await?
        .ok_or(Error::NotFound("There is no such session."))?;
    let token = bearer::token(headers).ok_or(Error::ClientToken)?;
    let device = handover::device(app, &session, token)
        .await?
        .ok_or(Error::ClientToken)?;
    let link = links::by_id(app.store.reader(), &session.link_id)
        .await?
        .ok_or(Error::NotFound("There is no such session."))?;
    if !link.is_due(app.clock.now_ms()) {
        return Ok((link, session, device));
    }
    let link = life::up_to_date(app, link).await?;
    let session = sessions::by_id(app.store.reader(), session_id)
        .await?
        .unwrap_or(session);
    Ok((link, session, device))
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
    let (link, session, device) = authorised(&app, &session_id, &headers).await?;
    let conditions = Conditions::read(&headers);
    let _here = (session.stage.is_open() && device.counts(&session))
        .then(|| app.presence.here(&session_id, conditions.wait_ms()));
    let current = FrameState::of(&link, &session);
    let closing = app.closing.subscribe();
    let again = async {
        let (link, session, _) = authorised(&app, &session_id, &headers).await?;
        Ok(FrameState::of(&link, &session))
    };
    long_poll::answer(&conditions, current, subscription, closing, again).await
}

/// Who asks for what, to be told before the sign-in.
#[utoipa::path(
    get, path = "/clip/{session_id}/request", tag = "frame",
    params(schema::SessionId), security(("clientToken" = [])),
    responses((status = 200, description = "What is asked for", body = Ask), schema::NoSession),
)]
pub async fn request(
    State(app): State<App>,
    id: Result<Id, Error>,
    headers: HeaderMap,
) -> Result<axum::Json<Ask>, FrameError> {
    let Id(session_id) = id?;
    let (link, ..) = authorised(&app, &session_id, &headers).await?;
    Ok(axum::Json(ask::of(&app, &link).await?))
}

/// The picture of who asks. An image is loaded without a token; a logo is no secret.
#[utoipa::path(
    get, path = "/clip/{session_id}/logo", tag = "frame", params(schema::SessionId),
    responses(
        (status = 200, description = "A PNG, JPEG or WebP"),
        (status = 404, description = "There is none", body = schema::FrameErrorBody),
    ),
)]
pub async fn logo(
    State(app): State<App>,
    id: Result<Id, Error>,
) -> Result<impl IntoResponse, FrameError> {
    let Id(session_id) = id?;
    let none = Error::NotFound("There is no logo.");
    let reader = app.store.reader();
    let Some(session) = sessions::by_id(reader, &session_id)
        .await
        .map_err(Error::from)?
    else {
        return Err(none.into());
    };
    let Some(link) = links::by_id(reader, &session.link_id)
        .await
        .map_err(Error::from)?
    else {
        return Err(none.into());
    };
    let Some(logo) = ask::integrator(&app, &link.owner).await?.logo else {
        return Err(none.into());
    };
    let bytes = BASE64
        .decode(logo.base64.as_bytes())
        .map_err(|_| Error::Internal("a logo is not base64"))?;
    Ok((
        [
            (header::CONTENT_TYPE, logo.media_type),
            (header::CACHE_CONTROL, "private, max-age=300".to_owned()),
        ],
        bytes,
    ))
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
        (status = 422, description = "The person has not allowed what the link writes", body = schema::FrameErrorBody),
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
    let (link, session, device) = authorised(&app, &session_id, &headers).await?;
    in_stage(
        &session,
        Stage::Login,
        "The session does not wait for a login.",
    )?;
    let shows_failure = flag(&fields, "showsFailure")?;
    if ask::writes(&link) && !flag(&fields, "confirmsWrites")? {
        return Err(Error::Unconfirmed.into());
    }
    let verdict = credentials::sign_in(
        text(&fields, "username", "A username and a password are needed.")?,
        text(&fields, "password", "A username and a password are needed.")?,
    );
    let change = Move {
        from: (Stage::Login, None),
        to: (Stage::Working, Some(steps::SIGNING_IN)),
        verdict: None,
    };
    app.run(move |app| async move {
        // The frame is there as long as it calls, whatever the call.
        drop(app.presence.here(&session_id, 0));
        let started =
            tries::sign_in(&app, &link, &session_id, device, change, shows_failure).await?;
        started.ok_or(Error::WrongStage("The session has moved on."))?;
        work(&app, session_id, Some(verdict));
        Ok(())
    })
    .await?;
    Ok(ACCEPTED())
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
    let (link, session, device) = authorised(&app, &session_id, &headers).await?;
    in_stage(
        &session,
        Stage::Code,
        "The session does not wait for a code.",
    )?;
    let typed = text(&fields, "code", "A code is needed.")?
        .trim()
        .to_owned();
    app.run(move |app| async move {
        drop(app.presence.here(&session_id, 0));
        tries::enter_code(&app, &link, &session_id, device, &typed).await?;
        work(&app, session_id, None);
        Ok(())
    })
    .await?;
    Ok(ACCEPTED())
}

/// The person has read why the session failed: only now its link fails. Does nothing otherwise.
#[utoipa::path(
    post, path = "/clip/{session_id}/seen", tag = "frame",
    params(schema::SessionId), security(("clientToken" = [])),
    responses(
        (status = 202, description = "Nothing is shown any more", body = schema::Empty),
        schema::NoSession, schema::Elsewhere,
    ),
)]
pub async fn seen(
    State(app): State<App>,
    id: Result<Id, Error>,
    headers: HeaderMap,
) -> Result<Accepted, FrameError> {
    let Id(session_id) = id?;
    let (link, session, device) = authorised(&app, &session_id, &headers).await?;
    if !device.counts(&session) {
        return Err(Error::HeldElsewhere.into());
    }
    app.run(|app| async move { life::settle(&app, &link.id, &session_id).await })
        .await?;
    Ok(ACCEPTED())
}

/// Stops the session if it is at work. The state then says what was done; the link fails once that was seen.
#[utoipa::path(
    post, path = "/clip/{session_id}/cancel", tag = "frame",
    params(schema::SessionId), security(("clientToken" = [])),
    responses(
        (status = 202, description = "Nothing more is begun", body = schema::Empty),
        schema::NoSession, schema::Elsewhere,
    ),
)]
pub async fn cancel(
    State(app): State<App>,
    id: Result<Id, Error>,
    headers: HeaderMap,
) -> Result<Accepted, FrameError> {
    let Id(session_id) = id?;
    let (link, _, device) = authorised(&app, &session_id, &headers).await?;
    app.run(move |app| async move {
        cancel::stop(&app, &link.id, &session_id, By::Frame(device)).await?;
        drop(app.presence.here(&session_id, 0));
        Ok(())
    })
    .await?;
    Ok(ACCEPTED())
}

/// Sets the automation to work.
fn work(app: &App, session_id: String, verdict: Option<Verdict>) {
    // Fails only at shutdown, and then the next start resumes the session.
    let _ = app.jobs.send(Job {
        session_id,
        verdict,
    });
}

fn in_stage(session: &Session, stage: Stage, otherwise: &'static str) -> Result<(), Error> {
    match session.stage {
        Stage::Expired => Err(Error::Expired),
        now if now == stage => Ok(()),
        _ => Err(Error::WrongStage(otherwise)),
    }
}

/// A field that may be left out.
fn flag(fields: &Map<String, Value>, name: &str) -> Result<bool, Error> {
    match fields.get(name) {
        None => Ok(false),
        Some(Value::Bool(yes)) => Ok(*yes),
        Some(_) => Err(Error::BadRequest("A flag is true or false.")),
    }
}

pub(super) fn text<'a>(
    fields: &'a Map<String, Value>,
    name: &str,
    otherwise: &'static str,
) -> Result<&'a str, Error> {
    match fields.get(name) {
        Some(Value::String(text)) if !text.is_empty() => Ok(text),
        _ => Err(Error::BadRequest(otherwise)),
    }
}
