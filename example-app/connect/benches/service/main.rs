//! How much the service carries, on SQLite, on Postgres, and with three replicas: creates, claims and status requests a second,
//! 10,000 waiters at once, their memory, and how soon a waiter hears of a completion. `cargo xtask bench service` runs it; it
//! measures and asserts no time.
//!
//! The load comes from this process on the same machine, and so does Postgres: the service has less than all of it.

#![expect(clippy::unwrap_used, reason = "a bench fails where it stands")]

mod deployment;
mod http;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tokio::{sync::mpsc, task::JoinSet};

use self::{
    deployment::{API_KEY, Deployment, KINDS, load, postgres_cpu_ms},
    http::{Connection, Reply},
};

const WAITERS: usize = 10_000;
/// Connections for creates, claims and status requests.
const CALLERS: usize = 16;
/// How many completions are timed.
const COMPLETIONS: usize = 1_000;

#[derive(Clone)]
struct Link {
    id: String,
    code: String,
}

/// What was measured of one deployment: a label and a figure each, the same labels for all.
type Figures = Vec<(&'static str, String)>;

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
    println!("load before: {}", load());
    let mut columns = Vec::new();
    for kind in KINDS {
        if let Some(deployment) = Deployment::start(kind).await {
            columns.push((kind.name, measure(&deployment).await));
        }
    }
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    println!(
        "\n| | {} |\n|---|{}",
        names.join(" | "),
        "--:|".repeat(names.len())
    );
    for row in 0..columns[0].1.len() {
        let figures: Vec<&str> = columns.iter().map(|(_, all)| all[row].1.as_str()).collect();
        println!("| {} | {} |", columns[0].1[row].0, figures.join(" | "));
    }
    println!("\nload after: {}", load());
}

async fn measure(deployment: &Deployment) -> Figures {
    let mut figures = Figures::new();
    let cpu = (deployment.cpu_ms(), postgres_cpu_ms());
    let (links, took) = create(deployment).await;
    figures.push(("links created a second", per_second(links.len(), took)));
    let each = |ms: u64| format!("{:.2} ms", ms as f64 / links.len() as f64);
    figures.push((
        "processor time of the service for a create",
        each(deployment.cpu_ms() - cpu.0),
    ));
    figures.push((
        "processor time of Postgres for a create",
        each(postgres_cpu_ms() - cpu.1),
    ));
    let took = claim(deployment, &links).await;
    figures.push(("links claimed a second", per_second(links.len(), took)));
    let took = ask::<Changed>(deployment, &links).await;
    figures.push((
        "status requests a second (200)",
        per_second(links.len(), took),
    ));
    let took = ask::<Unchanged>(deployment, &links).await;
    figures.push((
        "status requests a second (304)",
        per_second(links.len(), took),
    ));

    let before = deployment.resident_kib();
    let (mut answers, took) = wait_for_all(deployment, &links).await;
    let held = deployment.resident_kib();
    figures.push(("status requests held at once", WAITERS.to_string()));
    figures.push((
        "until all of them were held",
        format!("{:.1} s", took.as_secs_f64()),
    ));
    figures.push((
        "memory with none of them",
        format!("{:.1} MiB", before as f64 / 1024.0),
    ));
    figures.push((
        "memory for each of them",
        format!(
            "{:.1} KiB",
            held.saturating_sub(before) as f64 / WAITERS as f64
        ),
    ));
    let (cpu, start) = (deployment.cpu_ms(), Instant::now());
    tokio::time::sleep(Duration::from_secs(5)).await;
    let share = (deployment.cpu_ms() - cpu) as f64 / start.elapsed().as_millis() as f64;
    figures.push((
        "processor time of the service while they wait, of one core",
        format!("{:.1} %", share * 100.0),
    ));
    let (since_request, since_reply) =
        complete_some(deployment, &links[..COMPLETIONS], &mut answers).await;
    figures.push((
        "from the request that completes a link to its waiter's answer, p50 / p95 / p99",
        spread(since_request),
    ));
    figures.push((
        "from that request's own answer to the waiter's, p50 / p95 / p99",
        spread(since_reply),
    ));
    let took = expire_the_rest(deployment, WAITERS - COMPLETIONS, &mut answers).await;
    figures.push((
        "9,000 links expire at once: until the last waiter is answered",
        format!("{:.1} s", took.as_secs_f64()),
    ));
    figures
}

fn per_second(count: usize, took: Duration) -> String {
    format!("{:.0}", count as f64 / took.as_secs_f64())
}

