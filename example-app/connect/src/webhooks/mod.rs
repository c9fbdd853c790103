//! Webhooks: how an integrator's backend hears of the end of a link.
//!
//! [`queue`] writes a delivery into the outbox within the transaction that ends the link; [`run`] sends
//! what is in the outbox, also what an earlier run left there. So each is delivered at least once,
//! and `webhook-id` tells a repetition apart.

pub mod address;
pub mod keys;
mod post;
pub mod routes;

use std::collections::HashSet;

use serde::Serialize;
use serde_json::value::RawValue;
use sqlx::SqliteConnection;
use tokio::task::JoinSet;

pub use self::{post::Poster, routes::router};
use crate::{
    error::Error,
    failure::Failure,
    state::App,
    store::{
        deliveries::{self, Delivery, NewDelivery},
        links::{Link, Status},
    },
};

/// When the tries of a round are made, in milliseconds from its beginning.
const TRIES_MS: [i64; 3] = [0, 1_000, 5_000];

/// How many tries may be under way at once.
const MOST_AT_ONCE: usize = 64;

/// How long to wait after the database failed, in milliseconds.
const PAUSE_MS: i64 = 1_000;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    event: &'static str,
    link_id: &'a str,
    status: Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<Box<RawValue>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a Failure>,
    timestamp: i64,
}

/// Queues the webhook of a link that has just ended, if its integrator wants one.
pub async fn queue(app: &App, db: &mut SqliteConnection, link: &Link) -> Result<(), Error> {
    let event = match link.status {
        Status::Complete => "link.complete",
        Status::Failed => "link.failed",
        Status::Pending | Status::Active | Status::Expired => return Ok(()),
    };
    let (Some(url), Some(session_id)) = (&link.webhook_url, &link.current_session_id) else {
        return Ok(());
    };
    let body = Body {
        event,
        link_id: &link.id,
        status: link.status,
        result: link.result_json(),
        error: link.error.as_ref(),
        timestamp: link.updated_at,
    };
    let new = NewDelivery {
        id: app.random.webhook_id()?,
        link_id: &link.id,
        session_id,
        event,
        url,
        body: serde_json::to_string(&body)
            .map_err(|_| Error::Internal("a webhook could not be written"))?,
    };
    Ok(deliveries::insert(db, &new, link.updated_at).await?)
}

/// Sends what is in the outbox, until the service ends.
pub async fn run(app: App) {
    // Dropped with this future, and all tries with it: what was not recorded is tried again.
    let mut tries = JoinSet::new();
    let mut under_way = HashSet::new();
    loop {
        let next_ms = match start_due(&app, &mut tries, &mut under_way).await {
            Ok(next_ms) => next_ms,
            Err(error) => {
                tracing::error!(%error, "the outbox could not be read");
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
            () = app.outbox_changed.notified() => {}
            Some(ended) = tries.join_next() => if let Ok(id) = ended {
                under_way.remove(&id);
            },
        }
    }
}

/// Starts the tries that are due. Returns when the next one will be.
async fn start_due(
    app: &App,
    tries: &mut JoinSet<String>,
    under_way: &mut HashSet<String>,
) -> Result<Option<i64>, Error> {
    let now_ms = app.clock.now_ms();
    // Those under way still count as due, so the others must have room beside them.
    let due = deliveries::due(app.store.reader(), now_ms, 2 * MOST_AT_ONCE as i64).await?;
    for delivery in due {
        if under_way.len() >= MOST_AT_ONCE {
            break;
        }
        if under_way.insert(delivery.id.clone()) {
            tries.spawn(attempt(App::clone(app), delivery));
        }
    }
    Ok(deliveries::next_after(app.store.reader(), now_ms).await?)
}

/// One try and its record. Returns the delivery's id.
async fn attempt(app: App, delivery: Delivery) -> String {
    let attempt = app.poster.post(&app, &delivery).await;
    let tries = usize::try_from(delivery.round_tries).unwrap_or(usize::MAX);
    let (state, next_try_at) = match TRIES_MS.get(tries.saturating_add(1)) {
        _ if attempt.succeeded() => ("delivered", None),
        Some(after_ms) => ("waiting", Some(delivery.round_began_at + after_ms)),
        None => ("failed", None),
    };
    tracing::info!(
        delivery = delivery.id,
        link = delivery.link_id,
        status = attempt.status,
        error = attempt.error,
        state,
        "webhook tried"
    );
    let record = async {
        let mut transaction = app.store.write().await?;
        deliveries::record(&mut transaction, &delivery.id, &attempt, state, next_try_at).await?;
        transaction.commit().await
    };
    if let Err(error) = record.await {
        tracing::error!(%error, "a try could not be recorded and will be made again");
        app.clock.sleep_until(app.clock.now_ms() + PAUSE_MS).await;
    }
    app.changes.bump();
    delivery.id
}
