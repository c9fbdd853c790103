//! The one clock of the service: the machine's, and as much further as it was advanced.

use std::{
    future,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use tokio::{sync::watch, time::sleep};

/// Tells the time and waits for it. Clones share the offset.
#[derive(Clone)]
pub struct Clock {
    offset_ms: watch::Sender<i64>,
}

impl Clock {
    /// A clock that agrees with the machine's.
    pub fn new() -> Self {
        Self {
            offset_ms: watch::Sender::new(0),
        }
    }

    /// Now, in epoch milliseconds.
    pub fn now_ms(&self) -> i64 {
        machine_ms() + self.ahead_ms()
    }

    /// By how much it was advanced, in milliseconds.
    pub fn ahead_ms(&self) -> i64 {
        *self.offset_ms.borrow()
    }

    /// Puts the clock forward; whoever waits on it wakes if the time has come.
    pub fn advance(&self, by_ms: i64) {
        self.offset_ms.send_modify(|offset| *offset += by_ms);
    }

    /// Waits until the clock shows `at_ms`, however it gets there.
    pub async fn sleep_until(&self, at_ms: i64) {
        let mut offset = self.offset_ms.subscribe();
        loop {
            // Seen before the time is read, so that an advance in between wakes the select at once.
            offset.mark_unchanged();
            let left_ms = at_ms - self.now_ms();
            let Ok(left_ms @ 1..) = u64::try_from(left_ms) else {
                return;
            };
            tokio::select! {
                () = sleep(Duration::from_millis(left_ms)) => {}
                // The sender lives in `self`, so this never errs.
                _ = offset.changed() => {}
            }
        }
    }

    /// As [`Self::sleep_until`]; for ever without a time.
    pub async fn sleep_until_if_ever(&self, at_ms: Option<i64>) {
        match at_ms {
            Some(at_ms) => self.sleep_until(at_ms).await,
            None => future::pending().await,
        }
    }
}

/// What the machine's own clock shows, in epoch milliseconds.
pub fn machine_ms() -> i64 {
    let since_epoch = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX)
}

impl Default for Clock {
    fn default() -> Self {
        Self::new()
    }
}
