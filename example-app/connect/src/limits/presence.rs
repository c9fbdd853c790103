//! When each session's frame last called. Kept in memory, because it changes with every poll.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use crate::clock::Clock;

/// After how many milliseconds without a call a session counts as abandoned.
pub const SILENCE_MS: i64 = 30_000;

#[derive(Default)]
struct Heard {
    /// Requests that are being held right now.
    open: usize,
    last_ms: i64,
}

/// Which frames are there.
#[derive(Clone)]
pub struct Presence {
    clock: Clock,
    /// After a restart, a frame that has not called yet counts as silent from here on.
    started_ms: i64,
    frames: Arc<Mutex<Frames>>,
}

/// By session. A frame silent for [`SILENCE_MS`] is treated as one that never called, so its entry is dropped.
#[derive(Default)]
struct Frames {
    heard: HashMap<String, Heard>,
    looked_ms: i64,
}

impl Frames {
    fn forget_the_silent(&mut self, now_ms: i64) {
        if now_ms - self.looked_ms >= SILENCE_MS {
            self.looked_ms = now_ms;
            self.heard
                .retain(|_, heard| heard.open > 0 || now_ms - heard.last_ms < SILENCE_MS);
        }
    }
}

impl Presence {
    /// No frame has called yet.
    pub fn new(clock: Clock) -> Self {
        Self {
            started_ms: clock.now_ms(),
            clock,
            frames: Arc::default(),
        }
    }

    /// The frame of an open session called. It counts as present at least until the guard is dropped.
    pub fn here(&self, session_id: &str) -> Here {
        let mut frames = self.frames.lock().unwrap_or_else(PoisonError::into_inner);
        frames.forget_the_silent(self.clock.now_ms());
        frames.heard.entry(session_id.to_owned()).or_default().open += 1;
        Here {
            presence: self.clone(),
            session_id: session_id.to_owned(),
        }
    }

    /// Whether a request of the frame is being answered or held right now.
    pub fn is_here(&self, session_id: &str) -> bool {
        let frames = self.frames.lock().unwrap_or_else(PoisonError::into_inner);
        frames
            .heard
            .get(session_id)
            .is_some_and(|heard| heard.open > 0)
    }

    /// Whether the frame of a session created at `created_ms` has been silent for [`SILENCE_MS`].
    pub fn is_gone(&self, session_id: &str, created_ms: i64) -> bool {
        let frames = self.frames.lock().unwrap_or_else(PoisonError::into_inner);
        let last_ms = match frames.heard.get(session_id) {
            Some(heard) if heard.open > 0 => return false,
            Some(heard) => heard.last_ms,
            None => created_ms.max(self.started_ms),
        };
        self.clock.now_ms() - last_ms >= SILENCE_MS
    }

    /// Drops the entry of a session that has ended.
    pub fn forget(&self, session_id: &str) {
        self.frames
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .heard
            .remove(session_id);
    }

    /// How many frames are remembered.
    pub fn remembered(&self) -> usize {
        let frames = self.frames.lock().unwrap_or_else(PoisonError::into_inner);
        frames.heard.len()
    }
}

/// A request of the frame in progress.
pub struct Here {
    presence: Presence,
    session_id: String,
}

impl Drop for Here {
    fn drop(&mut self) {
        let now_ms = self.presence.clock.now_ms();
        let mut frames = self
            .presence
            .frames
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        // Gone if the session ended meanwhile.
        if let Some(heard) = frames.heard.get_mut(&self.session_id) {
            heard.open = heard.open.saturating_sub(1);
            heard.last_ms = now_ms;
        }
    }
}
