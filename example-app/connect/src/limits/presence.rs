//! When each session's frame last called. Kept in memory, because it changes with every poll; where there are other
//! replicas, which a frame may call too, what changed is written down for them, many changes at once.

use std::{
    collections::HashMap,
    mem,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::Notify;

use crate::{
    clock::Clock,
    store::{Store, postgres, sessions::Session},
};

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
    shared: bool,
    /// After a restart, a frame that has not called yet counts as silent from here on.
    started_ms: i64,
    frames: Arc<Mutex<Frames>>,
    changed: Arc<Notify>,
}

/// By session. A frame silent for [`SILENCE_MS`] is treated as one that never called, so its entry is dropped.
#[derive(Default)]
struct Frames {
    heard: HashMap<String, Heard>,
    looked_ms: i64,
    /// Until when frames count as present, as far as the other replicas do not know it.
    changes: HashMap<String, i64>,
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
    /// No frame has called yet. `shared`: there may be other replicas.
    pub fn new(clock: Clock, shared: bool) -> Self {
        Self {
            shared,
            started_ms: clock.now_ms(),
            clock,
            frames: Arc::default(),
            changed: Arc::default(),
        }
    }

    /// The frame of an open session called, for an answer that may take `wait_ms` milliseconds. It counts as present at
    /// least until the guard is dropped.
    pub fn here(&self, session_id: &str, wait_ms: i64) -> Here {
        let now_ms = self.clock.now_ms();
        let mut frames = self.frames.lock().unwrap_or_else(PoisonError::into_inner);
        frames.forget_the_silent(now_ms);
        frames.heard.entry(session_id.to_owned()).or_default().open += 1;
        self.change(&mut frames, session_id, now_ms + wait_ms);
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

    /// Whether the frame of a session has been silent for [`SILENCE_MS`], whichever replica it called.
    pub async fn is_gone(&self, store: &Store, session: &Session) -> Result<bool, sqlx::Error> {
        if !self.is_gone_here(&session.id, session.created_at) {
            return Ok(false);
        }
        if store.shared().is_none() {
            return Ok(true);
        }
        let until = postgres::frames::present_until(store.reader(), &session.id).await?;
        Ok(until.is_none_or(|until| until <= self.clock.now_ms()))
    }

    fn is_gone_here(&self, session_id: &str, created_ms: i64) -> bool {
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

    fn change(&self, frames: &mut Frames, session_id: &str, heard_ms: i64) {
        if !self.shared {
            return;
        }
        let until = heard_ms + SILENCE_MS;
        frames.changes.insert(session_id.to_owned(), until);
        self.changed.notify_one();
    }

    /// Waits until there is something that the other replicas do not know.
    pub async fn has_changed(&self) {
        self.changed.notified().await;
    }

    /// What the other replicas do not know: until when frames count as present.
    pub fn take_changes(&self) -> Vec<(String, i64)> {
        let mut frames = self.frames.lock().unwrap_or_else(PoisonError::into_inner);
        mem::take(&mut frames.changes).into_iter().collect()
    }

    /// They could not be told; what is newer stays.
    pub fn put_back(&self, changes: Vec<(String, i64)>) {
        let mut frames = self.frames.lock().unwrap_or_else(PoisonError::into_inner);
        for (id, until) in changes {
            frames.changes.entry(id).or_insert(until);
        }
        self.changed.notify_one();
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
            self.presence.change(&mut frames, &self.session_id, now_ms);
        }
    }
}
