//! The tables `webhook_deliveries` and `webhook_attempts`.

use serde::Serialize;
use sqlx::{Any, AnyConnection, FromRow, Row as _, any::AnyRow};
use utoipa::ToSchema;

/// A row of `webhook_deliveries`.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// The header `webhook-id`.
    pub id: String,
    /// The link that ended.
    pub link_id: String,
    /// The link's owner.
    pub owner: String,
    /// The host and port of `url`.
    pub host: String,
    /// Such as `link.complete`.
    pub event: String,
    /// Where it goes.
    pub url: String,
    /// The very bytes.
    pub body: String,
    /// `waiting`, `delivered`, `failed` or `withdrawn`.
    pub state: String,
    /// Epoch milliseconds.
    pub round_began_at: i64,
    /// How many tries of this round have ended.
    pub round_tries: i64,
    /// Epoch milliseconds; only while waiting.
    pub next_try_at: Option<i64>,
    /// Epoch milliseconds.
    pub created_at: i64,
}

impl FromRow<'_, AnyRow> for Delivery {
    fn from_row(row: &AnyRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.try_get("id")?,
            link_id: row.try_get("link_id")?,
            owner: row.try_get("owner")?,
            host: row.try_get("host")?,
            event: row.try_get("event")?,
            url: row.try_get("url")?,
            body: row.try_get("body")?,
            state: row.try_get("state")?,
            round_began_at: row.try_get("round_began_at")?,
            round_tries: row.try_get("round_tries")?,
            next_try_at: row.try_get("next_try_at")?,
            created_at: row.try_get("created_at")?,
        })
    }
}

/// One try of a delivery.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Attempt {
    /// Epoch milliseconds.
    pub began_at: i64,
    /// How long it took, in milliseconds.
    pub took_ms: i64,
    /// What the integrator's server answered.
    pub status: Option<u16>,
    /// Why there was no answer.
    pub error: Option<String>,
}

impl FromRow<'_, AnyRow> for Attempt {
    fn from_row(row: &AnyRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            began_at: row.try_get("began_at")?,
            took_ms: row.try_get("took_ms")?,
            status: row
                .try_get::<Option<i64>, _>("status")?
                .and_then(|status| status.try_into().ok()),
            error: row.try_get("error")?,
        })
    }
}

impl Attempt {
    /// Whether the integrator took it.
    pub fn succeeded(&self) -> bool {
        self.status
            .is_some_and(|status| (200..300).contains(&status))
    }
}

/// What is needed to queue a delivery.
pub struct NewDelivery<'a> {
    /// The header `webhook-id`.
    pub id: String,
    /// The link that ended.
    pub link_id: &'a str,
    /// The session that ended with it; `None`: it was never claimed.
    pub session_id: Option<&'a str>,
    /// Such as `link.complete`.
    pub event: &'static str,
    /// The link's owner.
    pub owner: &'a str,
    /// The host and port of `url`.
    pub host: String,
    /// Where it goes.
    pub url: &'a str,
    /// The very bytes.
    pub body: String,
}

/// Queues a delivery, to be tried at once.
pub async fn insert(
    db: &mut AnyConnection,
    new: &NewDelivery<'_>,
    now_ms: i64,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO webhook_deliveries (id, link_id, session_id, event, url, body, state,
                                         round_began_at, round_tries, next_try_at, created_at, owner, host)
         VALUES ($1, $2, $3, $4, $5, $6, 'waiting', $7, 0, $7, $7, $8, $9)",
    )
    .bind(&new.id)
    .bind(new.link_id)
    .bind(new.session_id)
    .bind(new.event)
    .bind(new.url)
    .bind(&new.body)
    .bind(now_ms)
    .bind(new.owner)
    .bind(&new.host)
    .execute(db)
    .await?;
    Ok(())
}

/// Whether any delivery is due that nobody tries.
pub async fn is_due(
    db: impl sqlx::Executor<'_, Database = Any>,
    now_ms: i64,
) -> Result<bool, sqlx::Error> {
    let one: Option<i64> = sqlx::query_scalar(
        "SELECT seq FROM webhook_deliveries WHERE next_try_at <= $1 AND worker IS NULL LIMIT 1",
    )
    .bind(now_ms)
    .fetch_optional(db)
    .await?;
    Ok(one.is_some())
}

/// How many tries may be under way at once, by all replicas together.
pub struct Room {
    /// For one integrator at one host.
    pub of_lane: i64,
    /// For one integrator.
    pub of_owner: i64,
    /// How many to take now.
    pub of_taker: i64,
}

/// Takes the first deliveries whose next try is due, for a replica to try. One of a link that waits holds up those after
/// it: an integrator hears of a link in order. Where no more may be under way, those of others are taken.
pub async fn take(
    db: &mut AnyConnection,
    replica: &str,
    now_ms: i64,
    room: &Room,
) -> Result<Vec<Delivery>, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT * FROM (
             SELECT one.*,
                    (SELECT count(*) FROM webhook_deliveries AS busy
                     WHERE busy.worker IS NOT NULL AND busy.owner = one.owner AND busy.host = one.host) AS busy_of_lane,
                    (SELECT count(*) FROM webhook_deliveries AS busy
                     WHERE busy.worker IS NOT NULL AND busy.owner = one.owner) AS busy_of_owner
             FROM webhook_deliveries AS one
             WHERE next_try_at <= $1 AND worker IS NULL
             AND NOT EXISTS (SELECT 1 FROM webhook_deliveries AS earlier
                             WHERE earlier.link_id = one.link_id AND earlier.seq < one.seq AND earlier.state = 'waiting')
         ) AS due
         WHERE busy_of_lane < $2 AND busy_of_owner < $3
         ORDER BY next_try_at, seq LIMIT $4",
    )
    .bind(now_ms)
    .bind(room.of_lane)
    .bind(room.of_owner)
    .bind(room.of_taker)
    .fetch_all(&mut *db)
    .await?;
    let mut taken: Vec<Delivery> = Vec::new();
    for row in rows {
        let delivery = Delivery::from_row(&row)?;
        let of_owner = taken.iter().filter(|one| one.owner == delivery.owner);
        let of_lane = of_owner.clone().filter(|one| one.host == delivery.host);
        if row.try_get::<i64, _>("busy_of_lane")? + length(of_lane) >= room.of_lane
            || row.try_get::<i64, _>("busy_of_owner")? + length(of_owner) >= room.of_owner
        {
            continue;
        }
        sqlx::query("UPDATE webhook_deliveries SET worker = $1 WHERE id = $2")
            .bind(replica)
            .bind(&delivery.id)
            .execute(&mut *db)
            .await?;
        taken.push(delivery);
    }
    Ok(taken)
}

