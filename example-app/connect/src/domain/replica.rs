//! One process of a service that may have several: it says that it is alive, and takes up what dead ones left.

use std::time::Duration;

use tokio::time::sleep;

use super::automation;
use crate::{
    error::Error,
    limits::{guesses, presence},
    news::News,
    state::App,
    store::{postgres, replicas},
};

/// How often, within the time after which a replica counts as dead, it says that it is not.
const BEATS: i64 = 5;

/// How long what callers did is collected before it is written down for the other replicas.
const TOGETHER: Duration = Duration::from_millis(200);

/// How often what is over is forgotten.
const MINUTE: Duration = Duration::from_secs(60);

/// Joins the others. Where the database has one process, whatever an earlier one had in hand is nobody's now.
pub async fn join(app: &App) -> Result<(), Error> {
    let alone = app.store.shared().is_none();
    let mut transaction = app.store.write("replicas").await?;
    if alone {
        replicas::forget(&mut transaction, None).await?;
    }
    let for_ms = if alone {
        i64::from(i32::MAX) * 1_000
    } else {
        app.config.takeover_ms
    };
    replicas::beat(&mut transaction, &app.replica, for_ms).await?;
    replicas::reap(&mut transaction).await?;
    transaction.commit().await?;
    automation::take_up(app).await
}

/// Says that it is alive, and takes up what dead ones left, until the service ends.
pub async fn beat(app: App) {
    let takeover_ms = app.config.takeover_ms;
    let pause = Duration::from_millis(u64::try_from(takeover_ms / BEATS).unwrap_or(1).max(1));
    loop {
        sleep(pause).await;
        let beaten = async {
            let mut transaction = app.store.write("replicas").await?;
            replicas::beat(&mut transaction, &app.replica, takeover_ms).await?;
            let freed = replicas::reap(&mut transaction).await?;
            transaction.commit().await?;
            if freed {
                tracing::warn!("another replica is dead; its work is taken up");
                app.outbox_changed.notify_one();
                automation::take_up(&app).await?;
            }
            Ok::<(), Error>(())
        };
        if let Err(error) = beaten.await {
            tracing::error!(%error, "other replicas may think that this one is dead");
        }
    }
}

/// Leaves, so that the others take up at once what it had in hand.
pub async fn leave(app: &App) -> Result<(), Error> {
    let Some(_) = app.store.shared() else {
        return Ok(());
    };
    let mut transaction = app.store.write("replicas").await?;
    replicas::forget(&mut transaction, Some(&app.replica)).await?;
    replicas::reap(&mut transaction).await?;
    transaction.commit().await?;
    let words = format!(
        "{} {} {}",
        app.replica,
        News::Work.to_word(),
        News::Outbox.to_word()
    );
    Ok(postgres::news::notify(app.store.reader(), &words).await?)
}

/// Writes down which frames are there, until the service ends.
pub async fn remember_frames(app: App) {
    loop {
        app.presence.has_changed().await;
        sleep(TOGETHER).await;
        let frames = app.presence.take_changes();
        if let Err(error) = postgres::frames::keep(app.store.reader(), &frames).await {
            tracing::warn!(%error, "other replicas do not know which frames are here");
            app.presence.put_back(frames);
        }
    }
}

/// Forgets what is over, until the service ends.
pub async fn tidy(app: App) {
    loop {
        let now_ms = app.clock.now_ms();
        let tidied = async {
            let pool = app.store.reader();
            postgres::frames::forget(pool, now_ms - presence::SILENCE_MS).await?;
            postgres::guesses::forget(pool, now_ms - guesses::MINUTE_MS).await
        };
        if let Err(error) = tidied.await {
            tracing::warn!(%error, "what is over was not forgotten");
        }
        sleep(MINUTE).await;
    }
}
