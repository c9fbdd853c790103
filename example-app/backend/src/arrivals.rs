//! Which webhooks have arrived, so that the page can be told. In memory: a real integrator writes it into
//! their database, in the same transaction as whatever the event makes them do.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::{sync::watch, time::timeout};

/// Older ones are forgotten.
const KEPT: usize = 1_000;

/// The webhooks of the last links.
#[derive(Default)]
pub struct Arrivals {
    arrived: Mutex<Arrived>,
    count: watch::Sender<u64>,
}

#[derive(Default)]
struct Arrived {
    ids: VecDeque<String>,
    /// The newest event, by link.
    events: HashMap<String, String>,
    order: VecDeque<String>,
}

impl Arrivals {
    /// Takes note of an event, once for each `webhook-id`.
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

    /// The newest event of a link, waiting for the first one if there is none.
    pub async fn of(&self, link_id: &str, patience: Duration) -> Option<String> {
        let mut count = self.count.subscribe();
        let arrival = count.wait_for(|_| self.event(link_id).is_some());
        // Either way, what is there now is the answer.
        let _ = timeout(patience, arrival).await;
        self.event(link_id)
    }

    fn event(&self, link_id: &str) -> Option<String> {
        let arrived = self.arrived.lock().unwrap_or_else(PoisonError::into_inner);
        arrived.events.get(link_id).cloned()
    }
}
