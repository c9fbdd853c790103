//! The one request under way: when it is sent, when it times out, and whether an answer belongs to it.

use super::{Session, Stage, *};

/// A request under way. There is never more than one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Request {
    pub id: RequestNumber,
    pub sent_at: u64,
    pub timeout_at: u64,
    /// It asked the service to hold it until the link changes.
    pub asked_to_wait: bool,
    /// It carried an `ETag`, so a 304 means something.
    pub had_etag: bool,
}

impl Session {
    /// When the planned request may be sent. `None` if none is planned, or if it waits for the browser to be online.
    pub(super) fn may_send_at(&self) -> Option<u64> {
        let at = self.next_at?.max(self.not_before);
        match (&self.stage, self.online) {
            (_, true) => Some(at),
            (Stage::AskingCode { by: None } | Stage::Claiming(_), false) => {
                self.try_offline_at.map(|tried_at| tried_at.max(at))
            }
            _ => None,
        }
    }

    pub(super) fn send_due(&mut self) {
        let due = self.may_send_at().is_some_and(|at| at <= self.now);
        if !due || self.request.is_some() {
            return;
        }
        if !self.online {
            self.try_offline_at = Some(self.now + self.timing.offline_try_every_ms);
        }
        match &self.stage {
            Stage::AskingCode { by: None } => self.ask_code(),
            Stage::Claiming(_) => self.send_claim(),
            Stage::AskingReason(_) => self.send_status(None, None),
            Stage::Watching(_) => self.send_poll(),
            Stage::New | Stage::AskingCode { .. } | Stage::Failed { .. } | Stage::Ended => {}
        }
    }

    pub(super) fn begin_request(
        &mut self,
        lasts_ms: u64,
        asked_to_wait: bool,
        had_etag: bool,
    ) -> RequestNumber {
        self.requests += 1;
        self.next_at = None;
        self.last_sent = Some(self.now);
        self.request = Some(Request {
            id: self.requests,
            sent_at: self.now,
            timeout_at: self.now + lasts_ms,
            asked_to_wait,
            had_etag,
        });
        self.requests
    }

    /// Takes the request with this id, if it is the one under way; `None` for the late answer to an older one.
    pub(super) fn take_request(&mut self, id: RequestNumber) -> Option<Request> {
        self.request.take_if(|request| request.id == id)
    }

    pub(super) fn cancel_request(&mut self) {
        if self.request.take().is_some() {
            self.out.push(Effect::CancelRequest);
        }
    }

    pub(super) fn request_timed_out(&mut self) {
        self.cancel_request();
        match self.stage {
            Stage::AskingReason(_) => self.claim_failed(ErrorCode::NetworkError, None),
            Stage::Claiming(_) => {
                self.request_id = None;
                self.claim_failed(ErrorCode::NetworkError, None);
            }
            Stage::Watching(_) => {
                self.request_id = None;
                self.poll_failed(ErrorCode::NetworkError, None);
            }
            Stage::New | Stage::AskingCode { .. } | Stage::Failed { .. } | Stage::Ended => {}
        }
    }

    /// The person is back at the page, or the machine is awake again: a request from before may have lost its connection, and its
    /// answer may be old.
    pub(super) fn person_is_back(&mut self) {
        if !matches!(self.stage, Stage::Watching(_)) || !self.online {
            return;
        }
        self.forget_foreign();
        let stale_ms = self.timing.stale_request_ms;
        match &self.request {
            Some(request) if self.now < request.sent_at + stale_ms => {}
            Some(_) => self.replace_request(),
            None => self.next_at = Some(self.earliest_request()),
        }
    }

    /// Plans a retry, and tells the host page about it.
    pub(super) fn retry_in(&mut self, attempt: u32, delay_ms: u64) {
        self.next_at = Some(self.now + delay_ms);
        let delay_ms = u32::try_from(delay_ms).unwrap_or(u32::MAX);
        self.out
            .push(Effect::Emit(Event::Retrying { attempt, delay_ms }));
    }

    /// Replaces the request under way, which may have lost its connection, by one that is not held.
    pub(super) fn replace_request(&mut self) {
        self.cancel_request();
        self.next_at = Some(self.now);
        if let Stage::Watching(watch) = &mut self.stage {
            watch.ask_short = true;
        }
    }

    /// When an event such as a hint of the frame may cause a request: now, but not right after another request, since a frame may
    /// flood its page with hints, and a connection may come and go.
    pub(super) fn earliest_request(&self) -> u64 {
        self.last_sent.map_or(self.now, |sent_at| {
            self.now.max(sent_at + self.timing.stale_request_ms)
        })
    }
}
