//! Webhooks: how an integrator's backend hears of the end of a link.
//!
//! [`queue`] writes a delivery into the outbox within the transaction that ends the link; [`run`] sends
//! what is in the outbox, also what an earlier run left there. So each is delivered at least once,
//! and `webhook-id` tells a repetition apart.

use serde::Serialize;
use serde_json::value::RawValue;
use sqlx::AnyConnection;
use tokio::task::JoinSet;
use url::{Position, Url};

use crate::{
    error::Error,
    failure::Failure,
    state::App,
    store::{
        deliveries::{self, Attempt, Delivery, NewDelivery, Room},
        links::{Event, Link, Status},
    },
};

/// How many deliveries are taken in one go.
const LOOK: usize = 64;

/// Tries under way at once of this replica, and of all replicas for one integrator and for one integrator at one host: a server
/// that hangs delays its own webhooks only.
const MOST: usize = 256;
const MOST_OF_OWNER: i64 = 16;
const MOST_OF_LANE: i64 = 4;

/// How long to wait after the database failed, in milliseconds; twice as long each time.
const PAUSE_MS: i64 = 1_000;
const LONGEST_PAUSE_MS: i64 = 60_000;

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

/// How the end of a link may be told; the first that its integrator wants is.
fn events(link: &Link) -> &'static [Event] {
    match link.status {
        Status::Complete => &[Event::Complete],
        Status::Failed if link.error.as_ref().is_some_and(Failure::is_called_off) => {
            &[Event::Canceled, Event::Failed]
        }
        Status::Failed => &[Event::Failed],
        Status::Expired => &[Event::Expired],
        Status::Pending | Status::Active => &[],
    }
}

/// Queues the webhook of a link that has just ended, if its integrator wants one.
pub async fn queue(app: &App, db: &mut AnyConnection, link: &Link) -> Result<(), Error> {
    let wanted = events(link)
        .iter()
        .find(|event| link.webhook_events.contains(event));
    let (Some(url), Some(event)) = (&link.webhook_url, wanted) else {
        return Ok(());
    };
    let event = event.as_str();
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
        session_id: link.current_session_id.as_deref(),
        event,
        owner: &link.owner,
        host: host(url),
        url,
        body: serde_json::to_string(&body)
            .map_err(|_| Error::Internal("a webhook could not be written"))?,
    };
    Ok(deliveries::insert(db, &new, link.updated_at).await?)
}

/// Sends what is in the outbox, until the service closes. Then the tries under way come to their end, and are recorded.
pub async fn run(app: App) {
    plan_from_now(&app).await;
    // Dropped with this future, and all tries with it: what was not recorded is tried again.
    let mut tries: JoinSet<(Delivery, Attempt)> = JoinSet::new();
    let mut records: JoinSet<()> = JoinSet::new();
    let mut closing = app.closing.subscribe();
    loop {
        let next_ms = match start_due(&app, &mut tries).await {
            Ok(next_ms) => next_ms,
            Err(error) => {
                app.metrics.database_failed("outbox");
                tracing::error!(%error, "the outbox could not be read");
                Some(app.clock.now_ms() + PAUSE_MS)
            }
        };
        tokio::select! {
            () = app.clock.sleep_until_if_ever(next_ms) => {}
            () = app.outbox_changed.notified() => {}
            Some(ended) = tries.join_next() => if let Ok((delivery, attempt)) = ended {
                records.spawn(record(App::clone(&app), delivery, attempt));
            },
            Some(_) = records.join_next() => {}
            _ = closing.wait_for(|closing| *closing) => break,
        }
    }
    while let Some(ended) = tries.join_next().await {
        if let Ok((delivery, attempt)) = ended {
            records.spawn(record(App::clone(&app), delivery, attempt));
        }
    }
    while records.join_next().await.is_some() {}
}

