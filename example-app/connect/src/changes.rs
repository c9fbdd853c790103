//! Counts changes for the sandbox page.

use tokio::sync::watch;

/// Counts changes to what the sandbox page shows, so that the page reloads its data only after one.
#[derive(Default)]
pub struct Changes(watch::Sender<u64>);

impl Changes {
    /// Something changed.
    pub fn bump(&self) {
        self.0.send_modify(|count| *count += 1);
    }

    /// How often something changed.
    pub fn count(&self) -> u64 {
        *self.0.borrow()
    }

    /// Waits until the count is another one.
    pub async fn after(&self, count: u64) {
        let mut changes = self.0.subscribe();
        // The sender lives in `self`, so this never errs.
        let _ = changes.wait_for(|now| *now != count).await;
    }
}