fn length<T>(items: impl Iterator<Item = T>) -> i64 {
    i64::try_from(items.count()).unwrap_or(i64::MAX)
}

/// Plans the next tries that are later than `latest_ms` for then: the clock may have gone back.
pub async fn hasten(db: &mut AnyConnection, latest_ms: i64) -> Result<u64, sqlx::Error> {
    let done = sqlx::query("UPDATE webhook_deliveries SET next_try_at = $1 WHERE next_try_at > $1")
        .bind(latest_ms)
        .execute(db)
        .await?;
    Ok(done.rows_affected())
}

/// How many deliveries wait, and since when the oldest does, in epoch milliseconds.
pub async fn waiting(
    db: impl sqlx::Executor<'_, Database = Any>,
) -> Result<(i64, Option<i64>), sqlx::Error> {
    sqlx::query_as(
        "SELECT count(*), min(created_at) FROM webhook_deliveries WHERE next_try_at IS NOT NULL",
    )
    .fetch_one(db)
    .await
}

/// When the next try after now is due.
pub async fn next_after(
    db: impl sqlx::Executor<'_, Database = Any>,
    now_ms: i64,
) -> Result<Option<i64>, sqlx::Error> {
    sqlx::query_scalar("SELECT min(next_try_at) FROM webhook_deliveries WHERE next_try_at > $1")
        .bind(now_ms)
        .fetch_one(db)
        .await
}

/// Keeps what came of a replica's try, and where the delivery stands after it. If the replica counted as dead meanwhile,
/// that is for the one to say which took the delivery up.
pub async fn record(
    db: &mut AnyConnection,
    replica: &str,
    id: &str,
    attempt: &Attempt,
    state: &str,
    next_try_at: Option<i64>,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO webhook_attempts (delivery_id, began_at, took_ms, status, error) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(id)
    .bind(attempt.began_at)
    .bind(attempt.took_ms)
    .bind(attempt.status.map(i64::from))
    .bind(&attempt.error)
    .execute(&mut *db)
    .await?;
    sqlx::query(
        "UPDATE webhook_deliveries SET state = $1, next_try_at = $2, round_tries = round_tries + 1, worker = NULL
         WHERE id = $3 AND worker = $4 AND state = 'waiting'",
    )
    .bind(state)
    .bind(next_try_at)
    .bind(id)
    .bind(replica)
    .execute(db)
    .await?;
    Ok(())
}

/// Wipes the bodies of a link that hold its result, sent or not, and sends them no more.
pub async fn withdraw(db: &mut AnyConnection, link_id: &str) -> Result<(), sqlx::Error> {
    sqlx::query(
        "UPDATE webhook_deliveries SET state = 'withdrawn', next_try_at = NULL, body = '', worker = NULL
         WHERE link_id = $1 AND event = 'link.complete'",
    )
    .bind(link_id)
    .execute(db)
    .await?;
    Ok(())
}

/// Starts another round. False: there is no such delivery, it was withdrawn, or one of its rounds still runs.
pub async fn resend(db: &mut AnyConnection, id: &str, now_ms: i64) -> Result<bool, sqlx::Error> {
    let done = sqlx::query(
        "UPDATE webhook_deliveries SET state = 'waiting', round_began_at = $1, round_tries = 0, next_try_at = $1
         WHERE id = $2 AND state IN ('delivered', 'failed')",
    )
    .bind(now_ms)
    .bind(id)
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The delivery with this id.
pub async fn by_id(
    db: impl sqlx::Executor<'_, Database = Any>,
    id: &str,
) -> Result<Option<Delivery>, sqlx::Error> {
    sqlx::query_as("SELECT * FROM webhook_deliveries WHERE id = $1")
        .bind(id)
        .fetch_optional(db)
        .await
}

/// The deliveries of a link, oldest first.
pub async fn of_link(
    db: impl sqlx::Executor<'_, Database = Any>,
    link_id: &str,
) -> Result<Vec<Delivery>, sqlx::Error> {
    sqlx::query_as("SELECT * FROM webhook_deliveries WHERE link_id = $1 ORDER BY seq")
        .bind(link_id)
        .fetch_all(db)
        .await
}

/// The ended tries of a delivery, oldest first.
pub async fn attempts(
    db: impl sqlx::Executor<'_, Database = Any>,
    id: &str,
) -> Result<Vec<Attempt>, sqlx::Error> {
    sqlx::query_as("SELECT * FROM webhook_attempts WHERE delivery_id = $1 ORDER BY seq")
        .bind(id)
        .fetch_all(db)
        .await
}
