//! Holding a request until the thing it asks about changes: RFC 7240 `Prefer: wait`, with ETags.

use std::{sync::Arc, time::Duration};

use axum::{
    Json,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use tokio::{
    sync::watch,
    time::{Instant, timeout_at},
};

use crate::board::{Snapshot, Subscription};

/// The longest wait that is granted, in seconds; below the idle timeouts of usual proxies.
pub const LONGEST_WAIT_S: u64 = 50;

const PREFER: HeaderName = HeaderName::from_static("prefer");
const PREFERENCE_APPLIED: HeaderName = HeaderName::from_static("preference-applied");

/// Marks an answer to a request that was held: how long it took says nothing of the service.
#[derive(Clone)]
pub struct Held;

/// What the request's headers ask for.
pub struct Conditions {
    known: Option<String>,
    wait_s: Option<u64>,
}

impl Conditions {
    /// Reads `If-None-Match` and `Prefer`.
    pub fn read(headers: &HeaderMap) -> Self {
        Self {
            known: headers
                .get(header::IF_NONE_MATCH)
                .and_then(|value| value.to_str().ok())
                .map(str::to_owned),
            wait_s: wait_s(headers),
        }
    }

    /// Whether the answer may have to wait for a change.
    pub fn may_hold(&self) -> bool {
        self.wait_s.is_some() && self.known.is_some()
    }

    /// How long the answer may be held, in milliseconds.
    pub fn wait_ms(&self) -> i64 {
        i64::try_from(self.wait_s.unwrap_or_default() * 1_000).unwrap_or_default()
    }

    fn matches(&self, etag: &str) -> bool {
        self.known.as_deref().is_some_and(|known| {
            known.trim() == "*"
                || known
                    .split(',')
                    .any(|one| one.trim().trim_start_matches("W/") == etag)
        })
    }
}

/// Answers with the snapshot, or holds the request as long as the caller knows it already. At the end of a wait in which
/// nothing was told, it reads `again`: what another replica did may not have been told here.
///
/// `closing` turns true when the service shuts down; nobody is held beyond that.
pub async fn answer<E>(
    conditions: &Conditions,
    current: Snapshot,
    mut subscription: Subscription,
    mut closing: watch::Receiver<bool>,
    again: impl Future<Output = Result<Snapshot, E>>,
) -> Result<Response, E> {
    let mut current = Arc::new(current);
    let mut held = None;
    if let Some(wait_s) = conditions.wait_s
        && conditions.matches(&current.etag())
    {
        tracing::debug!(wait_s, "held");
        held = Some(Held);
        let deadline = Instant::now() + Duration::from_secs(wait_s);
        let change = timeout_at(deadline, subscription.newer_than(current.version));
        let told = tokio::select! {
            change = change => change.ok().flatten(),
            _ = closing.wait_for(|closing| *closing) => None,
        };
        current = match told {
            Some(newer) => newer,
            None => Arc::new(again.await?),
        };
    }
    let etag = current.etag();
    let mut response = if conditions.matches(&etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Json(&current.json).into_response()
    };
    if let Some(held) = held {
        response.extensions_mut().insert(held);
    }
    let headers = response.headers_mut();
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        headers.insert(header::ETAG, etag);
    }
    if let Some(wait_s) = conditions.wait_s
        && let Ok(applied) = HeaderValue::from_str(&format!("wait={wait_s}"))
    {
        headers.insert(PREFERENCE_APPLIED, applied);
    }
    Ok(response)
}

/// The `wait` of all `Prefer` headers, cut to what is granted. The first one counts, as the RFC has it.
fn wait_s(headers: &HeaderMap) -> Option<u64> {
    headers
        .get_all(PREFER)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|preference| preference.split(';').next())
        .filter_map(|preference| preference.split_once('='))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("wait"))
        .and_then(|(_, value)| value.trim().trim_matches('"').parse::<u64>().ok())
        .map(|wait_s| wait_s.min(LONGEST_WAIT_S))
}
