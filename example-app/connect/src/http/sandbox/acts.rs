//! What a developer can do to a link, to the clock, to a webhook and to the key.

use axum::{Json, extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    domain::{life, operations},
    error::{Error, Issue},
    failure::Failure,
    http::{
        body::{Id, JsonObject},
        schema,
    },
    providers::credentials,
    state::App,
    store::{
        deliveries,
        links::{self, Link, Status},
    },
};

/// Ten years: farther than anything that this service dates.
const FARTHEST_MS: i64 = 315_360_000_000;

/// The routes of this file.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(complete))
        .routes(routes!(fail))
        .routes(routes!(expire))
        .routes(routes!(clock))
        .routes(routes!(advance))
        .routes(routes!(resend))
        .routes(routes!(rotate))
}

async fn link(app: &App, id: &str) -> Result<Link, Error> {
    links::by_id(app.store.reader(), id)
        .await?
        .ok_or(Error::NotFound("There is no link with this id."))
}

/// The session that holds an active link.
fn holder(link: &Link) -> Result<&str, Error> {
    link.current_session_id
        .as_deref()
        .filter(|_| link.status == Status::Active)
        .ok_or(Error::WrongStage(
            "No session is open: the link must be claimed first.",
        ))
}

fn done(changed: bool) -> Result<StatusCode, Error> {
    if changed {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Error::WrongStage("The link has moved on."))
    }
}

/// Completes an active link with the data that its operations deliver, whatever its session waits for.
#[utoipa::path(
    post, path = "/sandbox/links/{id}/complete", tag = "sandbox", params(schema::LinkId),
    responses((status = 204, description = "Done"), schema::Act, schema::Foreign),
)]
pub async fn complete(State(app): State<App>, Id(id): Id) -> Result<StatusCode, Error> {
    let link = link(&app, &id).await?;
    let session_id = holder(&link)?.to_owned();
    let changed = app
        .run(|app| async move {
            match operations::pretend(&app, &link).await? {
                Ok(result) => life::complete(&app, &link.id, &session_id, &result).await,
                Err(failure) => life::fail(&app, &link.id, &session_id, &failure).await,
            }
        })
        .await?;
    done(changed)
}

/// Why a link is to fail.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Fail {
    /// A name of the error table, or any other.
    #[schema(pattern = "^[A-Z0-9_]{1,64}$")]
    code: String,
}

/// Fails an active link with a code.
#[utoipa::path(
    post, path = "/sandbox/links/{id}/fail", tag = "sandbox", params(schema::LinkId), request_body = Fail,
    responses((status = 204, description = "Done"), schema::BadBody, schema::Act, schema::Foreign),
)]
pub async fn fail(
    State(app): State<App>,
    Id(id): Id,
    JsonObject(fields): JsonObject,
) -> Result<StatusCode, Error> {
    let Fail { code } = read(fields, "code", "must be 1 to 64 of A-Z, 0-9 and _")?;
    if !credentials::is_code(&code) {
        return Err(issue("code", "must be 1 to 64 of A-Z, 0-9 and _"));
    }
    let link = link(&app, &id).await?;
    let session_id = holder(&link)?.to_owned();
    let failure = Failure::asked_for(&code);
    let changed = app
        .run(|app| async move { life::fail(&app, &link.id, &session_id, &failure).await })
        .await?;
    done(changed)
}

/// Ends a link's time now.
#[utoipa::path(
    post, path = "/sandbox/links/{id}/expire", tag = "sandbox", params(schema::LinkId),
    responses((status = 204, description = "Done"), schema::Act, schema::Foreign),
)]
pub async fn expire(State(app): State<App>, Id(id): Id) -> Result<StatusCode, Error> {
    let link = link(&app, &id).await?;
    let changed = app
        .run(|app| async move { life::run_out(&app, &link.id).await })
        .await?;
    done(changed)
}

