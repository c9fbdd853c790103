//! How much one process carries: creates and claims a second, 10,000 waiters at once, their memory, and how
//! soon a waiter hears of a completion. `cargo xtask bench service` runs it; it measures and asserts no time.
//!
//! The load comes from this process on the same machine, so the service has less than all of it.

#![expect(clippy::unwrap_used, reason = "a bench fails where it stands")]

mod http;
mod program;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tokio::{sync::mpsc, task::JoinSet};

use self::{
    http::{Connection, Reply},
    program::{API_KEY, Program},
};

const WAITERS: usize = 10_000;
/// Connections for creates and claims.
const CALLERS: usize = 16;
/// How many completions are timed.
const COMPLETIONS: usize = 1_000;

#[derive(Clone)]
struct Link {
    id: String,
    code: String,
}

#[tokio::main]
async fn main() {
    // `cargo bench` passes `--bench`; `cargo test --benches` would not, and must not run this.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let files = rlimit::increase_nofile_limit(u64::MAX).unwrap();
    assert!(
        files > WAITERS as u64 + 500,
        "{files} open files are too few: raise `ulimit -Hn`"
    );
    let program = Program::start();
    println!("load before: {}", program::load());
    println!("\n| what | figure |\n|---|--:|");

    let (links, took) = create(&program).await;
    row("creates a second", per_second(links.len(), took));
    let took = claim(&program, &links).await;
    row("claims a second", per_second(links.len(), took));

    let before = program.resident_kib();
    let (mut answers, took) = wait_for_all(&program, &links).await;
    let held = program.resident_kib();
    row("waiters held at once", WAITERS.to_string());
    row(
        "until all of them were held",
        format!("{:.1} s", took.as_secs_f64()),
    );
    row(
        "memory with none",
        format!("{:.1} MiB", before as f64 / 1024.0),
    );
    row(
        "memory with all",
        format!("{:.1} MiB", held as f64 / 1024.0),
    );
    row(
        "memory per waiter",
        format!("{:.1} KiB", (held - before) as f64 / WAITERS as f64),
    );
    row("threads", program.threads());
    let (cpu, start) = (program.cpu_ms(), Instant::now());
    tokio::time::sleep(Duration::from_secs(5)).await;
    let share = (program.cpu_ms() - cpu) as f64 / start.elapsed().as_millis() as f64;
    row(
        "processor time while they wait",
        format!("{:.1} % of one core", share * 100.0),
    );

    complete_some(&program, &links[..COMPLETIONS], &mut answers).await;
    let took = expire_the_rest(&program, WAITERS - COMPLETIONS, &mut answers).await;
    row(
        "9,000 links expire at the same moment: until the last waiter heard",
        format!("{:.2} s", took.as_secs_f64()),
    );
    println!("\nload after: {}", program::load());
}

fn row(what: &str, figure: impl std::fmt::Display) {
    println!("| {what} | {figure} |");
}

fn per_second(count: usize, took: Duration) -> String {
    format!("{:.0}", count as f64 / took.as_secs_f64())
}

/// Runs `call` for each item over a few connections.
async fn over_connections<F, T, R>(program: &Program, items: Vec<T>) -> (Vec<R>, Duration)
where
    T: Clone + Send + Sync + 'static,
    R: Send + 'static,
    F: Call<T, R>,
{
    let items = Arc::new(items);
    let mut callers = JoinSet::new();
    let start = Instant::now();
    for caller in 0..CALLERS {
        let (items, address) = (Arc::clone(&items), program.address.clone());
        callers.spawn(async move {
            let mut connection = Connection::open(&address).await;
            let mut results = Vec::new();
            for item in items.iter().skip(caller).step_by(CALLERS) {
                let request = F::request(item);
                results.push(F::read(item, connection.call(&request).await));
            }
            results
        });
    }
    let results = callers.join_all().await.into_iter().flatten().collect();
    (results, start.elapsed())
}

/// One kind of call.
trait Call<T, R>: 'static {
    fn request(item: &T) -> String;
    fn read(item: &T, reply: Reply) -> R;
}

struct Create;

impl Call<usize, Link> for Create {
    fn request(_: &usize) -> String {
        let body = json!({
            "integrationId": "tmobile", "resource": "mobileBillingStatement", "action": "read",
            "arguments": { "months": 6 },
        });
        http::post("/v1/links", API_KEY, &body)
    }

