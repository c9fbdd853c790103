//! `/sandbox/links` and `/sandbox/changes`: all links with their sessions and webhooks.

use std::time::Duration;

use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
};
use serde::{Deserialize, Serialize};
use tokio::time::timeout;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    error::Error,
    failure::Failure,
    http::schema,
    state::App,
    store::{
        deliveries::{self, Attempt},
        links::{self, Link, Operation, Status},
        sessions::{self, Stage},
    },
};

/// How many links are shown, the newest.
const SHOWN: i64 = 50;

/// How long a request for changes is held.
const HOLD: Duration = Duration::from_secs(25);

/// The routes of this file.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_all))
        .routes(routes!(changes))
}

/// All that the page shows.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Shown {
    /// For `/sandbox/changes?after=`.
    changes: u64,
    /// The service's clock, epoch milliseconds.
    now: i64,
    /// By how much the clock was advanced, in milliseconds.
    ahead_ms: i64,
    /// The newest 50 of all integrators, newest first.
    links: Vec<ShownLink>,
}

/// A link, without its arguments, result and owner.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ShownLink {
    id: String,
    integration_id: String,
    operations: Vec<Operation>,
    status: Status,
    #[schema(required)]
    error: Option<Failure>,
    expires_at: i64,
    created_at: i64,
    updated_at: i64,
    /// Oldest first.
    sessions: Vec<ShownSession>,
    /// Oldest first.
    deliveries: Vec<ShownDelivery>,
}

/// A session.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ShownSession {
    id: String,
    stage: Stage,
    #[schema(required)]
    step: Option<String>,
    #[schema(required)]
    error: Option<Failure>,
    created_at: i64,
    updated_at: i64,
}

/// A webhook and its tries.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ShownDelivery {
    /// The header `webhook-id`.
    id: String,
    event: String,
    url: String,
    /// `waiting`, `delivered`, `failed` or `withdrawn`.
    state: String,
    #[schema(required)]
    next_try_at: Option<i64>,
    created_at: i64,
    /// Oldest first, over all rounds.
    attempts: Vec<Attempt>,
}

/// The newest links of all integrators, with their sessions and webhooks.
#[utoipa::path(
    get, path = "/sandbox/links", tag = "sandbox",
    responses((status = 200, description = "All there is to see", body = Shown), schema::Foreign),
)]
pub async fn list_all(State(app): State<App>) -> Result<Json<Shown>, Error> {
    // Read before the rest: a change in between is then seen as one more, not one less.
    let changes = app.changes.count();
    let mut shown = Vec::new();
    for link in links::newest(app.store.reader(), SHOWN).await? {
        shown.push(show(&app, link).await?);
    }
    Ok(Json(Shown {
        changes,
        now: app.clock.now_ms(),
        ahead_ms: app.clock.ahead_ms(),
        links: shown,
    }))
}

async fn show(app: &App, link: Link) -> Result<ShownLink, Error> {
    let db = app.store.reader();
    let sessions = sessions::of_link(db, &link.id).await?;
    let mut shown = Vec::new();
    for delivery in deliveries::of_link(db, &link.id).await? {
        shown.push(ShownDelivery {
            attempts: deliveries::attempts(db, &delivery.id).await?,
            id: delivery.id,
            event: delivery.event,
            url: delivery.url,
            state: delivery.state,
            next_try_at: delivery.next_try_at,
            created_at: delivery.created_at,
        });
    }
    Ok(ShownLink {
        id: link.id,
        integration_id: link.integration_id,
        operations: link.operations,
        status: link.status,
        error: link.error,
        expires_at: link.expires_at,
        created_at: link.created_at,
        updated_at: link.updated_at,
        sessions: sessions
            .into_iter()
            .map(|session| ShownSession {
                id: session.id,
                stage: session.stage,
                step: session.step,
                error: session.error,
                created_at: session.created_at,
                updated_at: session.updated_at,
            })
            .collect(),
        deliveries: shown,
    })
}

/// The count that the caller has seen.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct After {
    /// `changes` of an earlier answer; the request is held until the count is another one.
    after: Option<i64>,
}

/// How often something changed.
#[derive(Serialize, ToSchema)]
pub struct ChangeCount {
    changes: u64,
}

/// Held until something changes, at most 25 s.
#[utoipa::path(
    get, path = "/sandbox/changes", tag = "sandbox", params(After),
    responses(
        (status = 200, description = "The count, changed or not", body = ChangeCount),
        (status = 400, description = "`after` is no count", body = schema::ErrorBody),
        schema::Foreign,
    ),
)]
pub async fn changes(
    State(app): State<App>,
    query: Result<Query<After>, QueryRejection>,
) -> Result<Json<ChangeCount>, Error> {
    let Query(After { after }) =
        query.map_err(|_| Error::BadRequest("The query is not what this path reads."))?;
    // A number that cannot be a count is answered at once.
    if let Some(after) = after.and_then(|after| u64::try_from(after).ok()) {
        let mut closing = app.closing.subscribe();
        tokio::select! {
            // Either way the count is the answer.
            _ = timeout(HOLD, app.changes.after(after)) => {}
            _ = closing.wait_for(|closing| *closing) => {}
        }
    }
    let changes = app.changes.count();
    Ok(Json(ChangeCount { changes }))
}