/// Runs `call` for each item over a few connections, which are spread over the replicas.
async fn over_connections<F, T, R>(deployment: &Deployment, items: Vec<T>) -> (Vec<R>, Duration)
where
    T: Clone + Send + Sync + 'static,
    R: Send + 'static,
    F: Call<T, R>,
{
    let items = Arc::new(items);
    let mut callers = JoinSet::new();
    let start = Instant::now();
    for caller in 0..CALLERS {
        let (items, address) = (Arc::clone(&items), deployment.address(caller).to_owned());
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

/// A status request without an ETag.
struct Changed;

impl Call<Link, ()> for Changed {
    fn request(link: &Link) -> String {
        http::status(&link.code, "")
    }

    fn read(_: &Link, reply: Reply) {
        assert_eq!(reply.status, 200, "{}", reply.body);
    }
}

/// One with the ETag of a link that was claimed once.
struct Unchanged;

impl Call<Link, ()> for Unchanged {
    fn request(link: &Link) -> String {
        http::status(&link.code, "if-none-match: \"2\"\r\n")
    }

    fn read(_: &Link, reply: Reply) {
        assert_eq!(reply.status, 304, "{}", reply.body);
    }
}

async fn create(deployment: &Deployment) -> (Vec<Link>, Duration) {
    over_connections::<Create, _, _>(deployment, (0..WAITERS).collect()).await
}

async fn claim(deployment: &Deployment, links: &[Link]) -> Duration {
    ask::<Claim>(deployment, links).await
}

async fn ask<F: Call<Link, ()>>(deployment: &Deployment, links: &[Link]) -> Duration {
    over_connections::<F, _, _>(deployment, links.to_vec())
        .await
        .1
}

/// Who was answered, when, and with what.
type Answer = (String, Instant, Reply);

/// Opens all waiters, spread over the replicas; returns when each of them is held.
async fn wait_for_all(
    deployment: &Deployment,
    links: &[Link],
) -> (mpsc::UnboundedReceiver<Answer>, Duration) {
    let (sender, answers) = mpsc::unbounded_channel();
    let start = Instant::now();
    // In portions: a listener's queue is short.
    for (portion, links) in links.chunks(100).enumerate() {
        let mut opening = JoinSet::new();
        for (at, link) in links.iter().cloned().enumerate() {
            let address = deployment.address(portion * 100 + at).to_owned();
            let sender = sender.clone();
            opening.spawn(async move {
                let mut connection = Connection::open(&address).await;
                let wait = "if-none-match: \"2\"\r\nprefer: wait=50\r\n";
                let request = http::status(&link.code, wait);
                connection.send(&request).await;
                tokio::spawn(async move {
                    let mut reply = connection.reply().await;
                    // Its time was over: it waits on, as a page does.
                    while reply.status == 304 {
                        reply = connection.call(&request).await;
                    }
                    let _ = sender.send((link.id, Instant::now(), reply));
                });
            });
        }
        opening.join_all().await;
    }
    loop {
        let mut waiting = 0;
        for address in &deployment.addresses {
            let mut connection = Connection::open(address).await;
            let reply = connection.call(&http::get("/health")).await;
            let health: Value = serde_json::from_str(&reply.body).unwrap();
            waiting += health["waiting"].as_u64().unwrap();
        }
        if waiting >= WAITERS as u64 {
            return (answers, start.elapsed());
        }
    }
}

/// Completes one link after the other, each at another replica than its waiter is at if there is one, and times the waiter's
/// answer: from the request that completes, and from that request's own answer.
async fn complete_some(
    deployment: &Deployment,
    links: &[Link],
    answers: &mut mpsc::UnboundedReceiver<Answer>,
) -> (Vec<Duration>, Vec<Duration>) {
    let mut connections = Vec::new();
    for address in &deployment.addresses {
        connections.push(Connection::open(address).await);
    }
    let count = connections.len();
    let (mut since_request, mut since_reply) = (Vec::new(), Vec::new());
    for (at, link) in links.iter().enumerate() {
        let path = format!("/sandbox/links/{}/complete", link.id);
        let request = Instant::now();
        let connection = &mut connections[(at + 1) % count];
        let reply = connection.call(&http::post(&path, "", &json!({}))).await;
        let replied = Instant::now();
        assert_eq!(reply.status, 204, "{}", reply.body);
        let (id, answered, reply) = answers.recv().await.unwrap();
        assert_eq!((id.as_str(), reply.status), (link.id.as_str(), 200));
        assert!(reply.body.contains("\"complete\""));
        since_request.push(answered - request);
        since_reply.push(answered.saturating_duration_since(replied));
    }
    (since_request, since_reply)
}

/// Puts the clocks forward, so that all other links run out at once.
async fn expire_the_rest(
    deployment: &Deployment,
    count: usize,
    answers: &mut mpsc::UnboundedReceiver<Answer>,
) -> Duration {
    let start = Instant::now();
    let advance = http::post("/sandbox/clock/advance", "", &json!({ "ms": 14_400_000 }));
    for address in &deployment.addresses {
        Connection::open(address).await.call(&advance).await;
    }
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
    format!("{:.2} / {:.2} / {:.2} ms", at(0.5), at(0.95), at(0.99))
}
