//! The frame: waiting for it, greeting it, and noticing when it no longer answers.

use super::{Session, Stage, rebase::Base, *};
use crate::wire::FrameMessage;

/// Steps that are passed on to the host in one session; a frame may flood its page with them.
const MAX_STEPS: u32 = 100;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Frame {
    pub ready: bool,
    /// When a frame that is not ready counts as failed; `None` once it is ready, and while offline.
    pub ready_by: Option<u64>,
    pub ping_at: Option<u64>,
    pub unanswered: u32,
    /// The last ping has no answer yet.
    pinged: bool,
    /// It answered a ping once: only then does silence mean anything.
    answers: bool,
    step: Option<String>,
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
    pub(super) fn frame_spoke(&mut self, message: FrameMessage) {
        if message == FrameMessage::Close && matches!(self.stage, Stage::Failed { .. }) {
            return self.close();
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
                // A frame that reloaded itself says ready again and has forgotten everything.
                self.out.push(Effect::SendInit {
                    session_id: watch.claimed.session_id.clone(),
                    client_token: watch.claimed.client_token.clone(),
                });
            }
            FrameMessage::Close => self.finish(Ending::Closed),
            FrameMessage::Changed => self.poll_on_hint(),
            FrameMessage::Pong => {
                frame.answers = true;
                frame.pinged = false;
                frame.unanswered = 0;
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

    /// A hidden frame may be slowed down by the browser: it is not asked, and its silence means nothing.
    pub(super) fn frame_visibility_changed(&mut self) {
        let Stage::Watching(watch) = &mut self.stage else {
            return;
        };
        watch.frame.unanswered = 0;
        watch.frame.pinged = false;
        watch.frame.ping_at =
            (watch.frame.ready && self.visible).then_some(self.now + self.timing.ping_ms);
    }

    /// A frame that was loading when the connection went is lost: it gets a new start with the next one.
    pub(super) fn frame_connection_changed(&mut self) {
        let Stage::Watching(watch) = &mut self.stage else {
            return;
        };
        if watch.frame.ready {
            return;
        }
        watch.frame.ready_by = self.online.then_some(self.now + self.timing.frame_ready_ms);
        if self.online {
            self.out.push(Effect::LoadFrame {
                url: watch.claimed.frame_url.clone(),
            });
        }
    }

    pub(super) fn frame_due(&mut self) {
        let Stage::Watching(watch) = &mut self.stage else {
            return;
        };
        let frame = &mut watch.frame;
        if frame.ready_by.is_some_and(|by| by <= self.now) {
            return self.fail(ErrorCode::FrameLoadFailed);
        }
        if frame.ping_at.is_some_and(|at| at <= self.now) {
            if core::mem::replace(&mut frame.pinged, true) && frame.answers {
                frame.unanswered = frame.unanswered.saturating_add(1);
            }
            frame.ping_at = Some(self.now + self.timing.ping_ms);
            self.out.push(Effect::SendPing);
        }
    }
}
