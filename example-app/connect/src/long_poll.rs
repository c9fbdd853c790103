//! Holding a request until the thing it asks about changes: RFC 7240 `Prefer: wait`, with ETags.
//!
//! A waiter is a receiver of a channel and a timer: no thread, and no query while it waits, since
//! the change itself comes through the channel.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    Json,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use tokio::{
    sync::watch,
    time::{Instant, timeout_at},
};

/// The longest wait that is granted, in seconds; below the idle timeouts of usual proxies.
pub const LONGEST_WAIT_S: u64 = 50;

const PREFER: HeaderName = HeaderName::from_static("prefer");
const PREFERENCE_APPLIED: HeaderName = HeaderName::from_static("preference-applied");

/// The body of an answer, and which version of the thing it shows.
#[derive(Clone, Debug)]
pub struct Snapshot<T> {
    /// Grows with each change.
    pub version: i64,
    /// The JSON.
    pub body: T,
}

impl<T> Snapshot<T> {
    fn etag(&self) -> String {
        format!("\"{}\"", self.version)
    }
}

/// Who waits for what, by id.
pub struct Board<T> {
    channels: Channels<T>,
}

type Channels<T> = Arc<Mutex<HashMap<String, watch::Sender<Option<Arc<Snapshot<T>>>>>>>;

impl<T> Board<T> {
    /// Nobody waits.
    pub fn new() -> Self {
        Self {
            channels: Channels::default(),
        }
    }

    /// Tells all who wait for `id`. An older version than the last one told is ignored: commits
    /// are in order, the calls after them need not be.
    pub fn publish(&self, id: &str, snapshot: Snapshot<T>) {
        let channels = self.channels.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(channel) = channels.get(id) {
            channel.send_if_modified(|last| {
                let newer = last
                    .as_ref()
                    .is_none_or(|last| last.version < snapshot.version);
                if newer {
                    *last = Some(Arc::new(snapshot));
                }
                newer
            });
        }
    }

    /// Listens from now on. Subscribe first and read the database then, so that no change falls between.
    pub fn subscribe(&self, id: &str) -> Subscription<T> {
        let mut channels = self.channels.lock().unwrap_or_else(PoisonError::into_inner);
        let receiver = channels.entry(id.to_owned()).or_default().subscribe();
        Subscription {
            id: id.to_owned(),
            receiver,
            channels: Arc::clone(&self.channels),
        }
    }

    /// How many requests listen, whether held already or about to be.
    pub fn waiting(&self) -> usize {
        self.channels
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .values()
            .map(watch::Sender::receiver_count)
            .sum()
    }
}

impl<T> Default for Board<T> {
    fn default() -> Self {
        Self::new()
    }
}

/// One waiter. Dropping it removes the channel if it was the last.
pub struct Subscription<T> {
    id: String,
    receiver: watch::Receiver<Option<Arc<Snapshot<T>>>>,
    channels: Channels<T>,
}

impl<T> Subscription<T> {
    async fn newer_than(&mut self, version: i64) -> Option<Arc<Snapshot<T>>> {
        self.receiver
            .wait_for(|last| last.as_ref().is_some_and(|last| last.version > version))
            .await
            .ok()?
            .clone()
    }
}

impl<T> Drop for Subscription<T> {
    fn drop(&mut self) {
        let mut channels = self.channels.lock().unwrap_or_else(PoisonError::into_inner);
        // Its own receiver still counts.
        if channels
            .get(&self.id)
            .is_some_and(|channel| channel.receiver_count() <= 1)
        {
            channels.remove(&self.id);
        }
    }
}

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

    fn matches(&self, etag: &str) -> bool {
        self.known.as_deref().is_some_and(|known| {
            known.trim() == "*"
                || known
                    .split(',')
                    .any(|one| one.trim().trim_start_matches("W/") == etag)
        })
    }
}

/// Answers with the snapshot, or holds the request as long as the caller knows it already.
///
/// `closing` turns true when the service shuts down; nobody is held beyond that.
pub async fn answer<T: Serialize>(
    conditions: &Conditions,
    current: Snapshot<T>,
    mut subscription: Subscription<T>,
    mut closing: watch::Receiver<bool>,
) -> Response {
    let mut current = Arc::new(current);
    if let Some(wait_s) = conditions.wait_s
        && conditions.matches(&current.etag())
    {
        tracing::debug!(wait_s, "held");
        let deadline = Instant::now() + Duration::from_secs(wait_s);
        let change = timeout_at(deadline, subscription.newer_than(current.version));
        tokio::select! {
            change = change => if let Ok(Some(newer)) = change {
                current = newer;
            },
            _ = closing.wait_for(|closing| *closing) => {}
        }
    }
    let etag = current.etag();
    let mut response = if conditions.matches(&etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Json(&current.body).into_response()
    };
    let headers = response.headers_mut();
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        headers.insert(header::ETAG, etag);
    }
    if let Some(wait_s) = conditions.wait_s
        && let Ok(applied) = HeaderValue::from_str(&format!("wait={wait_s}"))
    {
        headers.insert(PREFERENCE_APPLIED, applied);
    }
    response
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
