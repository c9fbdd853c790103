//! One task that expires links when their time is over, fails those whose failure was shown long enough, and sleeps until the
//! next of either.

use tokio::task::JoinSet;

use super::{life, shown};
use crate::{error::Error, state::App, store::links};

/// How many links are looked up at once.
const BATCH: i64 = 256;

/// How many links are expired at the same time: their commits reach the disk together.
const AT_ONCE: usize = 8;

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
        tokio::select! {
            () = app.clock.sleep_until_if_ever(next_ms) => {}
            () = app.expiry_changed.notified() => {}
        }
    }
}

/// Expires all that is due. Returns when the next one will be.
async fn expire_due(app: &App) -> Result<Option<i64>, Error> {
    loop {
        let mut due = links::due(app.store.reader(), app.clock.now_ms(), BATCH).await?;
        if due.is_empty() {
            break;
        }
        // Replicas read the same links; each begins at another one.
        let begin = app.replica.bytes().map(usize::from).sum::<usize>() % due.len();
        due.rotate_left(begin);
        for ids in due.chunks(AT_ONCE) {
            let mut expiring = JoinSet::new();
            for id in ids {
                let (app, id) = (App::clone(app), id.clone());
                expiring.spawn(async move { life::try_expire(&app, &id).await });
            }
            while let Some(expired) = expiring.join_next().await {
                expired.unwrap_or(Err(Error::Internal("an expiry panicked")))?;
            }
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
