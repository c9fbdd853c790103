//! Which view the modal shows.

use super::{Session, Stage, View, failing::SHOWN_FROM};
use crate::session::effect::Effect;

impl Session {
    /// The view follows from the session's state alone.
    fn view(&self) -> View {
        let slow = self.slow_at <= self.now;
        let failures = match &self.stage {
            Stage::Claiming(failing) | Stage::AskingReason(failing) => failing.attempts,
            Stage::Watching(watch) => watch.failing.as_ref().map_or(0, |failing| failing.attempts),
            _ => 0,
        };
        match &self.stage {
            Stage::Failed { .. } => View::Failed,
            _ if !self.online => View::Offline,
            Stage::Watching(watch) if watch.frame.ready => {
                if failures >= SHOWN_FROM {
                    View::Reconnecting
                } else if watch.frame.unanswered >= self.timing.pings_lost {
                    View::Unresponsive
                } else {
                    View::Live
                }
            }
            // Before the frame is ready, there is nothing to reconnect to, and no progress that could be kept.
            _ if slow || failures >= SHOWN_FROM => View::Slow,
            Stage::Watching(_) => View::Loading,
            _ => View::Opening,
        }
    }

    pub(super) fn show_view(&mut self) {
        if matches!(self.stage, Stage::New | Stage::Ended) {
            return;
        }
        let view = self.view();
        if self.shown.replace(view) != Some(view) {
            self.out.push(Effect::Show(view));
        }
    }
}
