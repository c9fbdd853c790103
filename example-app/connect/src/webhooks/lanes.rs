//! Who has how many tries under way: a server that hangs holds up its own webhooks and nobody else's.

use std::collections::{HashMap, HashSet};

use serde_json::json;

use crate::store::deliveries::{Delivery, Except};

/// Tries under way at once, of all.
const MOST: usize = 256;

/// Of one integrator.
const MOST_OF_OWNER: usize = 16;

/// Of one integrator at one host.
const MOST_OF_LANE: usize = 4;

/// The deliveries that are being tried or recorded.
#[derive(Default)]
pub struct Lanes {
    taken: HashSet<String>,
    by_lane: HashMap<String, usize>,
    by_owner: HashMap<String, usize>,
}

impl Lanes {
    /// Takes a place for a try. False: there is none, or the delivery has one.
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

    /// Gives the place to others. The delivery itself stays taken until [`Self::recorded`].
    pub fn leave(&mut self, delivery: &Delivery) {
        less(&mut self.by_lane, &delivery.lane());
        less(&mut self.by_owner, &delivery.owner);
    }

    /// The try is in the database: the next one may be made.
    pub fn recorded(&mut self, id: &str) {
        self.taken.remove(id);
    }

    /// Whether anything can be tried at all.
    pub fn has_room(&self) -> bool {
        self.by_lane.values().sum::<usize>() < MOST
    }

    /// What not to look for.
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
