//! Removes from a session's state what no longer matters, so that the model check recognises a state that it meets again.

use super::{Random, Session, Stage};

/// Where the clock of a rebased session stands, in milliseconds; high enough for everything that may lie before it.
pub const REBASED_MS: u64 = 1_000_000_000;

/// The number of the latest request of a rebased session; lower numbers belong to requests that are over.
const LAST_REQUEST: u32 = 2;

impl Session {
    /// The same session with its clock moved to [`REBASED_MS`], keeping only what can still make a difference: two sessions that
    /// will behave the same from here on are equal. `seed` is the seed of the jitter from here on.
    #[must_use]
    pub fn rebased(mut self, seed: u64) -> Self {
        let base = Base { now: self.now };
        let timing = self.timing;
        match &mut self.stage {
            Stage::AskingCode { by: Some(at) } | Stage::Failed { until: at, .. } => {
                *at = base.ahead(*at);
            }
            Stage::Claiming(failing) | Stage::AskingReason(failing) => failing.rebase(&base),
            Stage::Watching(watch) => watch.rebase(&base, &timing),
            Stage::New | Stage::AskingCode { by: None } | Stage::Ended => {}
        }
        if let Some(request) = &mut self.request {
            request.id = LAST_REQUEST;
            request.sent_at =
                base.ago(request.sent_at, timing.held_ms.max(timing.stale_request_ms));
            request.timeout_at = base.ahead(request.timeout_at);
        }
        self.requests = LAST_REQUEST;
        self.last_sent = self
            .last_sent
            .map(|at| base.ago(at, timing.stale_request_ms));
        self.next_at = self.next_at.map(|at| base.ahead(at));
        self.planned = self.planned.map(|at| base.ahead(at));
        self.not_before = base.ahead(self.not_before);
        self.try_offline_at = self.try_offline_at.map(|at| base.ahead(at));
        self.slow_at = base.ahead(self.slow_at);
        self.random = Random::new(seed);
        (self.now, self.clock) = (REBASED_MS, REBASED_MS);
        self
    }
}

/// Converts times of a session to those of the rebased session.
pub(super) struct Base {
    pub now: u64,
}

impl Base {
    /// Converts a deadline. All deadlines that have passed become the same.
    pub fn ahead(&self, at: u64) -> u64 {
        REBASED_MS + at.saturating_sub(self.now)
    }

    /// Converts a time in the past. All that lie further back than `matters_ms` become the same.
    pub fn ago(&self, at: u64, matters_ms: u64) -> u64 {
        REBASED_MS - self.now.saturating_sub(at).min(matters_ms)
    }
}
