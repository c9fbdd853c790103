//! The frame: waits until it is ready, sends it `init`, and notices when it stops answering pings.

use super::{Session, Stage, rebase::Base, *};
use crate::wire::FrameMessage;

/// How many `progress` steps and hand-overs one session passes on to the host page: a broken frame may send them without end.
const MAX_STEPS: u32 = 100;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Frame {
    pub ready: bool,
    /// When a frame that is not ready counts as failed; `None` once it is ready, and while the service cannot be reached.
    pub ready_by: Option<u64>,
    /// When the next ping is due; `None` while the frame is loading or hidden.
    pub ping_at: Option<u64>,
    /// How many pings in a row had no answer.
    pub unanswered: u32,
    /// The last ping has no answer yet.
    pinged: bool,
    /// It has answered a ping before. Only then does silence mean that it is unresponsive.
    answers: bool,
    /// The `progress` step that the host page was told last; a repetition is not told.
    step: Option<String>,
    /// A phone has the session, as the host page was told last.
    handed_over: bool,
    /// How many steps and hand-overs the host page was told.
    steps: u32,
}

impl Frame {
    pub fn loading(now: u64, timing: &Timing) -> Self {
        Self {
            ready: false,
            ready_by: Some(now + timing.frame_ready_ms),
            ping_at: None,
            unanswered: 0,
            pinged: false,
            answers: false,
            step: None,
            handed_over: false,
            steps: 0,
        }
    }

    pub fn rebase(&mut self, base: &Base, timing: &Timing) {
        self.ready_by = self.ready_by.map(|at| base.ahead(at));
        self.ping_at = self.ping_at.map(|at| base.ahead(at));
        self.unanswered = self.unanswered.min(timing.pings_lost);
    }
}

impl Session {
    pub(super) fn frame_message(&mut self, message: FrameMessage) {
        if message == FrameMessage::Close && matches!(self.stage, Stage::Failed { .. }) {
            return self.close(ClosedBy::Person);
        }
        if matches!(&message, FrameMessage::Progress { step } if self.repeats_secret(step)) {
            return;
        }
        let Stage::Watching(watch) = &mut self.stage else {
            return;
        };
        let frame = &mut watch.frame;
        match message {
            FrameMessage::Ready => {
                frame.ready_by = None;
                frame.unanswered = 0;
                frame.pinged = false;
                frame.ping_at = self.visible.then_some(self.now + self.timing.ping_ms);
                if !core::mem::replace(&mut frame.ready, true) {
                    self.out.push(Effect::Emit(Event::FrameReady {}));
                }
                // A frame that reloaded itself reports ready again, and needs `init` again.
                self.out.push(Effect::SendInit {
                    session_id: watch.claimed.session_id.clone(),
                    client_token: watch.claimed.client_token.clone(),
                });
            }
            FrameMessage::Close => self.finish(Ending::Closed(ClosedBy::Person)),
            FrameMessage::Changed => self.poll_soon(),
            FrameMessage::Pong => {
                frame.answers = true;
                frame.pinged = false;
                frame.unanswered = 0;
            }
            FrameMessage::AtStake(at_stake) => self.out.push(Effect::SetAtStake(at_stake)),
            FrameMessage::HandedOver(over) => {
                if frame.handed_over != over && frame.steps < MAX_STEPS {
                    frame.steps += 1;
                    frame.handed_over = over;
                    self.out.push(Effect::Emit(if over {
                        Event::HandedOver {}
                    } else {
                        Event::TakenBack {}
                    }));
                }
            }
            FrameMessage::Progress { step } => {
                if frame.step.as_ref() != Some(&step) && frame.steps < MAX_STEPS {
                    frame.steps += 1;
                    frame.step = Some(step.clone());
                    self.out.push(Effect::Emit(Event::Progress { step }));
                }
            }
        }
    }

    pub(super) fn frame_blocked(&mut self, text: &'static str) {
        if matches!(&self.stage, Stage::Watching(watch) if !watch.frame.ready) {
            self.fail_with_text(ErrorCode::FrameLoadFailed, text);
        }
    }

    /// Browsers slow hidden frames down: a hidden frame is not pinged, and its silence means nothing.
    pub(super) fn frame_visibility_changed(&mut self) {
        let Stage::Watching(watch) = &mut self.stage else {
            return;
        };
        watch.frame.unanswered = 0;
        watch.frame.pinged = false;
        watch.frame.ping_at =
            (watch.frame.ready && self.visible).then_some(self.now + self.timing.ping_ms);
    }

    /// The service, whose page the frame shows, can be reached again, or no longer: the time of a frame that loads only runs while it
    /// can, and what was loading when it could not is loaded again.
    pub(super) fn frame_reachable(&mut self, reachable: bool) {
        let Stage::Watching(watch) = &mut self.stage else {
            return;
        };
        let frame = &mut watch.frame;
        if frame.ready || frame.ready_by.is_some() == reachable {
            return;
        }
        frame.ready_by = reachable.then_some(self.now + self.timing.frame_ready_ms);
        if reachable {
            self.out.push(Effect::LoadFrame {
                url: watch.claimed.frame_url.clone(),
            });
        }
    }

    /// Gives up a frame that is not ready in time.
    pub(super) fn give_up_frame(&mut self) {
        if matches!(&self.stage, Stage::Watching(watch) if watch.frame.ready_by.is_some_and(|by| by <= self.now))
        {
            let code = ErrorCode::FrameLoadFailed;
            self.fail_with_text(code, code.text());
        }
    }

    pub(super) fn ping_due(&mut self) {
        let Stage::Watching(watch) = &mut self.stage else {
            return;
        };
        let frame = &mut watch.frame;
        if frame.ping_at.is_some_and(|at| at <= self.now) {
            if core::mem::replace(&mut frame.pinged, true) && frame.answers {
                frame.unanswered = frame.unanswered.saturating_add(1);
            }
            frame.ping_at = Some(self.now + self.timing.ping_ms);
            self.out.push(Effect::SendPing);
        }
    }
}
