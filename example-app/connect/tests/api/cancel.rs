//! Stop means stop: after an answer to a cancel nothing more is begun, and what was done is told as done.

use std::{
    hash::{BuildHasher as _, RandomState},
    time::Duration,
};

use axum::http::{Method, StatusCode};
use passage_connect::config::Config;
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::{
    bodies::reads_and_writes,
    receiver::Receiver,
    support::{Answer, Connect, STEP_MS, Session, config, json_request, request, text},
};

async fn cancel(connect: &Connect, code: &str, session_id: &str) -> Answer {
    let body = json!({ "sessionId": session_id });
    connect.post("/link/cancel", code, &body).await
}

async fn frame_call(connect: &Connect, session: &Session, call: &str) {
    let path = format!("/clip/{}/{call}", session.id);
    let answer = connect.post(&path, &session.token, &json!({})).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.text);
}

/// How many operations are done at each step: signing in, reading the account, the read, the write, the end.
pub const DONE_AT: [(usize, usize); 5] = [(0, 0), (1, 0), (2, 0), (3, 1), (4, 2)];

/// What an end says after so many operations.
pub fn told(done: usize) -> &'static str {
    [
        "Done: nothing. Not done: mobileBillingStatement read, paymentMethod write.",
        "Done: mobileBillingStatement read. Not done: paymentMethod write.",
        "Done: mobileBillingStatement read, paymentMethod write. Not done: nothing.",
    ][done]
}

/// How often the simulated provider wrote to an account for this session.
pub async fn writes(connect: &Connect, session: &Session) -> i64 {
    sqlx::query_scalar("SELECT count(*) FROM account_writes WHERE session_id = $1")
        .bind(&session.id)
        .fetch_one(connect.service.app.store.reader())
        .await
        .unwrap()
}

/// At work, at this step of its five.
pub async fn at_step(connect: &Connect, step: usize, body: Value) -> (String, String, Session) {
    let (link_id, code) = connect.link_for(body).await;
    let session = connect.session(&code, "key").await;
    connect.login(&session, "user_good", "pass_good").await;
    for index in 0..=step {
        connect
            .wait_for_state(&session, |state| state["stepIndex"] == index)
            .await;
        if index < step {
            connect.advance_s(STEP_MS / 1_000);
        }
    }
    (link_id, code, session)
}

#[tokio::test]
async fn a_session_at_work_is_stopped_at_each_of_its_steps() {
    let connect = Connect::start_slow().await;
    for (step, done) in DONE_AT {
        let told = told(done);
        let (link_id, code, session) = at_step(&connect, step, reads_and_writes("verizon")).await;
        // Twice: the answer is the same.
        for _ in 0..2 {
            let answer = cancel(&connect, &code, &session.id).await;
            assert_eq!(answer.status, StatusCode::ACCEPTED, "step {step}");
        }
        connect.advance_s(3 * STEP_MS / 1_000);
        let state = connect.state(&session).await;
        assert_eq!(
            (&state["stage"], &state["operationsDone"]),
            (&json!("failed"), &json!(done)),
            "step {step}"
        );
        let status = connect.status(&code).await;
        assert_eq!(status["status"], "failed");
        assert_eq!(status["error"]["code"], "CANCELED");
        assert_eq!(
            text(&status["error"]["message"]),
            format!("The session was stopped. {told}")
        );
        assert_eq!(writes(&connect, &session).await, i64::from(done == 2));
        assert_eq!(connect.show(&link_id).await["result"], Value::Null);
        // It can be claimed again.
        let again = connect.session(&code, "again").await;
        assert_eq!(connect.state(&again).await["operationsDone"], 0);
    }
}

async fn cancel_by_key(connect: &Connect, code: &str, key: &str, body: &Value) -> Answer {
    let mut request = json_request("/link/cancel", code, body);
    let headers = request.headers_mut();
    headers.insert("idempotency-key", key.parse().unwrap());
    connect.call(request).await
}

