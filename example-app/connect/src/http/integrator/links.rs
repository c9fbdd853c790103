//! `/v1/links`: what an integrator's backend does with links.

use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
    http::{HeaderMap, StatusCode},
};
use serde::{Deserialize, Serialize};
use serde_json::{json, value::RawValue};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::request::{CreateLink, Rules};
use crate::{
    domain::life,
    error::{Error, Issue},
    failure::Failure,
    http::{
        bearer::Integrator,
        body::{Id, JsonObject},
        idempotency, schema,
    },
    secrets,
    state::App,
    store::{
        create_keys::CreateKey,
        links::{self, Link, NewLink, Operation, Status, Wanted},
    },
};

/// The routes of this file.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(show, remove))
}

/// The answer to `POST /v1/links`.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Created {
    link_id: String,
    /// For the page that opens the session. It is said once and kept nowhere.
    claim_code: String,
    integration_id: String,
    operations: Vec<Operation>,
    status: Status,
    /// A page that is the whole flow. It holds the claim code, behind `#`.
    app_clip_url: String,
    #[schema(required)]
    return_url: Option<String>,
    /// Epoch milliseconds.
    expires_at: i64,
    /// Epoch milliseconds.
    created_at: i64,
}

/// Creates a link.
#[utoipa::path(
    post, path = "/v1/links", tag = "integrator", request_body = schema::CreateLinkRequest, security(("apiKey" = [])),
    params(("Idempotency-Key" = Option<String>, Header,
        description = "For 24 hours, the same key and body give the same link", min_length = 1, max_length = 255)),
    responses(
        (status = 201, description = "The link and its claim code", body = Created),
        (status = 422, description = "The key came with another body before", body = schema::ErrorBody),
        schema::BadBody, schema::NoKey,
    ),
)]
pub async fn create(
    integrator: Integrator,
    State(app): State<App>,
    headers: HeaderMap,
    JsonObject(fields): JsonObject,
) -> Result<(StatusCode, Json<Created>), Error> {
    let key = idempotency::key(&headers)?.map(|key| CreateKey {
        owner: integrator.owner.clone(),
        key,
        body_hash: secrets::hash(&json!(fields).to_string()),
    });
    let id = app.random.link_id()?;
    let rules = Rules {
        private_webhooks: app.config.private_webhooks,
        live: integrator.live,
    };
    let request = CreateLink::read(&app.catalog, &id, rules, &fields).map_err(Error::Invalid)?;
    let claim_code = app.random.claim_code()?;
    let now_ms = app.clock.now_ms();
    let new = NewLink {
        claim_hash: secrets::hash(&claim_code),
        id,
        owner: integrator.owner,
        integration_id: request.integration_id,
        operations: request.operations,
        arguments: request.arguments,
        webhook_url: request.webhook_url,
        webhook_events: request.webhook_events,
        return_url: request.return_url,
        external_user_id: request.external_user_id,
        debug: request.debug,
        expires_at: now_ms + request.expires_in_s * 1_000,
        created_at: now_ms,
    };
    let (link, claim_code) = app
        .run(|app| life::create(app, new, claim_code, key))
        .await?;
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
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Link)]
pub struct Shown {
    id: String,
    integration_id: String,
    operations: Vec<Operation>,
    #[schema(required)]
    external_user_id: Option<String>,
    status: Status,
    #[schema(required)]
    current_session_id: Option<String>,
    #[schema(required)]
    return_url: Option<String>,
    /// One operation: what its schema in `GET /v1/providers` says. Several: `{operations: [{resource, action, data}]}`.
    #[schema(required, value_type = Option<Object>)]
    result: Option<Box<RawValue>>,
    #[schema(required)]
    error: Option<Failure>,
    /// Epoch milliseconds.
    expires_at: i64,
    /// Epoch milliseconds.
    created_at: i64,
    /// Epoch milliseconds.
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

/// One link.
#[utoipa::path(
    get, path = "/v1/links/{id}", tag = "integrator", params(schema::LinkId), security(("apiKey" = [])),
    responses(
        (status = 200, description = "The link", body = Shown),
        (status = 404, description = "No link of this API key has this id", body = schema::ErrorBody),
        schema::NoKey,
    ),
)]
pub async fn show(
    integrator: Integrator,
    State(app): State<App>,
    Id(id): Id,
) -> Result<Json<Shown>, Error> {
    let link = own_link(&app, &integrator, &id).await?;
    Ok(Json(life::up_to_date(&app, link).await?.into()))
}

