//! Visitors who create, claim and connect links until the service dies under them, and a book of all
//! that the service has promised them by then.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use reqwest::{RequestBuilder, StatusCode};
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::{bodies::reads_and_writes, program::API_KEY, support::client, support::text};

/// SplitMix64: a few lines that give the same numbers for the same seed.
pub struct Rng(AtomicU64);

impl Rng {
    pub fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }

    pub fn below(&self, limit: u64) -> u64 {
        let step = 0x9e37_79b9_7f4a_7c15;
        let mut z = self.0.fetch_add(step, Ordering::Relaxed).wrapping_add(step);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % limit
    }
}

/// A link whose creation was confirmed.
#[derive(Clone)]
pub struct Known {
    pub id: String,
    pub code: String,
}

/// What the service has confirmed.
#[derive(Default)]
pub struct Book {
    links: Mutex<Vec<Known>>,
    /// Session ids of confirmed claims.
    sessions: Mutex<Vec<String>>,
    /// Links that were said to be complete.
    complete: Mutex<Vec<String>>,
    /// Claims begun, by link: the key of a lost answer is used again.
    keys: AtomicU64,
    /// How many answers there were.
    answers: watch::Sender<u64>,
    /// Whether there are several replicas: then an error is answered by another try, and visitors stop when told.
    replicas: bool,
    closed: AtomicBool,
}

impl Book {
    /// For visitors of several replicas.
    pub fn of_replicas() -> Self {
        Self {
            replicas: true,
            ..Self::default()
        }
    }

    /// Visitors begin no further visit.
    pub fn close(&self) {
        self.closed.store(true, Ordering::Relaxed);
    }

    /// They do again.
    pub fn open(&self) {
        self.closed.store(false, Ordering::Relaxed);
    }

    /// Waits for so many more answers.
    pub async fn after(&self, answers: u64) {
        let mut count = self.answers.subscribe();
        let wanted = *count.borrow() + answers;
        // The sender lives in `self`, so this never errs.
        let _ = count.wait_for(|count| *count >= wanted).await;
    }

    fn answered(&self) {
        self.answers.send_modify(|count| *count += 1);
    }

    pub fn links(&self) -> Vec<Known> {
        self.links.lock().unwrap().clone()
    }

    pub fn sessions(&self) -> Vec<String> {
        self.sessions.lock().unwrap().clone()
    }

    pub fn complete(&self) -> Vec<String> {
        self.complete.lock().unwrap().clone()
    }
}

/// Sends; `None` when the service is gone.
async fn send(book: &Book, request: RequestBuilder) -> Option<(StatusCode, Value)> {
    let response = request.send().await.ok()?;
    let status = response.status();
    // A body cut off by the kill is no confirmation.
    let body = response.bytes().await.ok()?;
    book.answered();
    // Of replicas, one may have lost its connection to the database.
    if book.replicas && status.is_server_error() {
        return None;
    }
    Some((status, serde_json::from_slice(&body).unwrap_or(Value::Null)))
}

/// Comes back until the service is gone.
pub async fn visit((url, webhook_url): (String, String), book: std::sync::Arc<Book>, rng: Rng) {
    loop {
        let broken = one_visit(&url, &webhook_url, &book, &rng).await.is_none();
        if book.closed.load(Ordering::Relaxed) || broken && !book.replicas {
            return;
        }
    }
}

async fn one_visit(url: &str, webhook_url: &str, book: &Book, rng: &Rng) -> Option<()> {
    let known = book.links();
    let link = if known.is_empty() || rng.below(3) == 0 {
        create(url, webhook_url, book, rng).await?
    } else {
        // One of the last, since most of the older ones are done.
        let from = known.len().saturating_sub(12);
        known[from + usize::try_from(rng.below((known.len() - from) as u64)).unwrap()].clone()
    };
    if rng.below(8) == 0 {
        return Some(());
    }
    connect(url, book, &link, rng, false).await
}

async fn create(url: &str, webhook_url: &str, book: &Book, rng: &Rng) -> Option<Known> {
    let expires_in = if rng.below(6) == 0 { 1 } else { 14_400 };
    let mut body = reads_and_writes("tmobile");
    body["webhookUrl"] = json!(webhook_url);
    body["expiresIn"] = json!(expires_in);
    let request = client()
        .post(format!("{url}/v1/links"))
        .bearer_auth(API_KEY)
        .json(&body);
    let (status, body) = send(book, request).await?;
    assert_eq!(status, StatusCode::CREATED, "{body}");
    let link = Known {
        id: text(&body["linkId"]),
        code: text(&body["claimCode"]),
    };
    book.links.lock().unwrap().push(link.clone());
    Some(link)
}

