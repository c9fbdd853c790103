//! The promises about a session's rest and its end; those about single effects are in `page.rs`.

use crate::{
    page::{Modal, Page},
    timing,
};
use passage_web::{
    event::Outcome,
    session::{Ending, Input, View},
    wire::FrameMessage,
};

impl Page {
    /// Whether a session may end so, after this input.
    pub fn may_end(
        &self,
        ending: &Ending,
        input: &Input,
        must: impl Fn(bool, &str) -> Result<(), String>,
    ) -> Result<(), String> {
        let outcome = match ending {
            Ending::Complete { .. } => Outcome::Complete,
            Ending::Error(_) => Outcome::Error,
            Ending::Closed => Outcome::Closed,
        };
        must(
            self.ended == Some(outcome),
            "the last event tells the ending",
        )?;
        match ending {
            Ending::Complete { .. } => {
                must(self.complete, "it is complete only when the status says so")
            }
            Ending::Closed => must(
                matches!(input, Input::Close | Input::Frame(FrameMessage::Close)),
                "it is closed only when somebody closes it",
            ),
            Ending::Error(error) => must(
                error.code != "LINK_EXPIRED" || self.expired,
                "only the service says that a link has expired",
            ),
        }
    }

    /// What holds between two steps of a session that goes on.
    pub fn settled(&self, input: &Input) -> Result<(), String> {
        let must = |holds: bool, promise: &str| {
            if holds {
                Ok(())
            } else {
                Err(format!("{promise}, but not after {input:?}"))
            }
        };
        let times = timing();
        let within = |limit_ms: u64| self.timer.is_some_and(|ms| ms <= limit_ms);
        if self.modal == Modal::Open {
            must(
                !self.online || self.timer.is_some(),
                "online, something is planned",
            )?;
            must(
                !self.code_due || within(times.claim_code_ms),
                "a function has a deadline",
            )?;
            must(
                self.request.is_none() || within(times.request_ms),
                "a request has a deadline",
            )?;
            let loading = self.online && self.frame == Some(false);
            must(
                !loading || within(times.frame_ready_ms),
                "a frame has a deadline",
            )?;
        }
        let offline = self.view == Some(View::Offline);
        must(
            self.modal != Modal::Open || self.view == Some(View::Failed) || offline != self.online,
            "the modal shows whether the page is offline",
        )?;
        must(!self.complete, "a status that says complete ends it")?;
        let spins = *input == Input::Wake && self.timer == Some(0);
        must(!spins, "the timer does not spin")
    }
}
