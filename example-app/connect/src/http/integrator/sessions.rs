//! `/v1/links/{id}/sessions`: every attempt at a link.

use axum::{Json, extract::State};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::links::own_link;
use crate::{
    error::Error,
    failure::Failure,
    http::{bearer::Integrator, body::Id, schema},
    state::App,
    store::{
        sessions::{self, Stage},
        timeline::{self, TimelineStep},
    },
};

/// The routes of this file.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list))
}

/// Every attempt.
#[derive(Serialize, ToSchema)]
pub struct Sessions {
    /// Oldest first.
    sessions: Vec<Attempted>,
}

/// One attempt: what a claim began.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Session)]
pub struct Attempted {
    id: String,
    stage: Stage,
    #[schema(required)]
    step: Option<String>,
    #[schema(required)]
    error: Option<Failure>,
    /// Epoch milliseconds.
    created_at: i64,
    /// Epoch milliseconds.
    updated_at: i64,
    /// Epoch milliseconds; null while it is open.
    #[schema(required)]
    ended_at: Option<i64>,
    /// Its steps, if the link was created with `debug`; null otherwise. No secret is among them.
    #[schema(required)]
    timeline: Option<Vec<TimelineStep>>,
}

/// Every attempt at a link, oldest first.
#[utoipa::path(
    get, path = "/v1/links/{id}/sessions", tag = "integrator", params(schema::LinkId), security(("apiKey" = [])),
    responses(
        (status = 200, description = "Its sessions", body = Sessions),
        (status = 404, description = "No link of this integrator has this id", body = schema::ErrorBody),
        schema::NoKey,
    ),
)]
pub async fn list(
    integrator: Integrator,
    State(app): State<App>,
    Id(id): Id,
) -> Result<Json<Sessions>, Error> {
    let link = own_link(&app, &integrator, &id).await?;
    let db = app.store.reader();
    let mut shown = Vec::new();
    for session in sessions::of_link(db, &link.id).await? {
        let timeline = if link.debug {
            Some(timeline::of_session(db, &session.id).await?)
        } else {
            None
        };
        shown.push(Attempted {
            id: session.id,
            stage: session.stage,
            step: session.step,
            error: session.error,
            created_at: session.created_at,
            updated_at: session.updated_at,
            ended_at: session.ended_at,
            timeline,
        });
    }
    Ok(Json(Sessions { sessions: shown }))
}