/// Deletes a link: an open one is called off (`CANCELED`), an ended one loses its arguments and its result. It stays in the
/// list, with its sessions, and cannot be claimed.
#[utoipa::path(
    delete, path = "/v1/links/{id}", tag = "integrator", params(schema::LinkId), security(("apiKey" = [])),
    responses(
        (status = 204, description = "Done, now or before"),
        (status = 404, description = "No link of this API key has this id", body = schema::ErrorBody),
        schema::NoKey,
    ),
)]
pub async fn remove(
    integrator: Integrator,
    State(app): State<App>,
    Id(id): Id,
) -> Result<StatusCode, Error> {
    let link = own_link(&app, &integrator, &id).await?;
    // One whose time is over has expired, and is not called off.
    let link = life::up_to_date(&app, link).await?;
    app.run(|app| async move { life::delete(&app, &link.id).await })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A link of this integrator. Somebody else's is not told apart from none.
pub async fn own_link(app: &App, integrator: &Integrator, id: &str) -> Result<Link, Error> {
    links::by_id(app.store.reader(), id)
        .await?
        .filter(|link| link.owner == integrator.owner)
        .ok_or(Error::NotFound("There is no link with this id."))
}

/// Where a page of the list starts, and how long it is.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Page {
    /// `nextCursor` of the page before.
    #[param(pattern = "^cur_[0-9]{1,18}$")]
    cursor: Option<String>,
    /// 1 to 100, 20 if not given.
    #[param(value_type = Option<u8>, minimum = 1, maximum = 100)]
    limit: Option<String>,
    /// Only links that were created with this one.
    #[serde(rename = "externalUserId")]
    #[param(rename = "externalUserId")]
    external_user_id: Option<String>,
    /// Only links that are there.
    #[param(value_type = Option<Status>)]
    status: Option<String>,
}

/// A page of links.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Listed {
    links: Vec<Shown>,
    /// For the next page; null on the last one.
    #[schema(required)]
    next_cursor: Option<String>,
}

/// All links of this API key, newest first.
#[utoipa::path(
    get, path = "/v1/links", tag = "integrator", params(Page), security(("apiKey" = [])),
    responses(
        (status = 200, description = "A page of them", body = Listed),
        (status = 400, description = "No such page", body = schema::ErrorBody),
        schema::NoKey,
    ),
)]
pub async fn list(
    integrator: Integrator,
    State(app): State<App>,
    page: Result<Query<Page>, QueryRejection>,
) -> Result<Json<Listed>, Error> {
    let Query(page) =
        page.map_err(|_| Error::BadRequest("The query is not what this path reads."))?;
    let (before, limit, status) = page.read().map_err(Error::Invalid)?;
    let wanted = Wanted {
        owner: &integrator.owner,
        before,
        external_user_id: page.external_user_id.as_deref(),
        status,
    };
    // One more than asked for tells whether there is a next page.
    let mut found = links::page(app.store.reader(), &wanted, limit + 1).await?;
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
        let link = life::up_to_date(&app, link).await?;
        // Its time may have run out just now.
        if status.is_none_or(|status| status == link.status) {
            links.push(link.into());
        }
    }
    Ok(Json(Listed { links, next_cursor }))
}

impl Page {
    fn read(&self) -> Result<(i64, i64, Option<Status>), Vec<Issue>> {
        let mut issues = Vec::new();
        let before = match &self.cursor {
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
        let limit = match &self.limit {
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
        let status = self.status.as_deref().and_then(|text| {
            let status = Status::from_text(text);
            if status.is_none() {
                issues.push(Issue {
                    path: "status".into(),
                    message: "must be pending, active, complete, failed or expired".into(),
                });
            }
            status
        });
        if (self.external_user_id.as_ref()).is_some_and(|user| user.contains('\0')) {
            issues.push(Issue {
                path: "externalUserId".into(),
                message: "must not contain the character U+0000".into(),
            });
        }
        if issues.is_empty() {
            Ok((before, limit, status))
        } else {
            Err(issues)
        }
    }
}