    fn read(_: &usize, reply: Reply) -> Link {
        assert_eq!(reply.status, 201, "{}", reply.body);
        let body: Value = serde_json::from_str(&reply.body).unwrap();
        Link {
            id: body["linkId"].as_str().unwrap().to_owned(),
            code: body["claimCode"].as_str().unwrap().to_owned(),
        }
    }
}

struct Claim;

impl Call<Link, ()> for Claim {
    fn request(link: &Link) -> String {
        http::post("/link/claim", "", &json!({ "code": link.code }))
    }

    fn read(_: &Link, reply: Reply) {
        assert_eq!(reply.status, 200, "{}", reply.body);
    }
}

async fn create(program: &Program) -> (Vec<Link>, Duration) {
    over_connections::<Create, _, _>(program, (0..WAITERS).collect()).await
}

async fn claim(program: &Program, links: &[Link]) -> Duration {
    over_connections::<Claim, _, _>(program, links.to_vec())
        .await
        .1
}

/// Who was answered, when, and with what.
type Answer = (String, Instant, Reply);

/// Opens all waiters; returns when the service holds every one of them.
async fn wait_for_all(
    program: &Program,
    links: &[Link],
) -> (mpsc::UnboundedReceiver<Answer>, Duration) {
    let (sender, answers) = mpsc::unbounded_channel();
    let start = Instant::now();
    // In portions: a listener's queue is short.
    for portion in links.chunks(100) {
        let mut opening = JoinSet::new();
        for link in portion.iter().cloned() {
            let (sender, address) = (sender.clone(), program.address.clone());
            opening.spawn(async move {
                let mut connection = Connection::open(&address).await;
                connection.send(&http::wait(&link.code)).await;
                tokio::spawn(async move {
                    let reply = connection.reply().await;
                    let _ = sender.send((link.id, Instant::now(), reply));
                });
            });
        }
        opening.join_all().await;
    }
    let mut connection = Connection::open(&program.address).await;
    loop {
        let reply = connection.call(&http::get("/health")).await;
        let health: Value = serde_json::from_str(&reply.body).unwrap();
        if health["waiting"].as_u64().unwrap() >= WAITERS as u64 {
            return (answers, start.elapsed());
        }
    }
}

/// Completes one link after the other and times its waiter, from the request that completes it.
async fn complete_some(
    program: &Program,
    links: &[Link],
    answers: &mut mpsc::UnboundedReceiver<Answer>,
) {
    let mut connection = Connection::open(&program.address).await;
    let (mut since_request, mut since_reply) = (Vec::new(), Vec::new());
    for link in links {
        let path = format!("/sandbox/links/{}/complete", link.id);
        let request = Instant::now();
        let reply = connection.call(&http::post(&path, "", &json!({}))).await;
        let replied = Instant::now();
        assert_eq!(reply.status, 204, "{}", reply.body);
        let (id, at, reply) = answers.recv().await.unwrap();
        assert_eq!((id.as_str(), reply.status), (link.id.as_str(), 200));
        assert!(reply.body.contains("\"complete\""));
        since_request.push(at - request);
        since_reply.push(at.saturating_duration_since(replied));
    }
    row(
        "from the request that completes to the waiter's answer (with the commit)",
        spread(since_request),
    );
    row(
        "from that request's own answer to the waiter's",
        spread(since_reply),
    );
}

/// Puts the clock forward, so that all other links run out at once.
async fn expire_the_rest(
    program: &Program,
    count: usize,
    answers: &mut mpsc::UnboundedReceiver<Answer>,
) -> Duration {
    let mut connection = Connection::open(&program.address).await;
    let start = Instant::now();
    let advance = http::post("/sandbox/clock/advance", "", &json!({ "ms": 14_400_000 }));
    connection.call(&advance).await;
    for _ in 0..count {
        let (_, _, reply) = answers.recv().await.unwrap();
        assert!(reply.body.contains("\"expired\""), "{}", reply.body);
    }
    start.elapsed()
}

fn spread(mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let at =
        |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1_000.0;
    format!(
        "p50 {:.2} ms, p95 {:.2} ms, p99 {:.2} ms",
        at(0.5),
        at(0.95),
        at(0.99)
    )
}
