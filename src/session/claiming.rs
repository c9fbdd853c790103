//! From the host's claim code to a claimed link.

use super::{
    Session, Stage,
    failing::{Failing, failure},
    watching::Watch,
    *,
};
use crate::wire::{Answer, Claimed, LinkStatus, ServiceError, Status};

impl Session {
    /// Starts the session, or starts it again to replace an expired claim code.
    pub(super) fn begin(&mut self) {
        self.slow_at = self.now + self.timing.slow_ms;
        match &self.source {
            CodeSource::Fixed(code) => {
                self.code = Some(code.clone());
                self.begin_claim();
            }
            CodeSource::Function => {
                self.stage = Stage::AskingCode { by: None };
                self.next_at = Some(self.now);
            }
        }
    }

    pub(super) fn ask_code(&mut self) {
        if let Stage::AskingCode { by } = &mut self.stage {
            *by = Some(self.now + self.timing.claim_code_ms);
        }
        self.asks += 1;
        self.next_at = None;
        self.out.push(Effect::AskClaimCode { ask: self.asks });
    }

    pub(super) fn code_given(&mut self, ask: u32, code: Option<Secret>) {
        if !matches!(self.stage, Stage::AskingCode { by: Some(_) }) || ask != self.asks {
            return;
        }
        match code {
            Some(code) => {
                self.code = Some(code);
                // The browser may report itself offline, but the function has got a code.
                self.try_offline_at = self.try_offline_at.map(|_| self.now);
                self.begin_claim();
            }
            None => self
                .code_failed("The claimCode function failed or did not give a non-empty string."),
        }
    }

    /// The host's function gave no code: an error, unless the browser is offline, where no function can get one. Then it is asked
    /// again once the browser is online.
    pub(super) fn code_failed(&mut self, text: &str) {
        if self.online {
            return self.fail_with_text(ErrorCode::InternalError, text);
        }
        if let Stage::AskingCode { by } = &mut self.stage {
            *by = None;
        }
        // It is asked for the same code, so the number stays; a late answer is as good as a new one.
        self.asks -= 1;
        self.next_at = Some(self.now);
    }

    fn begin_claim(&mut self) {
        self.claims += 1;
        self.request_id = None;
        self.stage = Stage::Claiming(Failing::new(self.now, self.online));
        self.next_at = Some(self.now);
    }

    pub(super) fn send_claim(&mut self) {
        let Some(code) = self.code.clone() else {
            return;
        };
        let request = self.begin_request(self.timing.request_ms, false, false);
        self.out.push(Effect::SendClaim {
            request,
            claim: self.claims,
            code,
        });
    }

    /// Fails the claim when its time is up, whatever is under way or planned.
    pub(super) fn claim_due(&mut self) {
        let budget_ms = self.timing.claim_budget_ms;
        if let Stage::Claiming(failing) | Stage::AskingReason(failing) = &self.stage
            && failing.ends_at(budget_ms).is_some_and(|at| at <= self.now)
        {
            self.fail(failing.code);
        }
    }

    pub(super) fn claim_answered(&mut self, answer: Answer<Claimed>, wall_ms: u64, resumed: bool) {
        if !matches!(answer, Answer::NoConnection) {
            // Any answer at all proves that the browser is online.
            self.set_online(true);
        }
        let Stage::Claiming(failing) = &self.stage else {
            return;
        };
        if let Some((code, retry_after_ms)) = failure(&answer) {
            return self.claim_failed(code, retry_after_ms);
        }
        match answer {
            Answer::Ok { body, .. }
                if self.repeats_secret(&body.link_id) || body.client_token.is_in(&body.link_id) =>
            {
                self.claim_failed(ErrorCode::ServiceUnavailable, None);
            }
            Answer::Ok { body, .. } => self.claimed(body, wall_ms, resumed),
            Answer::Refused {
                status: 409,
                error: ServiceError { code: None, .. },
                ..
            } => {
                let mut failing = failing.clone();
                // Until the status says more, all that is known is that the claim was refused.
                failing.code = ErrorCode::LinkInUse;
                self.stage = Stage::AskingReason(failing);
                self.next_at = Some(self.now);
            }
            Answer::Refused { status, error, .. } => self.refused(status, &error),
            _ => self.fail(ErrorCode::UnexpectedResponse),
        }
    }

