//! The program is killed a hundred times, at random moments and in every state, and started again:
//! no link is lost, none stands where it cannot, each webhook arrives, and the history is whole.
//!
//! The seed is printed; `KILLS_SEED=… cargo test -p passage-connect kills` repeats its choices.

mod invariants;
mod replicas;
mod visitors;

use std::{
    collections::{BTreeSet, HashSet},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use axum::{Router, extract::Json, http::HeaderMap, http::StatusCode};
use serde_json::{Value, json};
use tokio::{
    task::JoinSet,
    time::{sleep, timeout},
};

use self::{
    invariants::History,
    visitors::{Book, Rng, visit},
};
use crate::{
    database::Database,
    program::{API_KEY, Program, kill},
    support::{client, text},
};

const KILLS: u64 = 100;
const VISITORS: u64 = 6;

/// Where links are, or their sessions, or their webhooks, when the service is killed.
const STATES: [&str; 12] = [
    "pending",
    "login",
    "code",
    "signing_in",
    "verifying_code",
    "reading_account",
    "collecting_statements",
    "finishing",
    "complete",
    "failed",
    "expired",
    "webhook waiting",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_a_hundred_times_it_loses_nothing() {
    let seed = seed();
    let rng = Rng::new(seed);
    let database = Database::new().await;
    let (webhook_url, received) = receiver().await;
    let book = Arc::new(Book::default());
    let mut history = History::default();
    let mut seen = BTreeSet::new();

    let mut round = 0;
    // As often as was promised, and on until each state was met.
    while round < KILLS || (!STATES.iter().all(|state| seen.contains(*state)) && round < 2 * KILLS)
    {
        // Every tenth time while it starts, else while visitors come.
        if round % 10 == 9 {
            let child = starting(&database);
            sleep(Duration::from_millis(rng.below(60))).await;
            kill(child);
        } else {
            let program = start(
                &database,
                [0, 15, 80][usize::try_from(rng.below(3)).unwrap()],
            );
            let mut visitors = JoinSet::new();
            for visitor in 0..VISITORS {
                let url = (program.url.clone(), webhook_url.clone());
                let rng = Rng::new(seed ^ (round << 16) ^ visitor);
                visitors.spawn(visit(url, Arc::clone(&book), rng));
            }
            // Counted in answers, so that a busy machine meets the same states as an idle one; visitors who
            // have come to wait for each other do not make it wait for ever.
            let _ = timeout(Duration::from_secs(2), book.after(1 + rng.below(80))).await;
            // The moment itself is what is random here: this waits for no condition.
            sleep(Duration::from_millis(rng.below(40))).await;
            program.kill();
            visitors.join_all().await;
        }
        history.check(&database, &book).await;
        seen.extend(history.states.iter().cloned());
        round += 1;
    }

    for state in STATES {
        assert!(
            seen.contains(state),
            "never killed in state {state}: {seen:?}"
        );
    }

    // Whatever was left is brought to its end.
    let program = start(&database, 0);
    let (url, rng) = (program.url.clone(), Rng::new(seed));
    for link in book.links() {
        visitors::bring_to_its_end(&url, &book, &link, &rng).await;
    }
    until_the_outbox_is_empty(&program.url, &database).await;
    program.kill();
    history.check(&database, &book).await;
    let told = invariants::deliveries(&database).await;
    let received = received.lock().unwrap();
    let untold: Vec<_> = told
        .iter()
        .filter(|one| !received.accepted.contains(one))
        .collect();
    assert!(untold.is_empty(), "{untold:?} of {}", told.len());
    println!(
        "{round} kills, {} links, {} webhooks, killed in {seen:?}",
        book.links().len(),
        told.len()
    );
}

fn seed() -> u64 {
    let seed = std::env::var("KILLS_SEED").map_or_else(
        |_| {
            SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .unwrap()
                .subsec_nanos()
                .into()
        },
        |seed| seed.parse().unwrap(),
    );
    println!("KILLS_SEED={seed}");
    seed
}

fn arguments(command: &mut Command, database: &Database, step_ms: u64) {
    database.arguments(command);
    command
        .args(["--listen", "127.0.0.1:0", "--log", "warn"])
        .args(["--step-ms", &step_ms.to_string()])
        .args(["--sandbox", "--private-webhooks"])
        .args(["--takeover-ms", "200"])
        .env("CONNECT_API_KEY", API_KEY);
}

fn start(database: &Database, step_ms: u64) -> Program {
    Program::start_with(|command| arguments(command, database, step_ms))
}

fn starting(database: &Database) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_passage-connect"));
    arguments(&mut command, database, 15);
    command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// What an integrator's server received.
#[derive(Default)]
struct Received {
    refused: HashSet<String>,
    /// The link and the webhook's id of each that it took, in the order in which they came.
    accepted: Vec<(String, String)>,
}

/// An integrator's server that outlives the kills. Now and then it refuses at first.
async fn receiver() -> (String, Arc<Mutex<Received>>) {
    let received: Arc<Mutex<Received>> = Arc::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let router = Router::new().fallback({
        let received = Arc::clone(&received);
        move |headers: HeaderMap, Json(body): Json<Value>| async move {
            let link = text(&body["linkId"]);
            let id = headers["webhook-id"].to_str().unwrap().to_owned();
            let mut received = received.lock().unwrap();
            if id.ends_with(['0', '5', 'a']) && received.refused.insert(id.clone()) {
                return StatusCode::SERVICE_UNAVAILABLE;
            }
            received.accepted.push((link, id));
            StatusCode::OK
        }
    });
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    (url, received)
}

async fn until_the_outbox_is_empty(url: &str, database: &Database) {
    loop {
        let changes: Value = client()
            .get(format!("{url}/sandbox/changes"))
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        if invariants::waiting(database).await == 0 {
            return;
        }
        // So that the next try of each is due.
        client()
            .post(format!("{url}/sandbox/clock/advance"))
            .json(&json!({ "ms": 5_000 }))
            .send()
            .await
            .unwrap();
        let after = changes["changes"].as_u64().unwrap() + 1;
        client()
            .get(format!("{url}/sandbox/changes?after={after}"))
            .send()
            .await
            .unwrap();
    }
}