/// The service's clock.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Now {
    /// Epoch milliseconds.
    now: i64,
    /// By how much it was advanced, in milliseconds.
    ahead_ms: i64,
}

/// What the service takes for the time.
#[utoipa::path(
    get, path = "/sandbox/clock", tag = "sandbox",
    responses((status = 200, description = "The time", body = Now), schema::Foreign),
)]
pub async fn clock(State(app): State<App>) -> Json<Now> {
    Json(Now {
        now: app.clock.now_ms(),
        ahead_ms: app.clock.ahead_ms(),
    })
}

/// By how much to advance the clock.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Advance {
    /// Milliseconds, at most ten years.
    #[schema(minimum = 0, maximum = 315_360_000_000_i64)]
    ms: i64,
}

/// Advances the clock: whatever waits for a time that has come by then goes on. A restart sets it right again.
#[utoipa::path(
    post, path = "/sandbox/clock/advance", tag = "sandbox", request_body = Advance,
    responses((status = 200, description = "The time now", body = Now), schema::BadBody, schema::Foreign),
)]
pub async fn advance(
    State(app): State<App>,
    JsonObject(fields): JsonObject,
) -> Result<Json<Now>, Error> {
    let must = "must be a whole number of milliseconds from 0 to 315360000000";
    let Advance { ms } = read(fields, "ms", must)?;
    if !(0..=FARTHEST_MS).contains(&ms) || app.clock.ahead_ms() > 100 * FARTHEST_MS {
        return Err(issue("ms", must));
    }
    app.clock.advance(ms);
    app.changes.bump();
    Ok(clock(State(app)).await)
}

/// Sends a webhook again, with the same id: as many tries as the first time.
#[utoipa::path(
    post, path = "/sandbox/deliveries/{id}/resend", tag = "sandbox",
    params(("id" = String, Path, description = "The `webhook-id`")),
    responses((status = 202, description = "Its first try is due"), schema::Act, schema::Foreign),
)]
pub async fn resend(State(app): State<App>, Id(id): Id) -> Result<StatusCode, Error> {
    let delivery = deliveries::by_id(app.store.reader(), &id)
        .await?
        .ok_or(Error::NotFound("There is no webhook with this id."))?;
    app.run(|app| async move {
        let mut transaction = app.store.write(&delivery.link_id).await?;
        let started = deliveries::resend(&mut transaction, &id, app.clock.now_ms()).await?;
        transaction.commit().await?;
        if !started {
            return Err(Error::WrongStage(
                "This webhook is still being tried, or its link was deleted.",
            ));
        }
        app.outbox_changed.notify_one();
        app.changes.bump();
        Ok(StatusCode::ACCEPTED)
    })
    .await
}

/// The key from now on.
#[derive(Serialize, ToSchema)]
pub struct RotatedKey {
    /// The `kid` of signatures.
    key_id: String,
}

/// Signs webhooks with a new key from now on; the old ones are still served.
#[utoipa::path(
    post, path = "/sandbox/keys/rotate", tag = "sandbox",
    responses((status = 201, description = "The new key", body = RotatedKey), schema::Foreign),
)]
pub async fn rotate(State(app): State<App>) -> Result<(StatusCode, Json<RotatedKey>), Error> {
    let key_id = app
        .run(|app| async move {
            app.webhook_keys
                .rotate(&app.store, &app.random, app.clock.now_ms())
                .await
        })
        .await?;
    Ok((StatusCode::CREATED, Json(RotatedKey { key_id })))
}

fn issue(path: &str, message: &str) -> Error {
    Error::Invalid(vec![Issue {
        path: path.into(),
        message: message.into(),
    }])
}

/// A body with one field.
fn read<T: for<'de> Deserialize<'de>>(
    fields: serde_json::Map<String, Value>,
    path: &str,
    must: &str,
) -> Result<T, Error> {
    serde_json::from_value(Value::Object(fields)).map_err(|_| issue(path, must))
}