/// A clock that was ahead when a try was planned must not delay the try for years once it is right again.
async fn plan_from_now(app: &App) {
    let hasten = async {
        let gaps_ms = app.config.webhook_retries.gaps_ms();
        let longest_ms = gaps_ms.iter().max().copied().unwrap_or_default();
        let mut transaction = app.store.write("outbox").await?;
        deliveries::hasten(&mut transaction, app.clock.now_ms() + longest_ms).await?;
        transaction.commit().await
    };
    if let Err(error) = hasten.await {
        tracing::error!(%error, "tries could not be planned anew");
    }
}

/// Starts the tries that are due and have room. Returns when the next one will be.
async fn start_due(
    app: &App,
    tries: &mut JoinSet<(Delivery, Attempt)>,
) -> Result<Option<i64>, Error> {
    let now_ms = app.clock.now_ms();
    while tries.len() < MOST && deliveries::is_due(app.store.reader(), now_ms).await? {
        let room = Room {
            of_lane: MOST_OF_LANE,
            of_owner: MOST_OF_OWNER,
            of_taker: i64::try_from(LOOK.min(MOST - tries.len())).unwrap_or_default(),
        };
        // Each look leaves out what the one before has filled, and so does that of another replica.
        let mut transaction = app.store.write("outbox").await?;
        let taken = deliveries::take(&mut transaction, &app.replica, now_ms, &room).await?;
        transaction.commit().await?;
        if taken.is_empty() {
            break;
        }
        for delivery in taken {
            let app = App::clone(app);
            tries.spawn(async move {
                let began_at = app.clock.now_ms();
                let attempt = app
                    .poster
                    .post(&app.webhook_keys, &delivery, began_at)
                    .await;
                (delivery, attempt)
            });
        }
    }
    Ok(deliveries::next_after(app.store.reader(), now_ms).await?)
}

/// Records a try. While the database fails, it waits and retries the recording, never the webhook itself: otherwise the
/// integrator would receive it over and over.
async fn record(app: App, delivery: Delivery, attempt: Attempt) {
    let tries = usize::try_from(delivery.round_tries).unwrap_or(usize::MAX);
    let ended_ms = app.clock.now_ms();
    let gaps_ms = app.config.webhook_retries.gaps_ms();
    let (state, next_try_at) = match gaps_ms.get(tries.saturating_add(1)) {
        _ if attempt.succeeded() => ("delivered", None),
        Some(gap_ms) => ("waiting", Some(ended_ms + gap_ms)),
        None => ("failed", None),
    };
    count(&app, &delivery, &attempt, state, ended_ms);
    tracing::info!(
        delivery = delivery.id,
        link = delivery.link_id,
        status = attempt.status,
        error = attempt.error,
        state,
        "webhook tried"
    );
    let mut pause_ms = PAUSE_MS;
    loop {
        let written = async {
            let mut transaction = app.store.write(&delivery.link_id).await?;
            let db = &mut transaction;
            deliveries::record(db, &app.replica, &delivery.id, &attempt, state, next_try_at)
                .await?;
            transaction.commit().await
        };
        let Err(error) = written.await else {
            break;
        };
        app.metrics.database_failed("outbox");
        tracing::error!(%error, pause_ms, "a try could not be recorded yet");
        app.clock.sleep_until(app.clock.now_ms() + pause_ms).await;
        pause_ms = (2 * pause_ms).min(LONGEST_PAUSE_MS);
    }
    app.changes.bump();
}

fn count(app: &App, delivery: &Delivery, attempt: &Attempt, state: &str, now_ms: i64) {
    let delivered = attempt.succeeded();
    let result = match attempt.status {
        _ if delivered => "delivered",
        Some(_) => "refused",
        None => "unanswered",
    };
    let lag_ms = delivered.then_some(now_ms - delivery.round_began_at);
    app.metrics.webhook_tried(result, attempt.took_ms, lag_ms);
    if state == "failed" {
        app.metrics.webhook_given_up();
    }
}

/// The host and port that a webhook goes to.
fn host(url: &str) -> String {
    Url::parse(url)
        .map(|url| url[Position::BeforeHost..Position::AfterPort].to_owned())
        .unwrap_or_default()
}