#[tokio::test]
async fn a_page_that_does_not_know_its_session_yet_names_it_by_the_key_of_its_claim() {
    let connect = Connect::start_slow().await;
    let (_, code, session) = at_step(&connect, 3, reads_and_writes("verizon")).await;
    let (_, other_code) = connect.link().await;
    connect.session(&other_code, "other").await;
    for (code, key) in [
        (&code, "unknown"),
        (&code, "other"),
        (&other_code, "key"),
        (&other_code, "other"),
    ] {
        let answer = cancel_by_key(&connect, code, key, &json!({})).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{key}");
    }
    // A session that is named counts more than a key.
    let named = json!({ "sessionId": "ses_unknown" });
    let answer = cancel_by_key(&connect, &code, "key", &named).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert_eq!(connect.state(&session).await["stage"], "working");

    for _ in 0..2 {
        let answer = cancel_by_key(&connect, &code, "key", &json!({})).await;
        assert_eq!(answer.status, StatusCode::ACCEPTED);
    }
    connect.advance_s(3 * STEP_MS / 1_000);
    let error = connect.status(&code).await["error"].clone();
    assert_eq!(error["code"], "CANCELED");
    assert_eq!(
        text(&error["message"]),
        format!("The session was stopped. {}", told(1))
    );
    assert_eq!(writes(&connect, &session).await, 0);
    let answer = cancel_by_key(&connect, &code, &"k".repeat(256), &json!({})).await;
    answer.is_error(StatusCode::BAD_REQUEST, "BAD_REQUEST");
}

#[tokio::test]
async fn nothing_is_stopped_where_nothing_works() {
    let connect = Connect::start().await;
    let (_, code) = connect.link_for(reads_and_writes("verizon")).await;
    let (_, other_code) = connect.link().await;
    let session = connect.session(&code, "key").await;
    for id in [session.id.as_str(), "ses_unknown"] {
        let answer = cancel(&connect, &code, id).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT);
    }
    // Waits for the person: it is left as it is.
    assert_eq!(connect.state(&session).await["stage"], "login");
    let foreign = cancel(&connect, &other_code, &session.id).await;
    assert_eq!(foreign.status, StatusCode::NO_CONTENT);
    connect.login(&session, "user_mfa", "pass_good").await;
    connect.wait_for_stage(&session, "code").await;
    let answer = cancel(&connect, &code, &session.id).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    connect.code(&session, "123456").await;
    connect.wait_for_stage(&session, "complete").await;
    let late = cancel(&connect, &code, &session.id).await;
    assert_eq!(late.status, StatusCode::NO_CONTENT);
    assert_eq!(connect.status(&code).await["status"], "complete");
}

#[tokio::test]
async fn a_cancel_needs_the_claim_code_and_a_session_and_any_page_may_call_it() {
    let connect = Connect::start().await;
    let (_, code) = connect.link().await;
    for bearer in ["", "clm_x"] {
        let answer = cancel(&connect, bearer, "ses_1").await;
        answer.is_error(StatusCode::UNAUTHORIZED, "INVALID_CLAIM_CODE");
    }
    for body in [
        json!({}),
        json!({ "sessionId": 1 }),
        json!({ "sessionId": "" }),
    ] {
        let answer = connect.post("/link/cancel", &code, &body).await;
        answer.is_error(StatusCode::BAD_REQUEST, "BAD_REQUEST");
    }
    let preflight = request(Method::OPTIONS, "/link/cancel", "")
        .header("origin", "https://app.example")
        .header("access-control-request-method", "POST")
        .header(
            "access-control-request-headers",
            "authorization,content-type",
        )
        .body(axum::body::Body::empty())
        .unwrap();
    let answer = connect.call(preflight).await;
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert_eq!(
        answer.header("access-control-allow-headers"),
        "authorization,content-type"
    );
}

#[tokio::test]
async fn the_frame_stops_it_and_shows_what_was_done_before_the_link_fails() {
    let connect = Connect::start_slow().await;
    let (_, code, session) = at_step(&connect, 3, reads_and_writes("verizon")).await;
    frame_call(&connect, &session, "cancel").await;
    let state = connect.state(&session).await;
    assert_eq!(state["stage"], "failed");
    assert_eq!(state["error"]["code"], "CANCELED");
    assert_eq!(state["operationsDone"], 1);
    assert_eq!(connect.status(&code).await["status"], "active");
    connect.advance_s(STEP_MS / 1_000);
    assert_eq!(writes(&connect, &session).await, 0);
    frame_call(&connect, &session, "seen").await;
    assert_eq!(connect.status(&code).await["error"]["code"], "CANCELED");
}

