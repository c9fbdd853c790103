//! After the claim: the status is polled until the service says how the link ended.

use super::{
    Session, Stage,
    failing::{Failing, failure},
    frame::Frame,
    rebase::Base,
    *,
};
use crate::wire::{Answer, Claimed, LinkStatus, Status, return_url};

/// An `expiresAt` that lies further ahead than this, in milliseconds, counts as this far ahead.
const MAX_EXPIRY_DELAY_MS: u64 = 24 * 3_600_000;

/// So many requests in a row may be answered at once although they asked to be held; after more, the schedule takes over.
pub(super) const QUICK_ANSWERS: u32 = 3;

/// Whether this service holds requests that ask for it with `Prefer: wait`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum LongPolling {
    Unknown,
    Yes,
    No,
}

/// A claimed link and its frame.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Watch {
    pub claimed: Claimed,
    pub frame: Frame,
    /// The current run of failed polls.
    pub failing: Option<Failing>,
    /// When the link was claimed.
    pub since: u64,
    pub status: Option<Status>,
    pub etag: Option<String>,
    pub long_polling: LongPolling,
    /// How many requests in a row were answered at once.
    pub quick_answers: u32,
    /// When the link should have expired: the status is requested once at that time.
    pub expires_at: Option<u64>,
    /// The frame hinted at a change while a request was held: if that is not answered by this time, a new request replaces it.
    pub hint_by: Option<u64>,
    /// The frame hinted at a change while a request was under way that is not held: another one follows it.
    pub ask_again: bool,
    /// The next request does not ask to be held: it replaces one that may have lost its connection.
    pub ask_short: bool,
    /// The status is about another session: if it still is at this time, the link is in use.
    pub foreign_by: Option<u64>,
    /// The claim may have returned an earlier session, of which no status is known yet: it may be over.
    pub resumed: bool,
}

impl Watch {
    pub fn new(claimed: Claimed, now: u64, wall_ms: u64, resumed: bool, timing: &Timing) -> Self {
        // The browser's clock may be hours off: it only decides when one extra request is made.
        let expires_at = claimed
            .expires_at_ms
            .map(|at| now + at.saturating_sub(wall_ms).min(MAX_EXPIRY_DELAY_MS));
        Self {
            claimed,
            frame: Frame::loading(now, timing),
            failing: None,
            since: now,
            status: None,
            etag: None,
            long_polling: LongPolling::Unknown,
            quick_answers: 0,
            expires_at,
            hint_by: None,
            ask_again: false,
            ask_short: false,
            foreign_by: None,
            resumed,
        }
    }

    pub fn deadlines(&self, timing: &Timing) -> [Option<u64>; 6] {
        [
            self.expires_at,
            self.hint_by,
            self.foreign_by,
            self.failing
                .as_ref()
                .and_then(|failing| failing.ends_at(timing.poll_budget_ms)),
            self.frame.ready_by,
            self.frame.ping_at,
        ]
    }
}

impl Watch {
    pub fn rebase(&mut self, base: &Base, timing: &Timing) {
        self.frame.rebase(base, timing);
        if let Some(failing) = &mut self.failing {
            failing.rebase(base);
            failing.rebase_attempts(timing);
        }
        // From this age on the interval is at its longest.
        let grown_ms =
            (timing.poll_max_ms * timing.poll_fast_for_ms).div_ceil(2 * timing.poll_ms.max(1));
        self.since = base.ago(self.since, grown_ms.max(timing.poll_fast_for_ms));
        self.quick_answers = self.quick_answers.min(QUICK_ANSWERS + 1);
        for at in [
            &mut self.expires_at,
            &mut self.hint_by,
            &mut self.foreign_by,
        ] {
            *at = at.map(|at| base.ahead(at));
        }
    }
}

impl Session {
    pub(super) fn send_status(&mut self, etag: Option<String>, wait_s: Option<u32>) {
        let Some(code) = self.code.clone() else {
            return;
        };
        let lasts_ms = self.timing.request_ms + u64::from(wait_s.unwrap_or(0)) * 1_000;
        let request = self.begin_request(lasts_ms, wait_s.is_some(), etag.is_some());
        self.out.push(Effect::SendStatus {
            request,
            code,
            etag,
            wait_s,
        });
    }

