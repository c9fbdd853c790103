//! One task that removes the traces of wiped data.

use std::time::Duration;

use tokio::time::sleep;

use crate::store::Store;

/// Wipes within this time are scrubbed together.
const TOGETHER: Duration = Duration::from_millis(500);

/// How long to wait after somebody else was reading, or the database failed.
const PAUSE: Duration = Duration::from_secs(1);

/// Runs until the service ends.
pub async fn run(store: Store) {
    loop {
        store.was_wiped().await;
        sleep(TOGETHER).await;
        while !store.scrub().await.unwrap_or_else(|error| {
            tracing::warn!(%error, "what was wiped is not scrubbed yet");
            false
        }) {
            sleep(PAUSE).await;
        }
    }
}
