//! The promises about a session between two steps and at its end; those about single effects are in `page.rs`.

use passage_web::{
    session::{Ending, Input, View},
    told::{ClosedBy, ConnectionError},
    wire::FrameMessage,
};

use crate::page::{Modal, Page};

impl Page {
    /// Whether a session may end like this after this input.
    pub(crate) fn may_end(
        &self,
        ending: &Ending,
        input: &Input,
        must: impl Fn(bool, &str) -> Result<(), String>,
    ) -> Result<(), String> {
        must(
            self.ended == Some(ending.outcome()),
            "the last event tells the ending",
        )?;
        let closed = matches!(ending, Ending::Closed(_));
        must(
            closed || !self.called_off,
            "the service is told of a session that is closed, and of no other",
        )?;
        must(
            self.called_off || !closed || !(self.claimed || self.claiming),
            "the service is told of each session that was claimed, or may have been resumed",
        )?;
        match ending {
            Ending::Complete { .. } => {
                must(self.complete, "it is complete only when the status says so")
            }
            Ending::Closed(by) => must(
                *input == Input::Close(*by)
                    || (*input == Input::Frame(FrameMessage::Close) && *by == ClosedBy::Person),
                "it is closed only when somebody closes it, who is named",
            ),
            Ending::Error(error) => {
                let empty = error.code.is_empty() || error.error.trim().is_empty();
                must(!empty, "an error has a code and a text")?;
                let texts = [
                    Some(&error.code),
                    Some(&error.error),
                    error.link_id.as_ref(),
                    error.request_id.as_ref(),
                ];
                let tells = texts.into_iter().flatten().any(|text| self.is_secret(text));
                must(!tells, "no error holds a secret")?;
                if matches!(input, Input::Broken(broken) if broken == error) {
                    return Ok(());
                }
                self.may_fail(error, input, must)
            }
        }
    }

    /// Whether the session may find so; what the service says is passed on as it is.
    fn may_fail(
        &self,
        error: &ConnectionError,
        input: &Input,
        must: impl Fn(bool, &str) -> Result<(), String>,
    ) -> Result<(), String> {
        let found = |code: &str| error.code == code && self.failure.as_deref() != Some(code);
        must(
            !found("LINK_EXPIRED") || self.expired,
            "only the service says that a link has expired",
        )?;
        let blocked = matches!(input, Input::FrameBlocked { .. });
        must(
            !found("FRAME_LOAD_FAILED") || blocked || self.left.frame_ms == 0,
            "a frame gets all of its time",
        )?;
        let gave_none = matches!(input, Input::CodeGiven { .. });
        must(
            !found("INTERNAL_ERROR") || gave_none || self.left.code_ms == 0,
            "a function gets all of its time",
        )?;
        let own = blocked || self.view == Some(View::Failed);
        must(own || self.online, "offline, nothing is judged")
    }

    /// What must hold between two steps of a session that has not ended.
    pub(crate) fn settled(&self, input: &Input) -> Result<(), String> {
        let must = |holds: bool, promise: &str| {
            if holds {
                Ok(())
            } else {
                Err(format!("{promise}, but not after {input:?}"))
            }
        };
        let planned = |runs: bool, left_ms: u64| {
            !runs || (left_ms > 0 && self.timer.is_some_and(|ms| ms <= left_ms))
        };
        let frame_loads = self.frame == Some(false) && self.online;
        let failed = self.view == Some(View::Failed);
        if self.modal == Modal::Open {
            must(
                self.timer.is_some() || (!self.online && !failed),
                "unless offline, something is planned",
            )?;
        }
        if self.modal == Modal::Open && !failed {
            must(
                planned(self.code_due, self.left.code_ms),
                "a function has its time",
            )?;
            must(
                planned(self.request.is_some(), self.left.request_ms),
                "a request has its time",
            )?;
            must(
                planned(frame_loads, self.left.frame_ms),
                "a frame has its time",
            )?;
        }
        let offline = self.view == Some(View::Offline);
        must(
            self.modal != Modal::Open || failed || offline != self.online,
            "the modal shows whether the page is offline",
        )?;
        must(!self.complete, "a status that says complete ends it")?;
        let spins = *input == Input::Wake && self.timer == Some(0);
        must(!spins, "the timer does not spin")
    }
}