/// Claims and goes through with it as far as the dice say; `to_the_end` leaves the dice out.
async fn connect(url: &str, book: &Book, link: &Known, rng: &Rng, to_the_end: bool) -> Option<()> {
    // Few keys for each link, so that a claim whose answer was lost is made again now and then.
    let key = if to_the_end {
        format!("last {}", book.keys.fetch_add(1, Ordering::Relaxed))
    } else {
        format!("key {}", rng.below(4))
    };
    let claim = client()
        .post(format!("{url}/link/claim"))
        .header("idempotency-key", key)
        .json(&json!({ "code": link.code }));
    let (status, claim) = send(book, claim).await?;
    match status {
        StatusCode::OK => {}
        StatusCode::CONFLICT | StatusCode::GONE => return Some(()),
        other => panic!("a claim was answered with {other}: {claim}"),
    }
    let (session, token) = (text(&claim["sessionId"]), text(&claim["clientToken"]));
    book.sessions.lock().unwrap().push(session.clone());
    let call = |path: &str, body: Value| {
        client()
            .post(format!("{url}/clip/{session}/{path}"))
            .bearer_auth(&token)
            .json(&body)
    };
    let mut etag = "\"0\"".to_owned();
    let mut tried_code = false;
    loop {
        let response = client()
            .get(format!("{url}/clip/{session}/state"))
            .bearer_auth(&token)
            .header("if-none-match", &etag)
            .header("prefer", "wait=5")
            // Far more than it may be held.
            .timeout(Duration::from_secs(30))
            .send()
            .await;
        assert!(
            !response.as_ref().is_err_and(reqwest::Error::is_timeout),
            "held longer than it asked for"
        );
        let response = response.ok()?;
        // Their steps may take longer than this waits, when one replica takes up the work of another.
        match response.status() {
            StatusCode::NOT_MODIFIED if book.replicas => return Some(()),
            status if book.replicas && status.is_server_error() => return None,
            status => assert_eq!(status, StatusCode::OK, "the session is known and goes on"),
        }
        etag = response.headers()["etag"].to_str().unwrap().to_owned();
        let state: Value = response.json().await.ok()?;
        book.answered();
        let stays = !to_the_end && rng.below(8) == 0;
        match state["stage"].as_str().unwrap() {
            "login" | "code" if stays => return Some(()),
            "login" => {
                let user = ["user_good", "user_mfa", "user_mfa", "user_bad"];
                let user = user[usize::try_from(rng.below(4)).unwrap()];
                let body =
                    json!({ "username": user, "password": "pass_good", "confirmsWrites": true });
                // 409: another visitor of the same session was first.
                send(book, call("login", body)).await?;
            }
            "code" => {
                let code = if tried_code || rng.below(3) > 0 {
                    "123456"
                } else {
                    "000000"
                };
                tried_code = true;
                send(book, call("code", json!({ "code": code }))).await?;
            }
            "working" if !to_the_end && rng.below(30) == 0 => {
                let cancel = client()
                    .post(format!("{url}/link/cancel"))
                    .bearer_auth(&link.code)
                    .json(&json!({ "sessionId": session }));
                send(book, cancel).await?;
            }
            "working" => {}
            "complete" => {
                book.complete.lock().unwrap().push(link.id.clone());
                return Some(());
            }
            _ => return Some(()),
        }
    }
}

/// Until the link is complete or has expired. Nobody else is there any more.
pub async fn bring_to_its_end(url: &str, book: &Book, link: &Known, rng: &Rng) {
    for _ in 0..50 {
        let request = client()
            .get(format!("{url}/link/status"))
            .bearer_auth(&link.code);
        let Some((status, body)) = send(book, request).await else {
            assert!(book.replicas, "the service is gone");
            continue;
        };
        assert_eq!(status, StatusCode::OK, "{} is lost", link.id);
        match body["status"].as_str().unwrap() {
            "complete" | "expired" => return,
            "active" => {
                // Of a session that was left, nobody knows the key: fail it and claim anew.
                let request = client()
                    .post(format!("{url}/sandbox/links/{}/fail", link.id))
                    .json(&json!({ "code": "CLIENT_TIMEOUT" }));
                assert!(send(book, request).await.is_some() || book.replicas);
            }
            _ => assert!(connect(url, book, link, rng, true).await.is_some() || book.replicas),
        }
        if body["status"] == "failed" && body["expiresAt"].as_i64().unwrap() < now_ms() {
            return;
        }
    }
    panic!("{} comes to no end", link.id);
}

fn now_ms() -> i64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    i64::try_from(now.unwrap().as_millis()).unwrap()
}
