//! Who waits for what. A waiter is a receiver of a channel: no thread, and no query while it waits, since the change itself
//! comes through the channel.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use tokio::sync::watch;

/// The body of an answer, and which version of the thing it shows.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// Grows with each change.
    pub version: i64,
    /// Written once, however many wait for it.
    pub json: Box<RawValue>,
}

impl Snapshot {
    /// Of a body that becomes JSON in any case; should it not, `null` tells.
    pub fn of(version: i64, body: &impl Serialize) -> Self {
        Self {
            version,
            json: to_raw_value(body).unwrap_or_else(|_| RawValue::NULL.to_owned()),
        }
    }

    /// The entity tag of this version.
    pub fn etag(&self) -> String {
        format!("\"{}\"", self.version)
    }
}

/// Who waits for what, by id.
pub struct Board {
    channels: Channels,
    held: Arc<AtomicUsize>,
}

type Channels = Arc<Mutex<HashMap<String, watch::Sender<Option<Arc<Snapshot>>>>>>;

impl Board {
    /// Nobody waits.
    pub fn new() -> Self {
        Self {
            channels: Channels::default(),
            held: Arc::default(),
        }
    }

    /// Tells all who wait for `id`. An older version than the last one told is ignored: commits
    /// are in order, the calls after them need not be. Returns whether it was news to somebody.
    pub fn publish(&self, id: &str, snapshot: impl FnOnce() -> Snapshot) -> bool {
        let channels = self.channels.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(channel) = channels.get(id) else {
            return false;
        };
        let snapshot = snapshot();
        channel.send_if_modified(|last| {
            let newer = last
                .as_ref()
                .is_none_or(|last| last.version < snapshot.version);
            if newer {
                *last = Some(Arc::new(snapshot));
            }
            newer
        })
    }

    /// Listens from now on. Subscribe first and read the database then, so that no change falls between.
    pub fn subscribe(&self, id: &str) -> Subscription {
        let mut channels = self.channels.lock().unwrap_or_else(PoisonError::into_inner);
        let receiver = channels.entry(id.to_owned()).or_default().subscribe();
        Subscription {
            id: id.to_owned(),
            receiver,
            channels: Arc::clone(&self.channels),
            held: Arc::clone(&self.held),
        }
    }

    /// Whether anybody waits for `id`.
    pub fn is_waited_for(&self, id: &str) -> bool {
        let channels = self.channels.lock().unwrap_or_else(PoisonError::into_inner);
        channels.contains_key(id)
    }

    /// All that is waited for, by id.
    pub fn waited_for(&self) -> Vec<String> {
        let channels = self.channels.lock().unwrap_or_else(PoisonError::into_inner);
        channels.keys().cloned().collect()
    }

    /// How many requests are held.
    pub fn held(&self) -> usize {
        self.held.load(Ordering::Relaxed)
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

impl Default for Board {
    fn default() -> Self {
        Self::new()
    }
}

/// One waiter. Dropping it removes the channel if it was the last.
pub struct Subscription {
    id: String,
    receiver: watch::Receiver<Option<Arc<Snapshot>>>,
    channels: Channels,
    held: Arc<AtomicUsize>,
}

impl Subscription {
    /// The next one, or the one that has come already. `None`: the service is gone.
    pub async fn newer_than(&mut self, version: i64) -> Option<Arc<Snapshot>> {
        let _held = Held::count(&self.held);
        self.receiver
            .wait_for(|last| last.as_ref().is_some_and(|last| last.version > version))
            .await
            .ok()?
            .clone()
    }
}

/// One held request, counted until it is dropped.
struct Held(Arc<AtomicUsize>);

impl Held {
    fn count(all: &Arc<AtomicUsize>) -> Self {
        all.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(all))
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Drop for Subscription {
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