    /// Notes a failed try, and plans the next one unless the tries or the time are used up.
    pub(super) fn claim_failed(&mut self, code: ErrorCode, retry_after_ms: Option<u64>) {
        if !self.online {
            // To be expected while offline, so it does not count. The next try comes on its schedule, or with the connection.
            self.next_at = Some(self.now);
            return;
        }
        let (failing, code) = match &mut self.stage {
            Stage::Claiming(failing) => (failing, code),
            Stage::AskingReason(failing) => {
                let code = failing.code;
                (failing, code)
            }
            _ => return,
        };
        let delay_ms = failing.failed(code, retry_after_ms, &self.timing, &mut self.random);
        let spent_ms = failing.spent_ms(self.now);
        // A retry that would come after the end of the budget is not waited for.
        if failing.attempts >= self.timing.claim_tries
            || spent_ms + delay_ms >= self.timing.claim_budget_ms
        {
            return self.fail(code);
        }
        let attempt = failing.attempts;
        // Losing and regaining the connection must not shorten the delay that the service asked for.
        if retry_after_ms.is_some() {
            self.not_before = self.now + delay_ms;
        }
        self.retry_in(attempt, delay_ms);
    }

    /// Handles a refusal that a retry would not change. The body's code counts with a 409 alone, as the reason why the claim was
    /// refused; any status not listed here is an answer that this version does not understand, whatever its code.
    pub(super) fn refused(&mut self, status: u16, error: &ServiceError) {
        match (status, error.code.as_deref()) {
            (400 | 401 | 404, _) => self.fail(ErrorCode::InvalidClaimCode),
            (410, _) => self.expired(),
            (409, Some(code))
                if matches!(self.stage, Stage::Claiming(_))
                    || code == ErrorCode::LinkAlreadyComplete.name()
                    || code == ErrorCode::LinkInUse.name() =>
            {
                self.fail_as_service_says(code, error.message.as_deref());
            }
            _ => {
                let mut unexpected = ConnectionError::new(ErrorCode::UnexpectedResponse);
                if let Some(text) = self.without_secret(error.message.as_deref()) {
                    unexpected = unexpected.with_text(text);
                }
                self.fail_with(unexpected);
            }
        }
    }

    /// The service's own code and text, unless the text repeats a secret.
    pub(super) fn fail_as_service_says(&mut self, code: &str, message: Option<&str>) {
        let message = self.without_secret(message);
        let code = if self.repeats_secret(code) {
            ErrorCode::UnexpectedResponse.name()
        } else {
            code
        };
        let error = ConnectionError::from_service(code, message);
        self.fail_with(error);
    }

    /// The text, unless it repeats a secret.
    fn without_secret<'a>(&self, message: Option<&'a str>) -> Option<&'a str> {
        message.filter(|text| !self.repeats_secret(text))
    }

    /// Whether a text from outside contains the claim code or the client token: then the host page must not see it.
    pub(super) fn repeats_secret(&self, text: &str) -> bool {
        let in_text = |secret: &Secret| secret.is_in(text);
        self.code.as_ref().is_some_and(in_text)
            || matches!(&self.stage, Stage::Watching(watch) if in_text(&watch.claimed.client_token))
    }

    /// Handles the status that was requested after a 409 without a code. A lost answer is requested again: a person who opens a
    /// complete link must not be told to try later.
    pub(super) fn reason_answered(&mut self, answer: &Answer<LinkStatus>) {
        if let Some((code, retry_after_ms)) = failure(answer) {
            return self.claim_failed(code, retry_after_ms);
        }
        let complete =
            matches!(answer, Answer::Ok { body, .. } if body.status == Some(Status::Complete));
        self.fail(if complete {
            ErrorCode::LinkAlreadyComplete
        } else {
            ErrorCode::LinkInUse
        });
    }

    /// The service says that the link has expired: the host's `claimCode` function, if it is one, is asked for another code, once,
    /// in the same modal.
    pub(super) fn expired(&mut self) {
        if self.source != CodeSource::Function || self.asks > 1 {
            return self.fail(ErrorCode::LinkExpired);
        }
        self.leave_link();
        self.begin();
    }

    /// The session that the claim resumed is over: claims the same code again, in the same modal, for a new session.
    pub(super) fn claim_anew(&mut self) {
        self.leave_link();
        self.slow_at = self.now + self.timing.slow_ms;
        self.begin_claim();
    }

    /// Stops whatever was begun for the current link.
    fn leave_link(&mut self) {
        self.cancel_request();
        if matches!(self.stage, Stage::Watching(_)) {
            self.out.push(Effect::UnloadFrame);
        }
        self.next_at = None;
        self.not_before = 0;
    }

    fn claimed(&mut self, claimed: Claimed, wall_ms: u64, resumed: bool) {
        self.out.push(Effect::Emit(Event::Claimed {
            link_id: claimed.link_id.clone(),
        }));
        self.out.push(Effect::LoadFrame {
            url: claimed.frame_url.clone(),
        });
        self.slow_at = self.now + self.timing.slow_ms;
        self.not_before = 0;
        self.next_at = Some(self.now);
        self.stage = Stage::Watching(Box::new(Watch::new(
            claimed,
            self.now,
            wall_ms,
            resumed,
            &self.timing,
        )));
    }
}
