//! Three replicas behind a load balancer: one of them, or a part of all connections to the database, is killed a hundred times, thirty in the usual run,
//! while visitors come. No link is lost, none stands where it cannot, and each webhook arrives, those of a link in order.

use std::{collections::HashMap, sync::Arc, time::Duration};

use sqlx::Connection as _;
use tokio::{task::JoinSet, time::timeout};

use super::{
    KILLS, VISITORS, arguments, invariants,
    invariants::History,
    receiver, seed, until_the_outbox_is_empty,
    visitors::{self, Book, Rng, visit},
};
use crate::{
    balancer::Balancer,
    database::{Database, is_postgres, runs_whole},
    program::Program,
};

const REPLICAS: usize = 3;

/// In the usual run.
const SOME_KILLS: u64 = 30;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn replicas_and_connections_killed_a_hundred_times_lose_nothing() {
    if !is_postgres() {
        return;
    }
    let seed = seed();
    let rng = Rng::new(seed);
    let database = Database::new().await;
    let (webhook_url, received) = receiver().await;
    let book = Arc::new(Book::of_replicas());
    let mut history = History::default();
    let start = |step_ms| Program::start_with(|command| arguments(command, &database, step_ms));
    let balancer = Balancer::start().await;
    let mut replicas: Vec<Program> = (0..REPLICAS).map(|_| start(15)).collect();
    balancer.use_replicas(replicas.iter().map(|replica| replica.url.clone()));

    let kills = if runs_whole() { KILLS } else { SOME_KILLS };
    for round in 0..kills {
        let mut visitors = JoinSet::new();
        for visitor in 0..VISITORS {
            let url = (balancer.url.clone(), webhook_url.clone());
            let rng = Rng::new(seed ^ (round << 16) ^ visitor);
            visitors.spawn(visit(url, Arc::clone(&book), rng));
        }
        // Visitors who have come to wait for each other do not make it wait for ever.
        let _ = timeout(Duration::from_secs(2), book.after(1 + rng.below(60))).await;
        if rng.below(3) == 0 {
            let mut db = database.connection().await;
            let share = i64::try_from(1 + rng.below(4)).unwrap();
            sqlx::query(
                "SELECT count(pg_terminate_backend(pid))::bigint FROM pg_stat_activity
                 WHERE application_name = current_schema() AND pid != pg_backend_pid() AND pid % 4 < $1",
            )
            .bind(share)
            .execute(&mut db)
            .await
            .unwrap();
            db.close().await.unwrap();
        } else {
            let killed = usize::try_from(rng.below(REPLICAS as u64)).unwrap();
            replicas.remove(killed).kill();
            replicas.push(start([0, 15, 80][usize::try_from(rng.below(3)).unwrap()]));
            balancer.use_replicas(replicas.iter().map(|replica| replica.url.clone()));
        }
        book.close();
        visitors.join_all().await;
        book.open();
        history.check(&database, &book).await;
    }

    let rng = Rng::new(seed);
    for link in book.links() {
        visitors::bring_to_its_end(&balancer.url, &book, &link, &rng).await;
    }
    for replica in &replicas {
        until_the_outbox_is_empty(&replica.url, &database).await;
    }
    history.check(&database, &book).await;
    let told = invariants::deliveries(&database).await;
    let received = received.lock().unwrap();
    let mut arrived: HashMap<&str, Vec<&str>> = HashMap::new();
    for (link, id) in received.accepted.iter() {
        let ids = arrived.entry(link).or_default();
        if !ids.contains(&id.as_str()) {
            ids.push(id);
        }
    }
    let mut wanted: HashMap<&str, Vec<&str>> = HashMap::new();
    for (link, id) in &told {
        wanted.entry(link).or_default().push(id);
    }
    assert_eq!(arrived, wanted, "each webhook, those of a link in order");
    println!(
        "{kills} kills, {} links, {} webhooks, {} received",
        book.links().len(),
        told.len(),
        received.accepted.len()
    );
}
