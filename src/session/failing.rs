//! A run of failed requests: how long it may go on, and when the next retry is due.

use super::{random::Random, rebase::Base, timing::Timing};
use crate::{told::ErrorCode, wire::Answer};

/// From so many failures in a row on, the modal says that it is reconnecting: a single lost poll is not worth showing.
pub const SHOWN_FROM: u32 = 2;

/// Failures in a row, with the time that counts against their budget.
///
/// Time counts only while [`Failing::count`] says so: a sleeping laptop, a hidden tab or a lost connection must not use up the
/// budget of a person who could do nothing about it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Failing {
    /// How many failures in a row.
    pub attempts: u32,
    /// What the session ends with when the budget is spent.
    pub code: ErrorCode,
    spent_ms: u64,
    counting_since: Option<u64>,
}

impl Failing {
    /// A run without failures yet. It begins with the first failed poll or, for a claim, with the first try.
    #[must_use]
    pub fn new(now: u64, counts: bool) -> Self {
        Self {
            attempts: 0,
            code: ErrorCode::NetworkError,
            spent_ms: 0,
            counting_since: counts.then_some(now),
        }
    }

    /// Sets whether time counts from `now` on.
    pub fn count(&mut self, now: u64, counts: bool) {
        self.spent_ms = self.spent_ms(now);
        self.counting_since = counts.then_some(now);
    }

    /// Does not count the last `ms` milliseconds.
    pub fn discount(&mut self, ms: u64) {
        self.counting_since = self.counting_since.map(|since| since + ms);
    }

    /// How much of the budget is spent, in milliseconds.
    #[must_use]
    pub fn spent_ms(&self, now: u64) -> u64 {
        self.spent_ms
            + self
                .counting_since
                .map_or(0, |since| now.saturating_sub(since))
    }

    /// When the budget will be spent; `None` while time does not count.
    #[must_use]
    pub fn ends_at(&self, budget_ms: u64) -> Option<u64> {
        self.counting_since
            .map(|since| since + budget_ms.saturating_sub(self.spent_ms))
    }

    /// Notes one more failure and returns the delay before the next try, in milliseconds: exponential with full jitter, so that
    /// a thousand browsers do not return at once, and never shorter than `Retry-After`.
    pub fn failed(
        &mut self,
        code: ErrorCode,
        retry_after_ms: Option<u64>,
        timing: &Timing,
        random: &mut Random,
    ) -> u64 {
        self.attempts = self.attempts.saturating_add(1);
        self.code = code;
        let floor = retry_after_ms.unwrap_or(0).min(timing.retry_after_max_ms);
        random.up_to(ceiling_ms(self.attempts, timing)).max(floor)
    }

    pub(super) fn rebase(&mut self, base: &Base) {
        self.spent_ms = self.spent_ms(base.now);
        self.counting_since = self.counting_since.map(|_| super::REBASED_MS);
    }

    /// Forgets failures that make no difference because the back-off is at its longest. Not for claims, whose tries are limited.
    pub(super) fn rebase_attempts(&mut self, timing: &Timing) {
        while self.attempts > SHOWN_FROM
            && ceiling_ms(self.attempts - 1, timing) == ceiling_ms(self.attempts, timing)
        {
            self.attempts -= 1;
        }
    }
}

/// The error code that an answer counts as, with its `Retry-After` in milliseconds, if the request is worth a retry; else `None`.
pub fn failure<T>(answer: &Answer<T>) -> Option<(ErrorCode, Option<u64>)> {
    match answer {
        Answer::NoConnection => Some((ErrorCode::NetworkError, None)),
        Answer::Unreadable => Some((ErrorCode::ServiceUnavailable, None)),
        Answer::Refused {
            status: 408 | 425 | 429 | 500..=599,
            retry_after_ms,
            ..
        } => Some((ErrorCode::ServiceUnavailable, *retry_after_ms)),
        _ => None,
    }
}

/// The longest delay after this many failures, in milliseconds.
fn ceiling_ms(attempts: u32, timing: &Timing) -> u64 {
    let doublings = attempts.saturating_sub(1).min(16);
    (timing.backoff_base_ms << doublings).min(timing.backoff_max_ms)
}
