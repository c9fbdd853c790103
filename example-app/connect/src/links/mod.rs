//! `/v1/links`: what an integrator's backend does with links.

mod request;

use axum::{
    Json, Router,
    extract::{Query, State, rejection::QueryRejection},
    http::StatusCode,
    routing::get,
};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use self::request::CreateLink;
use crate::{
    bearer::Integrator,
    body::{Id, JsonObject},
    error::{Error, Issue},
    failure::Failure,
    life, secrets,
    state::App,
    store::links::{self, Link, NewLink, Operation, Status},
};

/// The routes of this file.
pub fn router() -> Router<App> {
    Router::new()
        .route("/v1/links", get(list).post(create))
        .route("/v1/links/{id}", get(show))
}

/// The answer to `POST /v1/links`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Created {
    link_id: String,
    claim_code: String,
    integration_id: String,
    operations: Vec<Operation>,
    status: Status,
    app_clip_url: String,
    return_url: Option<String>,
    expires_at: i64,
    created_at: i64,
}

async fn create(
    integrator: Integrator,
    State(app): State<App>,
    JsonObject(fields): JsonObject,
) -> Result<(StatusCode, Json<Created>), Error> {
    let id = secrets::new_link_id()?;
    let request = CreateLink::read(&app.catalog, &id, &fields).map_err(Error::Invalid)?;
    let claim_code = secrets::new_claim_code()?;
    let now_ms = app.clock.now_ms();
    let new = NewLink {
        claim_hash: secrets::hash(&claim_code),
        id,
        owner: integrator.owner,
        integration_id: request.integration_id,
        operations: request.operations,
        arguments: request.arguments,
        webhook_url: request.webhook_url,
        return_url: request.return_url,
        external_user_id: request.external_user_id,
        debug: request.debug,
        expires_at: now_ms + request.expires_in_s * 1_000,
        created_at: now_ms,
    };
    let mut transaction = app.store.write().await?;
    let link = links::insert(&mut transaction, &new).await?;
    transaction.commit().await?;
    app.expiry_changed.notify_one();
    tracing::info!(
        link = link.id,
        integration = link.integration_id,
        "link created"
    );
    let created = Created {
        // The code is behind `#`, which no browser sends to a server or writes into a Referer.
        app_clip_url: format!("{}/clip/{}#{claim_code}", app.config.public_url, link.id),
        claim_code,
        link_id: link.id,
        integration_id: link.integration_id,
        operations: link.operations,
        status: link.status,
        return_url: link.return_url,
        expires_at: link.expires_at,
        created_at: link.created_at,
    };
    Ok((StatusCode::CREATED, Json(created)))
}

/// A link as its integrator sees it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Shown {
    id: String,
    integration_id: String,
    operations: Vec<Operation>,
    external_user_id: Option<String>,
    status: Status,
    current_session_id: Option<String>,
    return_url: Option<String>,
    result: Option<Box<RawValue>>,
    error: Option<Failure>,
    expires_at: i64,
    created_at: i64,
    updated_at: i64,
}

impl From<Link> for Shown {
    fn from(link: Link) -> Self {
        Self {
            result: link.result_json(),
            id: link.id,
            integration_id: link.integration_id,
            operations: link.operations,
            external_user_id: link.external_user_id,
            status: link.status,
            current_session_id: link.current_session_id,
            return_url: link.return_url,
            error: link.error,
            expires_at: link.expires_at,
            created_at: link.created_at,
            updated_at: link.updated_at,
        }
    }
}

async fn show(
    integrator: Integrator,
    State(app): State<App>,
    Id(id): Id,
) -> Result<Json<Shown>, Error> {
    let link = links::by_id(app.store.reader(), &id)
        .await?
        // Somebody else's link is not told apart from none.
        .filter(|link| link.owner == integrator.owner)
        .ok_or(Error::NotFound("There is no link with this id."))?;
    Ok(Json(up_to_date(&app, link).await?.into()))
}

/// Where a page of the list starts, and how long it is.
#[derive(Deserialize)]
struct Page {
    cursor: Option<String>,
    limit: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Listed {
    links: Vec<Shown>,
    /// For the next page; null on the last one.
    next_cursor: Option<String>,
}

async fn list(
    integrator: Integrator,
    State(app): State<App>,
    page: Result<Query<Page>, QueryRejection>,
) -> Result<Json<Listed>, Error> {
    let Query(page) =
        page.map_err(|_| Error::BadRequest("The query is not what this path reads."))?;
    let (before, limit) = page.read().map_err(Error::Invalid)?;
    // One more than asked for tells whether there is a next page.
    let mut found = links::page(app.store.reader(), &integrator.owner, before, limit + 1).await?;
    let has_more = i64::try_from(found.len()).is_ok_and(|found| found > limit);
    if has_more {
        found.pop();
    }
    let next_cursor = found
        .last()
        .filter(|_| has_more)
        .map(|last| format!("cur_{}", last.seq));
    let mut links = Vec::with_capacity(found.len());
    for link in found {
        links.push(up_to_date(&app, link).await?.into());
    }
    Ok(Json(Listed { links, next_cursor }))
}

impl Page {
    fn read(self) -> Result<(i64, i64), Vec<Issue>> {
        let mut issues = Vec::new();
        let before = match self.cursor {
            None => i64::MAX,
            Some(cursor) => cursor
                .strip_prefix("cur_")
                .and_then(|seq| seq.parse().ok())
                .unwrap_or_else(|| {
                    issues.push(Issue {
                        path: "cursor".into(),
                        message: "must be a nextCursor of an earlier page".into(),
                    });
                    0
                }),
        };
        let limit = match self.limit {
            None => 20,
            Some(limit) => limit
                .parse()
                .ok()
                .filter(|limit| (1..=100).contains(limit))
                .unwrap_or_else(|| {
                    issues.push(Issue {
                        path: "limit".into(),
                        message: "must be a whole number from 1 to 100".into(),
                    });
                    0
                }),
        };
        if issues.is_empty() {
            Ok((before, limit))
        } else {
            Err(issues)
        }
    }
}

/// The link as it is now: if its time ran out and nobody wrote it down yet, that is done first.
pub async fn up_to_date(app: &App, link: Link) -> Result<Link, Error> {
    if !link.is_due(app.clock.now_ms()) {
        return Ok(link);
    }
    let id = link.id.clone();
    app.run(|app| async move { life::expire(&app, &id).await })
        .await?;
    Ok(links::by_id(app.store.reader(), &link.id)
        .await?
        .unwrap_or(link))
}
