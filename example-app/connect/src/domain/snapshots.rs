//! What waiters receive: the bodies of `GET /link/status` and of the frame's state.

use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::steps;
use crate::{
    board::Snapshot,
    failure::Failure,
    providers::{
        catalog,
        credentials::{CODE_ATTEMPTS, PASSWORD_ATTEMPTS},
    },
    store::{
        links::{Link, Status},
        sessions::{Session, Stage},
    },
};

/// The answer to `GET /link/status`.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LinkStatus {
    link_id: String,
    #[schema(required)]
    session_id: Option<String>,
    status: Status,
    #[schema(required)]
    error: Option<Failure>,
    #[schema(required)]
    return_url: Option<String>,
    /// Epoch milliseconds.
    expires_at: i64,
    /// Epoch milliseconds.
    updated_at: i64,
}

impl LinkStatus {
    /// The status of a link.
    pub fn of(link: &Link) -> Snapshot {
        let body = Self {
            link_id: link.id.clone(),
            session_id: link.current_session_id.clone(),
            status: link.status,
            error: link.error.clone(),
            return_url: link.return_url.clone(),
            expires_at: link.expires_at,
            updated_at: link.updated_at,
        };
        Snapshot::of(link.version, &body)
    }
}

/// The answer to `GET /clip/{sessionId}/state`.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FrameState {
    /// `{id, name}`
    #[schema(value_type = Object)]
    provider: Value,
    status: &'static str,
    stage: Stage,
    #[schema(required)]
    step: Option<String>,
    steps: Vec<&'static str>,
    /// Which of `steps` it is: two operations may have the same.
    #[schema(required)]
    step_index: Option<usize>,
    /// How many operations are done, counted from the first.
    operations_done: i64,
    /// Which device holds the session: 0 for the one that claimed it, otherwise the `device` of a phone that redeemed a code.
    holder: i64,
    /// Of the password or of the one-time code, whichever is asked for.
    #[schema(required)]
    attempts_left: Option<i64>,
    #[schema(required)]
    error: Option<Failure>,
    /// What of the sign-in was refused, if that is why it failed: `password`, `code`, or `locked`.
    #[schema(required)]
    reason: Option<&'static str>,
}

impl FrameState {
    /// The state of a session. An older session of a link keeps showing its own end.
    pub fn of(link: &Link, session: &Session) -> Snapshot {
        let name = catalog::provider(&link.integration_id)
            .map_or(link.integration_id.as_str(), |provider| provider.name);
        let status = match session.stage {
            Stage::Login | Stage::Code | Stage::Working => "active",
            // The link fails when its frame has shown why.
            Stage::Failed if session.is_showing_failure() => "active",
            ended => ended.as_str(),
        };
        let body = Self {
            provider: json!({ "id": link.integration_id, "name": name }),
            status,
            stage: session.stage,
            step: session.step.clone(),
            steps: steps::of(link, session),
            step_index: steps::index(link, session),
            operations_done: session.operations_done,
            holder: session.holder,
            attempts_left: match session.stage {
                Stage::Login => Some(PASSWORD_ATTEMPTS - session.wrong_passwords),
                Stage::Code => Some(CODE_ATTEMPTS - session.wrong_codes),
                _ => None,
            },
            reason: session.error.as_ref().and_then(Failure::reason),
            error: session.error.clone(),
        };
        // Both only grow, so each change gives another version.
        Snapshot::of(session.version + session.changed_hands, &body)
    }
}
