//! A rolling restart: three replicas behind a load balancer are replaced one after the other while 2,000 sessions go on; in the
//! usual run, 400.

use std::{
    collections::HashSet,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{Router, extract::Json, http::HeaderMap, http::StatusCode};
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};
use tokio::{
    task::JoinSet,
    time::{Instant, sleep},
};

use crate::{
    balancer::Balancer,
    database::{Database, is_postgres, runs_whole},
    program::{API_KEY, Program},
    support::{client, text},
};

const SESSIONS: usize = 2_000;
/// In the usual run.
const SOME_SESSIONS: usize = 400;

/// For how long a call may fail again and again: after that, the SDK gives up.
const PATIENCE: Duration = Duration::from_secs(120);

/// Calls as the SDK does: what fails is asked again. The failures are counted.
struct Caller {
    client: Client,
    failures: AtomicUsize,
}

impl Caller {
    /// The status, the ETag if there is one, and the body.
    async fn call(&self, request: RequestBuilder) -> (StatusCode, String, Value) {
        let begin = Instant::now();
        loop {
            let answer = self
                .client
                .execute(request.try_clone().unwrap().build().unwrap());
            if let Ok(response) = answer.await {
                let status = response.status();
                let etag = response.headers().get("etag");
                let etag = etag.map_or("", |etag| etag.to_str().unwrap()).to_owned();
                if let Ok(bytes) = response.bytes().await
                    && !status.is_server_error()
                {
                    let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
                    return (status, etag, body);
                }
            }
            self.failures.fetch_add(1, Ordering::Relaxed);
            assert!(begin.elapsed() < PATIENCE, "a call failed again and again");
            // As a client waits before its next try; it waits for no condition.
            sleep(Duration::from_millis(100)).await;
        }
    }
}

/// One session from its link to its end, with one-time code.
async fn session(caller: Arc<Caller>, url: String, webhook_url: String) -> String {
    let http = &caller.client;
    let create = http
        .post(format!("{url}/v1/links"))
        .bearer_auth(API_KEY)
        // So that one whose answer is lost is not made twice.
        .header("idempotency-key", random())
        .json(&json!({
            "integrationId": "tmobile", "resource": "mobileBillingStatement", "action": "read",
            "webhookUrl": webhook_url,
        }));
    let (status, _, link) = caller.call(create).await;
    assert_eq!(status, StatusCode::CREATED, "{link}");
    let code = text(&link["claimCode"]);
    let claim = http
        .post(format!("{url}/link/claim"))
        .header("idempotency-key", random())
        .json(&json!({ "code": code }));
    let (status, _, claim) = caller.call(claim).await;
    assert_eq!(status, StatusCode::OK, "{claim}");
    let frame = format!("{url}/clip/{}", text(&claim["sessionId"]));
    let token = text(&claim["clientToken"]);
    let mut etag = "\"0\"".to_owned();
    loop {
        let state = http
            .get(format!("{frame}/state"))
            .bearer_auth(&token)
            .header("if-none-match", &etag)
            .header("prefer", "wait=10");
        let (status, now, state) = caller.call(state).await;
        if status == StatusCode::NOT_MODIFIED {
            continue;
        }
        assert_eq!(status, StatusCode::OK, "{state}");
        etag = now;
        let post = |path: &str, body: Value| {
            http.post(format!("{frame}/{path}"))
                .bearer_auth(&token)
                .json(&body)
        };
        match state["stage"].as_str().unwrap() {
            "login" => {
                let body = json!({ "username": "user_mfa", "password": "pass_good" });
                // 409: the answer to an earlier try was lost.
                caller.call(post("login", body)).await;
            }
            "code" => {
                caller.call(post("code", json!({ "code": "123456" }))).await;
            }
            "working" => {}
            "complete" => return text(&link["linkId"]),
            stage => panic!("{stage}: {state}"),
        }
    }
}

fn random() -> String {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).unwrap();
    u64::from_ne_bytes(bytes).to_string()
}

/// Takes webhooks: the ids in the order in which they came.
async fn receiver() -> (String, Arc<Mutex<Vec<String>>>) {
    let received: Arc<Mutex<Vec<String>>> = Arc::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let router = Router::new().fallback({
        let received = Arc::clone(&received);
        move |headers: HeaderMap, Json(_): Json<Value>| async move {
            let id = headers["webhook-id"].to_str().unwrap().to_owned();
            received.lock().unwrap().push(id);
        }
    });
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    (url, received)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rolling_restart_fails_no_session_and_sends_no_webhook_twice() {
    if !is_postgres() {
        return;
    }
    let database = Database::new().await;
    let start = || {
        Program::start_with(|command| {
            database.arguments(command);
            command
                .args([
                    "--listen",
                    "127.0.0.1:0",
                    "--log",
                    "warn",
                    "--step-ms",
                    "300",
                ])
                .args(["--sandbox", "--private-webhooks", "--drain-seconds", "1"]);
        })
    };
    let (webhook_url, received) = receiver().await;
    let balancer = Balancer::start().await;
    let mut replicas: Vec<Program> = (0..3).map(|_| start()).collect();
    let urls = |replicas: &[Program]| -> Vec<String> {
        replicas.iter().map(|replica| replica.url.clone()).collect()
    };
    balancer.use_replicas(urls(&replicas));
    let caller = Arc::new(Caller {
        client: client(),
        failures: AtomicUsize::new(0),
    });

    let count = if runs_whole() {
        SESSIONS
    } else {
        SOME_SESSIONS
    };
    let mut sessions = JoinSet::new();
    for _ in 0..count {
        sessions.spawn(session(
            Arc::clone(&caller),
            balancer.url.clone(),
            webhook_url.clone(),
        ));
    }
    for _ in 0..3 {
        let old = replicas.remove(0);
        replicas.push(start());
        // The balancer sends new connections to those that stay; the old one drains, and then ends.
        balancer.use_replicas(urls(&replicas));
        old.signal("-TERM");
        let (status, _, log) = tokio::task::spawn_blocking(|| old.end()).await.unwrap();
        assert!(status.success(), "{log}");
    }
    let mut complete = HashSet::new();
    while let Some(link) = sessions.join_next().await {
        complete.insert(link.unwrap());
    }
    assert_eq!(complete.len(), count);
    while received.lock().unwrap().len() < count {
        tokio::task::yield_now().await;
    }
    let received = received.lock().unwrap();
    let once: HashSet<&String> = received.iter().collect();
    assert_eq!(once.len(), received.len(), "a webhook came twice");
    println!(
        "{count} sessions over a rolling restart: {} tries failed and were made again",
        caller.failures.load(Ordering::Relaxed)
    );
}
