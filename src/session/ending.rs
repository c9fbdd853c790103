//! How a session ends: exactly once.

use super::{Session, Stage, *};

impl Session {
    pub(super) fn fail(&mut self, code: ErrorCode) {
        self.fail_with(ConnectionError::new(code));
    }

    /// Ends the session with an error that no answer of the service has decided.
    pub(super) fn fail_with_text(&mut self, code: ErrorCode, text: &str) {
        self.request_id = None;
        self.fail_with(ConnectionError::new(code).with_text(text));
    }

    /// Ends the session with an error. Requests stop at once; a person who has the frame in front of them reads for a moment that it
    /// failed, before the modal closes.
    pub(super) fn fail_with(&mut self, mut error: ConnectionError) {
        let request_id = self.request_id.take();
        error.request_id = request_id.filter(|id| !self.repeats_secret(id));
        let Stage::Watching(watch) = &self.stage else {
            return self.finish(Ending::Error(error));
        };
        error.link_id = Some(watch.claimed.link_id.clone());
        if !watch.frame.ready {
            return self.finish(Ending::Error(error));
        }
        self.cancel_request();
        self.next_at = None;
        self.stage = Stage::Failed {
            error,
            until: self.now + self.timing.failed_ms,
        };
    }

    /// Ends the session as closed. If it has already failed, it ends with its error, only sooner.
    pub(super) fn close(&mut self, by: ClosedBy) {
        let ending = match &self.stage {
            Stage::Failed { error, .. } => Ending::Error(error.clone()),
            _ => Ending::Closed(by),
        };
        self.finish(ending);
    }

    /// Tells the service that the claimed session is over. The service alone knows for certain whether it is at work, which is
    /// called off, or waits for the person, which stays as it is: what the frame reports comes a moment later. Also while offline,
    /// since some browsers always report that. A claim without an answer may resume a session that is at work.
    fn call_off(&mut self) {
        let session_id = match &self.stage {
            Stage::Watching(watch) => Some(watch.claimed.session_id.clone()),
            Stage::Claiming(_) => None,
            _ => return,
        };
        if let Some(code) = self.code.clone() {
            self.out.push(Effect::SendCancel { code, session_id });
        }
    }

    /// Ends the session: stops whatever runs, tells the host page, and ignores all further input.
    pub(super) fn finish(&mut self, ending: Ending) {
        if self.ended() {
            return;
        }
        self.cancel_request();
        if matches!(ending, Ending::Closed(_)) {
            self.call_off();
        }
        if self.planned.take().is_some() {
            self.out.push(Effect::WakeIn(None));
        }
        if !matches!(self.stage, Stage::New) {
            self.out.push(Effect::CloseModal);
        }
        let outcome = ending.outcome();
        if let Ending::Complete {
            return_url: Some(return_url),
            ..
        } = &ending
        {
            let return_url = return_url.clone();
            self.out
                .push(Effect::Emit(Event::Redirecting { return_url }));
        }
        self.stage = Stage::Ended;
        self.next_at = None;
        self.out.push(Effect::Emit(Event::Ended { outcome }));
        self.out.push(Effect::End(ending));
    }
}
