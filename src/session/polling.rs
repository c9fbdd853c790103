//! When the status is requested. A service that can holds the request until the link changes (long-polling); any other is
//! polled on a schedule.

use super::{
    Session, Stage,
    failing::Failing,
    requests::Request,
    watching::{LongPolling, QUICK_ANSWERS},
    *,
};

impl Session {
    pub(super) fn send_poll(&mut self) {
        let Stage::Watching(watch) = &mut self.stage else {
            return;
        };
        let etag = watch.etag.clone();
        // While requests fail, one that is not held shows sooner whether the service is back.
        let short = core::mem::take(&mut watch.ask_short) || watch.failing.is_some();
        let waits = etag.is_some() && watch.long_polling != LongPolling::No && !short;
        watch.hint_by = None;
        watch.ask_again = false;
        self.send_status(etag, waits.then_some(self.timing.wait_s));
    }

    /// Notes a usable answer: the run of failures is over, and the time it took shows whether the service holds requests.
    pub(super) fn note_answer(&mut self, request: &Request, waited: bool, changed: bool) {
        self.not_before = 0;
        let held = self.now - request.sent_at >= self.timing.held_ms;
        let Stage::Watching(watch) = &mut self.stage else {
            return;
        };
        let is_back = watch.failing.take().is_some();
        watch.quick_answers = if held {
            0
        } else {
            watch.quick_answers.saturating_add(1)
        };
        if waited {
            watch.long_polling = LongPolling::Yes;
        } else if request.asked_to_wait && !changed && !held {
            watch.long_polling = LongPolling::No;
        }
        if is_back {
            self.frame_reachable(true);
        }
    }

    /// Plans the next poll: at once where the service holds the request until something changes, else on the schedule.
    pub(super) fn plan_poll(&mut self) {
        let interval_ms = self.interval_ms();
        let Stage::Watching(watch) = &mut self.stage else {
            return;
        };
        let holds = watch.etag.is_some() && watch.long_polling != LongPolling::No;
        let delay_ms = if holds && watch.quick_answers <= QUICK_ANSWERS {
            0
        } else {
            interval_ms
        };
        let again = watch.ask_again;
        let next_at = self.now + delay_ms;
        self.next_at = Some(if again {
            next_at.min(self.earliest_request())
        } else {
            next_at
        });
    }

    /// The schedule, in milliseconds: fast at first, then growing with the session's age; slower in a hidden tab.
    /// Up to a fifth is taken off at random, so that browsers which started together drift apart.
    pub(super) fn interval_ms(&mut self) -> u64 {
        let Stage::Watching(watch) = &self.stage else {
            return self.timing.poll_ms;
        };
        let (timing, age_ms) = (&self.timing, self.now - watch.since);
        let base_ms = if !self.visible {
            timing.poll_hidden_ms
        } else if age_ms < timing.poll_fast_for_ms {
            timing.poll_ms
        } else {
            // Proportional to the session's age: twice the first interval at the end of the fast time.
            (2 * timing.poll_ms * age_ms / timing.poll_fast_for_ms.max(1)).min(timing.poll_max_ms)
        };
        base_ms - self.random.up_to(base_ms / 5)
    }

    pub(super) fn poll_failed(&mut self, code: ErrorCode, retry_after_ms: Option<u64>) {
        let (now, counts) = (self.now, self.online && self.visible);
        // What the last status said of another session may have changed since: the next one must say it again.
        self.forget_foreign();
        let Stage::Watching(watch) = &mut self.stage else {
            return;
        };
        let failing = watch
            .failing
            .get_or_insert_with(|| Failing::new(now, counts));
        let mut delay_ms = failing.failed(code, retry_after_ms, &self.timing, &mut self.random);
        let (attempt, spent_ms) = (failing.attempts, failing.spent_ms(now));
        if spent_ms >= self.timing.poll_budget_ms {
            return self.fail(code);
        }
        self.frame_reachable(false);
        if retry_after_ms.is_some() {
            self.not_before = now + delay_ms;
        }
        if !self.visible {
            delay_ms = delay_ms.max(self.timing.poll_hidden_ms);
        }
        self.retry_in(attempt, delay_ms);
    }

    /// Something may have changed: the frame said so, or the link should have expired. A held request is answered by itself then,
    /// if its connection is alive.
    pub(super) fn poll_soon(&mut self) {
        let earliest = self.earliest_request();
        let Stage::Watching(watch) = &mut self.stage else {
            return;
        };
        if let Some(request) = &self.request {
            if request.asked_to_wait {
                watch.hint_by.get_or_insert(self.now + self.timing.held_ms);
            } else {
                watch.ask_again = true;
            }
        } else if watch.failing.is_none() {
            self.next_at = Some(self.next_at.map_or(earliest, |at| at.min(earliest)));
        }
    }
}
