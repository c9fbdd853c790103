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
    events: HashMap<String, String>,
    order: VecDeque<String>,
}

impl Arrivals {
    /// Records an event, unless one with the same `webhook-id` was recorded before.
    pub fn note(&self, id: Option<&str>, link_id: &str, event: &str) {
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
        let new = arrived
            .events
            .insert(link_id.to_owned(), event.to_owned())
            .is_none();
        if new {
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
        arrived.events.get(link_id).cloned()
    }
}
