//! One task that expires links when their time is over, fails those whose failure was shown long enough, and sleeps until the
//! next of either.

use super::{life, shown};
use crate::{error::Error, state::App, store::links};

/// How many links are looked up at once.
const BATCH: i64 = 256;

/// How long to wait after the database failed, in milliseconds.
const PAUSE_MS: i64 = 1_000;

/// Runs until the service ends.
pub async fn run(app: App) {
    loop {
        let next_ms = match expire_due(&app).await {
            Ok(next_ms) => next_ms,
            Err(error) => {
                app.metrics.database_failed("expiry");
                tracing::error!(%error, "expiring links failed");
                Some(app.clock.now_ms() + PAUSE_MS)
            }
        };
        let time_comes = async {
            match next_ms {
                Some(next_ms) => app.clock.sleep_until(next_ms).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = time_comes => {}
            () = app.expiry_changed.notified() => {}
        }
    }
}

/// Expires all that is due. Returns when the next one will be.
async fn expire_due(app: &App) -> Result<Option<i64>, Error> {
    loop {
        let due = links::due(app.store.reader(), app.clock.now_ms(), BATCH).await?;
        for id in &due {
            life::try_expire(app, id).await?;
        }
        if due.is_empty() {
            break;
        }
    }
    let mut transaction = app.store.write("wipe").await?;
    let wiped = links::wipe_arguments(&mut transaction, app.clock.now_ms()).await?;
    transaction.commit().await?;
    if wiped > 0 {
        app.store.wiped();
    }
    let shown = shown::settle_due(app).await?;
    let next = links::next_expiry(app.store.reader()).await?;
    Ok([shown, next].into_iter().flatten().min())
}
