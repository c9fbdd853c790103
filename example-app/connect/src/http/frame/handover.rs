//! `/clip/{sessionId}/handover` and `…/redeem`: a session goes over to a phone, and comes back.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode},
};
use qrcodegen::{QrCode, QrCodeEcc};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::calls::{authorised, text};
use crate::{
    domain::{
        handover::{self, CODE_MS},
        life,
    },
    error::Error,
    http::{
        body::{Id, JsonObject},
        connection::ClientIp,
        error::FrameError,
        idempotency, schema,
    },
    secrets,
    state::App,
    store::{handovers, links, sessions},
};

/// The routes of this file.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(offer, take_back))
        .routes(routes!(redeem))
}

/// The answer to `POST /clip/{sessionId}/handover`.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Offer {
    /// To be opened on the phone. The code is after `#`, so that no log and no `Referer` has it.
    address: String,
    /// For so many milliseconds from now.
    expires_in_ms: i64,
    qr: Qr,
}

/// The address as a QR code.
#[derive(Serialize, ToSchema)]
pub struct Qr {
    /// How many modules wide and high, without the quiet zone of four.
    size: i32,
    /// The dark modules, as the `d` of a path in a box of `size` by `size`.
    path: String,
}

impl Qr {
    fn of(text: &str) -> Result<Self, Error> {
        let code = QrCode::encode_text(text, QrCodeEcc::Medium)
            .map_err(|_| Error::Internal("the address is too long for a QR code"))?;
        let mut path = String::new();
        for y in 0..code.size() {
            let mut x = 0;
            while x < code.size() {
                let run = (x..code.size())
                    .take_while(|x| code.get_module(*x, y))
                    .count();
                let run = i32::try_from(run).unwrap_or(0);
                if run > 0 {
                    path += &format!("M{x} {y}h{run}v1h-{run}z");
                }
                x += run + 1;
            }
        }
        Ok(Self {
            size: code.size(),
            path,
        })
    }
}

/// Makes the address that hands the session over to a phone. It is good once, for two minutes; the one before is over.
#[utoipa::path(
    post, path = "/clip/{session_id}/handover", tag = "frame",
    params(schema::SessionId), security(("clientToken" = [])),
    responses(
        (status = 200, description = "The address", body = Offer),
        schema::NoSession, schema::NotFirst, schema::NoHandover,
    ),
)]
pub async fn offer(
    State(app): State<App>,
    id: Result<Id, Error>,
    headers: HeaderMap,
) -> Result<Json<Offer>, FrameError> {
    let Id(session_id) = id?;
    let (link, _, device) = authorised(&app, &session_id, &headers).await?;
    let code = app.random.handover_code().map_err(Error::from)?;
    let address = format!("{}/clip/{session_id}#{code}", app.config.public_url);
    let qr = Qr::of(&address)?;
    app.run(move |app| async move {
        drop(app.presence.here(&session_id, 0));
        handover::offer(&app, &link, &session_id, device, &code).await
    })
    .await?;
    Ok(Json(Offer {
        address,
        expires_in_ms: CODE_MS,
        qr,
    }))
}

/// Takes the session back from the phone, and withdraws an address that nobody has opened. Does nothing otherwise.
#[utoipa::path(
    delete, path = "/clip/{session_id}/handover", tag = "frame",
    params(schema::SessionId), security(("clientToken" = [])),
    responses(
        (status = 204, description = "The device that claimed the session holds it"),
        schema::NoSession, schema::NotFirst,
    ),
)]
pub async fn take_back(
    State(app): State<App>,
    id: Result<Id, Error>,
    headers: HeaderMap,
) -> Result<StatusCode, FrameError> {
    let Id(session_id) = id?;
    let (link, _, device) = authorised(&app, &session_id, &headers).await?;
    app.run(move |app| async move {
        drop(app.presence.here(&session_id, 0));
        handover::take_back(&app, &link, &session_id, device).await
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The answer to `POST /clip/{sessionId}/redeem`.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Redeemed {
    /// For this phone alone.
    client_token: String,
    /// The phone holds the session as long as `holder` of the state is this number.
    device: i64,
}

/// Gives the session to the phone that opened the address. Without a code, for two minutes, the phone that redeemed one with the same
/// `Idempotency-Key` gets the answer again.
#[utoipa::path(
    post, path = "/clip/{session_id}/redeem", tag = "frame", request_body = schema::RedeemRequest,
    params(
        schema::SessionId,
        ("Idempotency-Key" = Option<String>, Header, description = "The same key gets the same answer again; another one is another phone", min_length = 1, max_length = 255),
    ),
    responses(
        (status = 200, description = "The phone holds the session", body = Redeemed),
        schema::BadFrameBody, schema::Unredeemable,
    ),
)]
pub async fn redeem(
    State(app): State<App>,
    ClientIp(peer): ClientIp,
    id: Result<Id, Error>,
    headers: HeaderMap,
    body: Result<JsonObject, Error>,
) -> Result<Json<Redeemed>, FrameError> {
    let (Id(session_id), JsonObject(fields)) = (id?, body?);
    let key = idempotency::key(&headers)?;
    if let (None, Some(key)) = (fields.get("code"), &key) {
        let Some((device, client_token)) = handover::repeat(&app, &session_id, key).await? else {
            let now_ms = app.clock.now_ms();
            app.guesses.wrong(&app.store, peer, now_ms).await?;
            return Err(Error::UnknownHandover.into());
        };
        return Ok(Json(Redeemed {
            client_token,
            device,
        }));
    }
    let code = text(&fields, "code", "A hand-over code is needed.")?.to_owned();
    let key = match key {
        Some(key) => key,
        // Matches no other call.
        None => app.random.handover_code().map_err(Error::from)?,
    };
    let reader = app.store.reader();
    let hash = secrets::hash(&code);
    // Found without the write lock: guesses shall not keep writers waiting.
    let known = handovers::by_code(reader, &session_id, &hash)
        .await?
        .is_some();
    let session = match known {
        true => sessions::by_id(reader, &session_id).await?,
        false => None,
    };
    let link = match session {
        Some(session) => links::by_id(reader, &session.link_id).await?,
        None => None,
    };
    let Some(link) = link else {
        let now_ms = app.clock.now_ms();
        app.guesses.wrong(&app.store, peer, now_ms).await?;
        return Err(Error::UnknownHandover.into());
    };
    let link = life::up_to_date(&app, link).await?;
    let client_token = secrets::phone_token(&hash, &key, &session_id);
    let token = client_token.clone();
    let device = app
        .run(move |app| async move {
            let device = handover::redeem(&app, &link, &session_id, &code, &token).await?;
            drop(app.presence.here(&session_id, 0));
            Ok(device)
        })
        .await?;
    Ok(Json(Redeemed {
        client_token,
        device,
    }))
}