#[tokio::test]
async fn a_write_is_not_done_twice_by_a_restart() {
    let database = crate::database::Database::new().await;
    let at = |step_ms| Config {
        database: database.location(),
        step_ms,
        ..config()
    };
    let connect = Connect::with(at(STEP_MS)).await;
    let (link_id, _, session) = at_step(&connect, 4, reads_and_writes("verizon")).await;
    assert_eq!(writes(&connect, &session).await, 1);
    drop(connect);
    let connect = Connect::with(at(0)).await;
    connect.wait_for_stage(&session, "complete").await;
    assert_eq!(writes(&connect, &session).await, 1);
    let link = connect.show(&link_id).await;
    assert_eq!(
        link["result"]["operations"][1]["data"]["paymentMethod"]["last4"],
        "1111"
    );
}

/// Random enough for points in time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_was_done_and_is_told_so_or_was_not_whenever_it_is_stopped() {
    let seed = std::env::var("SEED").map_or_else(
        |_| RandomState::new().hash_one("cancel") | 1,
        |seed| seed.parse().unwrap(),
    );
    println!("SEED={seed}");
    let mut dice = Dice(seed);
    let connect = Connect::with(Config {
        step_ms: 4,
        ..config()
    })
    .await;
    let mut receiver = Receiver::start(&[]).await;
    let mut met = [0; 4];
    for turn in 0..200 {
        let mut body = reads_and_writes("verizon");
        body["webhookUrl"] = json!(receiver.url);
        let (link_id, code) = connect.link_for(body).await;
        let session = connect.session(&code, "key").await;
        connect.login(&session, "user_good", "pass_good").await;
        sleep(Duration::from_micros(dice.below(45_000))).await;
        let by_frame = dice.below(2) == 0;
        if by_frame {
            frame_call(&connect, &session, "cancel").await;
            let shown = connect.state(&session).await["operationsDone"].clone();
            sleep(Duration::from_micros(dice.below(10_000))).await;
            frame_call(&connect, &session, "seen").await;
            assert_eq!(connect.state(&session).await["operationsDone"], shown);
        } else {
            let answer = cancel(&connect, &code, &session.id).await;
            let written = writes(&connect, &session).await;
            sleep(Duration::from_micros(dice.below(10_000))).await;
            if answer.status == StatusCode::ACCEPTED {
                assert_eq!(writes(&connect, &session).await, written, "SEED={seed}");
            }
        }
        let status = connect.status(&code).await;
        let state = connect.state(&session).await;
        let written = writes(&connect, &session).await;
        let webhook: Value = serde_json::from_slice(&receiver.next().await.body).unwrap();
        let told = format!("SEED={seed} turn {turn}: {status} {state} {webhook}, {written} writes");
        assert_eq!(webhook["linkId"], link_id, "{told}");
        assert_eq!(webhook["status"], status["status"], "{told}");
        assert_eq!(state["stage"], status["status"], "{told}");
        assert_eq!(state["operationsDone"] == 2, written == 1, "{told}");
        assert!(written <= 1, "{told}");
        if status["status"] == "complete" {
            assert_eq!(written, 1, "{told}");
            met[3] += 1;
            continue;
        }
        assert_eq!(status["error"]["code"], "CANCELED", "{told}");
        assert_eq!(webhook["error"], status["error"], "{told}");
        assert_eq!(state["error"], status["error"], "{told}");
        let message = text(&status["error"]["message"]);
        let (done, not_done) = message.split_once("Not done:").unwrap();
        assert_eq!(done.contains("write"), written == 1, "{told}");
        assert_eq!(not_done.contains("write"), written == 0, "{told}");
        met[usize::try_from(state["operationsDone"].as_u64().unwrap()).unwrap()] += 1;
    }
    println!("stopped before the read, before the write, after it; complete: {met:?}");
}
