//! A session with its past forgotten, for the model check that must recognise a state when it meets it again.

use super::{Random, Session, Stage};

/// Where the clock of a rebased session stands, in milliseconds; high enough for everything that may lie before it.
pub const REBASED_MS: u64 = 1_000_000_000;

/// The number of the last request of a rebased session; lower ones are of requests that are over.
const LAST_REQUEST: u32 = 2;

impl Session {
    /// The same session as if it were [`REBASED_MS`] now: only what can still make a difference is kept, so that
    /// two sessions which will do the same from here on are equal. `seed` is its jitter from here on.
    #[must_use]
    pub fn rebased(mut self, seed: u64) -> Self {
        let base = Base { now: self.now };
        let timing = self.timing;
        match &mut self.stage {
            Stage::AskingCode { by: at } | Stage::Failed { until: at, .. } => *at = base.ahead(*at),
            Stage::Claiming(failing) | Stage::AskingReason(failing) => failing.rebase(&base),
            Stage::Watching(watch) => watch.rebase(&base, &timing),
            Stage::New | Stage::Ended => {}
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

/// Moves times from a session's own to that of a rebased one.
pub(super) struct Base {
    pub now: u64,
}

impl Base {
    /// A deadline; one that is over is over, however long ago.
    pub fn ahead(&self, at: u64) -> u64 {
        REBASED_MS + at.saturating_sub(self.now)
    }

    /// A time in the past; beyond `matters_ms` it makes no difference how long ago.
    pub fn ago(&self, at: u64, matters_ms: u64) -> u64 {
        REBASED_MS - self.now.saturating_sub(at).min(matters_ms)
    }
}
