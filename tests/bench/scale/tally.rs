//! Counts requests and delays.

use crate::life::Life;

#[derive(Default)]
pub struct Tally {
    pub sessions: u64,
    pub requests: u64,
    /// Requests in each second since the first session began.
    pub by_second: Vec<u32>,
    /// The change of the number of held requests in each second.
    held_change: Vec<i64>,
    /// From the verdict to the page that knows it, in milliseconds; sorted by `finish`.
    pub delays: Vec<u32>,
    /// The same for pages that were visible and online at that moment.
    pub seen_delays: Vec<u32>,
}

impl Tally {
    pub fn request(&mut self, at_ms: u64) {
        self.requests += 1;
        *slot(&mut self.by_second, at_ms) += 1;
    }

    pub fn held(&mut self, from_ms: u64, for_ms: u64) {
        *slot(&mut self.held_change, from_ms) += 1;
        *slot(&mut self.held_change, from_ms + for_ms) -= 1;
    }

    pub fn heard(&mut self, life: &Life, verdict_at: u64, heard_at: u64) {
        let delay = (heard_at - verdict_at) as u32;
        self.delays.push(delay);
        if life.visible(verdict_at) && life.online(verdict_at) {
            self.seen_delays.push(delay);
        }
    }

    pub fn add(&mut self, other: Self) {
        self.sessions += other.sessions;
        self.requests += other.requests;
        for (second, count) in other.by_second.into_iter().enumerate() {
            *slot(&mut self.by_second, second as u64 * 1_000) += count;
        }
        for (second, change) in other.held_change.into_iter().enumerate() {
            *slot(&mut self.held_change, second as u64 * 1_000) += change;
        }
        self.delays.extend(other.delays);
        self.seen_delays.extend(other.seen_delays);
    }

    pub fn finish(&mut self) {
        self.delays.sort_unstable();
        self.seen_delays.sort_unstable();
    }

    /// The largest number of requests that are held at once.
    pub fn most_held(&self) -> i64 {
        let running = self.held_change.iter().scan(0, |held, change| {
            *held += change;
            Some(*held)
        });
        running.max().unwrap_or(0)
    }

    /// Requests a second while sessions begin and end evenly: the second half of the arrivals.
    pub fn steady_rate(&self, arrive_within_s: u64) -> f64 {
        let (from, to) = (arrive_within_s as usize / 2, arrive_within_s as usize);
        let seconds = &self.by_second[from..to.min(self.by_second.len())];
        seconds.iter().map(|count| f64::from(*count)).sum::<f64>() / seconds.len() as f64
    }
}

pub fn mean(sorted: &[u32]) -> f64 {
    sorted.iter().map(|delay| f64::from(*delay)).sum::<f64>() / sorted.len().max(1) as f64
}

/// `share` of them are at most this; 0 of none.
pub fn quantile(sorted: &[u32], share: f64) -> u32 {
    let index = (share * sorted.len() as f64).ceil() as usize;
    sorted.get(index.saturating_sub(1)).copied().unwrap_or(0)
}

fn slot<T: Default + Clone>(list: &mut Vec<T>, at_ms: u64) -> &mut T {
    let second = (at_ms / 1_000) as usize;
    if list.len() <= second {
        list.resize(second + 1, T::default());
    }
    &mut list[second]
}
