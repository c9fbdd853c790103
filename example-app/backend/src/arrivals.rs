//! Remembers in memory which webhooks have arrived, so that the page can show it. A real application writes them into its
//! database, in the transaction that does what the event calls for.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::{sync::watch, time::timeout};

/// How many webhooks are kept; older ones are forgotten.
const KEPT: usize = 1_000;

/// The latest webhooks.
#[derive(Default)]
pub struct Arrivals {
    arrived: Mutex<Arrived>,
    count: watch::Sender<u64>,
}

#[derive(Default)]
struct Arrived {
    ids: VecDeque<String>,
    /// The newest event of each link.
    events: HashMap<String, Event>,
    order: VecDeque<String>,
}

struct Event {
    name: String,
    timestamp_ms: i64,
}

/// The one event that nothing changes any more: a link is used once.
const COMPLETE: &str = "link.complete";

impl Event {
    /// Whether another event of the same link takes the place of this one. Events may arrive in another order than they happened.
    fn gives_way_to(&self, name: &str, timestamp_ms: i64) -> bool {
        self.name != COMPLETE && (name == COMPLETE || timestamp_ms >= self.timestamp_ms)
    }
}

impl Arrivals {
    /// Records an event, unless one with the same `webhook-id` or a later one of the same link was recorded before.
    pub fn note(&self, id: Option<&str>, link_id: &str, name: &str, timestamp_ms: i64) {
        let mut arrived = self.arrived.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(id) = id {
            if arrived.ids.iter().any(|known| known == id) {
                return;
            }
            arrived.ids.push_back(id.to_owned());
            if arrived.ids.len() > KEPT {
                arrived.ids.pop_front();
            }
        }
        let last = arrived.events.get(link_id);
        if last.is_some_and(|last| !last.gives_way_to(name, timestamp_ms)) {
            return;
        }
        let event = Event {
            name: name.to_owned(),
            timestamp_ms,
        };
        if arrived.events.insert(link_id.to_owned(), event).is_none() {
            arrived.order.push_back(link_id.to_owned());
        }
        if arrived.order.len() > KEPT
            && let Some(oldest) = arrived.order.pop_front()
        {
            arrived.events.remove(&oldest);
        }
        drop(arrived);
        self.count.send_modify(|count| *count += 1);
    }

    /// The newest event of a link. If there is none, waits for one as long as `patience`.
    pub async fn of(&self, link_id: &str, patience: Duration) -> Option<String> {
        let mut count = self.count.subscribe();
        let arrival = count.wait_for(|_| self.event(link_id).is_some());
        // Whether an event arrived or the time is up, the answer is what is recorded now.
        let _ = timeout(patience, arrival).await;
        self.event(link_id)
    }

    fn event(&self, link_id: &str) -> Option<String> {
        let arrived = self.arrived.lock().unwrap_or_else(PoisonError::into_inner);
        arrived.events.get(link_id).map(|event| event.name.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::Arrivals;

    #[test]
    fn a_late_event_changes_nothing_and_complete_is_final() {
        let arrivals = Arrivals::default();
        for (id, name, timestamp_ms, then) in [
            ("1", "link.failed", 20, "link.failed"),
            ("2", "link.expired", 10, "link.failed"),
            ("3", "link.complete", 15, "link.complete"),
            ("4", "link.failed", 30, "link.complete"),
        ] {
            arrivals.note(Some(id), "link_1", name, timestamp_ms);
            assert_eq!(arrivals.event("link_1").as_deref(), Some(then), "{id}");
        }
    }
}