    pub(super) fn status_answered(&mut self, request: &Request, answer: Answer<LinkStatus>) {
        match &self.stage {
            Stage::AskingReason(_) => return self.reason_answered(&answer),
            Stage::Watching(_) => {}
            _ => return,
        }
        if let Some((code, retry_after_ms)) = failure(&answer) {
            return self.poll_failed(code, retry_after_ms);
        }
        match answer {
            Answer::Ok { body, .. } if self.is_of_another_link(&body) => {
                self.poll_failed(ErrorCode::ServiceUnavailable, None);
            }
            Answer::Ok { body, etag, waited } => {
                let Stage::Watching(watch) = &mut self.stage else {
                    return;
                };
                let changed = watch.etag != etag;
                watch.etag = etag;
                self.note_answer(request, waited, changed);
                self.status_is(body);
            }
            Answer::NotModified { waited } if request.had_etag => {
                self.note_answer(request, waited, false);
                self.plan_poll();
            }
            Answer::Refused { status, error, .. } => self.refused(status, &error),
            _ => self.poll_failed(ErrorCode::ServiceUnavailable, None),
        }
    }

    fn is_of_another_link(&self, body: &LinkStatus) -> bool {
        matches!(&self.stage, Stage::Watching(watch) if watch.claimed.link_id != body.link_id)
    }

    /// The only place where a connection becomes complete.
    fn status_is(&mut self, body: LinkStatus) {
        let Stage::Watching(watch) = &mut self.stage else {
            return;
        };
        let foreign = body
            .session_id
            .is_some_and(|id| id != watch.claimed.session_id);
        let resumed = core::mem::take(&mut watch.resumed);
        match body.status {
            Some(Status::Complete) => return self.complete(body.return_url),
            Some(Status::Expired) => {
                self.note_status(Status::Expired);
                return self.expired();
            }
            _ if foreign => {
                // It may be a late answer about an earlier session. If the next ones say the same, somebody else has claimed the link.
                watch
                    .foreign_by
                    .get_or_insert(self.now + self.timing.foreign_session_ms);
            }
            // It had failed before the person came back: they want another try, not an old error.
            Some(Status::Failed) if resumed => return self.claim_anew(),
            Some(Status::Failed) => {
                self.note_status(Status::Failed);
                let code = body
                    .error
                    .code
                    .as_deref()
                    .unwrap_or(ErrorCode::ConnectionFailed.name());
                return self.fail_as_service_says(code, body.error.message.as_deref());
            }
            Some(status) => {
                watch.foreign_by = None;
                self.note_status(status);
            }
            None => watch.foreign_by = None,
        }
        self.plan_poll();
    }

    /// Forgets that the status was about another session.
    pub(super) fn forget_foreign(&mut self) {
        if let Stage::Watching(watch) = &mut self.stage {
            watch.foreign_by = None;
        }
    }

    fn note_status(&mut self, status: Status) {
        let Stage::Watching(watch) = &mut self.stage else {
            return;
        };
        if watch.status.replace(status) != Some(status) {
            self.out.push(Effect::Emit(Event::Status { status }));
        }
    }

    fn complete(&mut self, return_url: Option<String>) {
        self.note_status(Status::Complete);
        let Stage::Watching(watch) = &self.stage else {
            return;
        };
        let link_id = watch.claimed.link_id.clone();
        let wanted = return_url.filter(|_| self.redirect);
        let refused = wanted
            .as_deref()
            .is_some_and(|url| return_url::target(url).is_none() || self.repeats_secret(url));
        if refused {
            self.out.push(Effect::Warn(
                "The link's returnUrl is not an address that may be followed; the page stays.",
            ));
        }
        let return_url = wanted.filter(|_| !refused);
        self.finish(Ending::Complete {
            link_id,
            return_url,
        });
    }

    /// Gives up, or requests the status, when a deadline of the watched link has come.
    pub(super) fn watch_due(&mut self) {
        let now = self.now;
        let budget_ms = self.timing.poll_budget_ms;
        let Stage::Watching(watch) = &mut self.stage else {
            return;
        };
        if let Some(failing) = &watch.failing
            && failing.ends_at(budget_ms).is_some_and(|at| at <= now)
        {
            let code = failing.code;
            return self.fail(code);
        }
        if watch.foreign_by.is_some_and(|by| by <= now) {
            return self.fail(ErrorCode::LinkInUse);
        }
        let hinted = watch.hint_by.take_if(|by| *by <= now).is_some();
        let should_have_expired = watch.expires_at.take_if(|at| *at <= now).is_some();
        if hinted && self.request.is_some() {
            self.replace_request();
        }
        if should_have_expired {
            self.poll_soon();
        }
    }
}
