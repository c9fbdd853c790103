//! How many tries are under way for each integrator and host, so that a server that hangs delays its own webhooks only.

use std::collections::{HashMap, HashSet};

use serde_json::json;

use crate::store::deliveries::{Delivery, Except};

/// Tries under way at once, in total.
const MOST: usize = 256;

/// For one integrator.
const MOST_OF_OWNER: usize = 16;

/// For one integrator at one host.
const MOST_OF_LANE: usize = 4;

/// The deliveries that are being tried or recorded.
#[derive(Default)]
pub struct Lanes {
    taken: HashSet<String>,
    by_lane: HashMap<String, usize>,
    by_owner: HashMap<String, usize>,
}

impl Lanes {
    /// Takes a slot for a try. False: none is free, or the delivery has one already.
    pub fn enter(&mut self, delivery: &Delivery) -> bool {
        let lane = delivery.lane();
        let room = self.has_room()
            && count(&self.by_owner, &delivery.owner) < MOST_OF_OWNER
            && count(&self.by_lane, &lane) < MOST_OF_LANE
            && self.taken.insert(delivery.id.clone());
        if room {
            *self.by_lane.entry(lane).or_default() += 1;
            *self.by_owner.entry(delivery.owner.clone()).or_default() += 1;
        }
        room
    }

    /// Frees the slot. The delivery itself stays reserved until [`Self::recorded`].
    pub fn leave(&mut self, delivery: &Delivery) {
        less(&mut self.by_lane, &delivery.lane());
        less(&mut self.by_owner, &delivery.owner);
    }

    /// The try is in the database, so the delivery may be tried again.
    pub fn recorded(&mut self, id: &str) {
        self.taken.remove(id);
    }

    /// Whether any slot is free.
    pub fn has_room(&self) -> bool {
        self.by_lane.values().sum::<usize>() < MOST
    }

    /// The deliveries that cannot be tried now.
    pub fn except(&self) -> Except {
        let full = |counts: &HashMap<String, usize>, most| {
            let full: Vec<&String> = counts
                .iter()
                .filter_map(|(name, count)| (*count >= most).then_some(name))
                .collect();
            json!(full).to_string()
        };
        Except {
            ids: json!(self.taken).to_string(),
            lanes: full(&self.by_lane, MOST_OF_LANE),
            owners: full(&self.by_owner, MOST_OF_OWNER),
        }
    }
}

fn count(counts: &HashMap<String, usize>, name: &str) -> usize {
    counts.get(name).copied().unwrap_or_default()
}

fn less(counts: &mut HashMap<String, usize>, name: &str) {
    if let Some(count) = counts.get_mut(name) {
        *count = count.saturating_sub(1);
        if *count == 0 {
            counts.remove(name);
        }
    }
}
