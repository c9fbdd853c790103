//! Several services on one Postgres database: any of them answers any call, and what happens at one is known at all.

use std::collections::HashSet;

use axum::http::StatusCode;
use passage_connect::config::Config;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::{
    database::{Database, is_postgres},
    metrics::{scrape, value},
    receiver::Receiver,
    support::{API_KEY, Connect, STEP_MS, config, poll},
};

/// So many services on one database. `None`: this run is over SQLite, which has one process.
async fn replicas(count: usize, config: &Config) -> Option<(Database, Vec<Connect>)> {
    if !is_postgres() {
        return None;
    }
    let database = Database::new().await;
    let mut replicas = Vec::new();
    for _ in 0..count {
        replicas.push(database.service(config.clone()).await);
    }
    Some((database, replicas))
}

#[tokio::test]
async fn each_step_of_a_connection_may_be_at_another_replica() {
    let Some((_database, replicas)) = replicas(3, &config()).await else {
        return;
    };
    let (link_id, code) = replicas[0].link().await;
    let session = replicas[1].session(&code, "key").await;
    let login = replicas[2].login(&session, "user_mfa", "pass_good").await;
    assert_eq!(login.status, StatusCode::ACCEPTED);
    replicas[0].wait_for_stage(&session, "code").await;
    let right = replicas[1].code(&session, "123456").await;
    assert_eq!(right.status, StatusCode::ACCEPTED);
    replicas[2].wait_for_stage(&session, "complete").await;
    for replica in &replicas {
        assert_eq!(replica.status(&code).await["status"], "complete");
        assert_eq!(replica.show(&link_id).await["status"], "complete");
    }
}

#[tokio::test]
async fn a_change_at_one_wakes_who_waits_at_another() {
    let config = Config {
        metrics: true,
        ..config()
    };
    let Some((_database, replicas)) = replicas(2, &config).await else {
        return;
    };
    // More often than it looks by itself in that time, so that it cannot have found all of them.
    for _ in 0..20 {
        let (_, code) = replicas[0].link().await;
        let waiter = replicas[1].spawn(poll("/link/status", &code, "\"1\"", "wait=50"));
        replicas[1].until(|app| app.links.waiting() == 1).await;
        replicas[0].session(&code, "key").await;
        assert_eq!(waiter.await.unwrap().json()["status"], "active");
    }
    let told = r#"passage_changes_elsewhere_total{by="told"}"#;
    assert!(value(&scrape(&replicas[1]).await, told) >= 1.0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_claims_at_two_replicas_one_wins() {
    let Some((_database, replicas)) = replicas(2, &config()).await else {
        return;
    };
    for _ in 0..1_000 {
        let (_, code) = replicas[0].link().await;
        let (one, two) = tokio::join!(
            replicas[0].claim(&code, "one"),
            replicas[1].claim(&code, "two")
        );
        let mut statuses = [one.status, two.status];
        statuses.sort();
        assert_eq!(statuses, [StatusCode::OK, StatusCode::CONFLICT]);
    }
}

#[tokio::test]
async fn the_same_create_at_two_replicas_makes_one_link() {
    let Some((_database, replicas)) = replicas(2, &config()).await else {
        return;
    };
    let body = json!({ "integrationId": "att", "resource": "paymentMethod", "action": "read" });
    let create = async |replica: &Connect, key: &str| {
        let mut request = crate::support::json_request("/v1/links", API_KEY, &body);
        let headers = request.headers_mut();
        headers.insert("idempotency-key", key.parse().unwrap());
        let created = replica.call(request).await;
        assert_eq!(created.status, StatusCode::CREATED, "{}", created.text);
        created.json()
    };
    for round in 0..50 {
        let key = format!("key {round}");
        let (one, two) = tokio::join!(create(&replicas[0], &key), create(&replicas[1], &key));
        assert_eq!(one, two);
    }
}

#[tokio::test]
async fn the_work_of_a_dead_replica_is_taken_up() {
    let slow = Config {
        step_ms: STEP_MS,
        ..config()
    };
    let Some((database, mut replicas)) = replicas(1, &slow).await else {
        return;
    };
    let dead = replicas.remove(0);
    let (_, code) = dead.link().await;
    let session = dead.session(&code, "key").await;
    dead.login(&session, "user_good", "pass_good").await;
    dead.advance_s(STEP_MS / 1_000);
    dead.wait_for_state(&session, |state| state["step"] == "reading_account")
        .await;
    let living = database.start().await;
    // Dropped without a word, as by a kill.
    drop(dead);
    living.wait_for_stage(&session, "complete").await;
}

#[tokio::test]
async fn each_webhook_is_tried_by_one_replica() {
    let Some((_database, replicas)) = replicas(3, &config()).await else {
        return;
    };
    let mut receiver = Receiver::start(&[]).await;
    let mut wanted = HashSet::new();
    for round in 0..30 {
        let replica = &replicas[round % 3];
        wanted.insert(crate::webhooks::ended(replica, &receiver.url, "user_good").await);
    }
    let mut ids = HashSet::new();
    for _ in 0..30 {
        let received = receiver.next().await;
        assert!(
            ids.insert(received.header("webhook-id").to_owned()),
            "twice"
        );
        let body: Value = serde_json::from_slice(&received.body).unwrap();
        assert!(wanted.remove(body["linkId"].as_str().unwrap()));
    }
    for replica in &replicas {
        replica
            .until_shown(|shown| {
                let links = shown["links"].as_array().unwrap();
                links
                    .iter()
                    .all(|link| link["deliveries"][0]["state"] == "delivered")
            })
            .await;
    }
    assert!(receiver.is_empty());
}

#[tokio::test]
async fn a_frame_that_calls_one_replica_is_there_for_the_others() {
    let Some((_database, replicas)) = replicas(2, &config()).await else {
        return;
    };
    let (_, code) = replicas[0].link().await;
    let session = replicas[0].session(&code, "key").await;
    let state = format!("/clip/{}/state", session.id);
    let held = replicas[0].spawn(poll(&state, &session.token, "\"1\"", "wait=50"));
    replicas[0].until(|app| app.frames.waiting() == 1).await;
    // Told to the others in a moment; asked until then, the answer is the same, since the session is new.
    for _ in 0..2 {
        let other = replicas[1].claim(&code, "other").await;
        other.is_error(StatusCode::CONFLICT, "LINK_IN_USE");
        replicas[1].advance_s(31);
        until_it_knows(&replicas[1], &session.id).await;
    }
    held.abort();
    let _ = held.await;
    for replica in &replicas {
        replica.advance_s(100);
    }
    replicas[1].session(&code, "other").await;
}

async fn until_it_knows(replica: &Connect, session_id: &str) {
    let store = &replica.service.app.store;
    loop {
        let until =
            passage_connect::store::postgres::frames::present_until(store.reader(), session_id);
        if until.await.unwrap().is_some() {
            return;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn wrong_codes_are_counted_over_all_replicas() {
    let limited = Config {
        wrong_codes_per_minute: 4,
        client_address_header: Some("x-real-ip".into()),
        ..config()
    };
    let Some((_database, replicas)) = replicas(2, &limited).await else {
        return;
    };
    let guess = async |replica: &Connect| {
        let mut request = poll("/link/status", "clm_wrong", "", "");
        let headers = request.headers_mut();
        headers.insert("x-real-ip", "192.0.2.1".parse().unwrap());
        replica.call(request).await.status
    };
    for round in 0..4 {
        let status = guess(&replicas[round % 2]).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED);
    }
    for replica in &replicas {
        assert_eq!(guess(replica).await, StatusCode::TOO_MANY_REQUESTS);
    }
}

#[tokio::test]
async fn all_replicas_sign_with_the_key_that_one_of_them_made() {
    let Some((_database, replicas)) = replicas(3, &config()).await else {
        return;
    };
    let mut receiver = Receiver::start(&[]).await;
    let rotated = replicas[0].sandbox("keys/rotate", &json!({})).await;
    loop {
        crate::webhooks::ended(&replicas[1], &receiver.url, "user_good").await;
        let received = receiver.next().await;
        let (header, _) = crate::webhooks::verified(&replicas[2], &received).await;
        if header["kid"] == rotated["key_id"] {
            break;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn links_expire_once_however_many_replicas_look() {
    let Some((_database, replicas)) = replicas(3, &config()).await else {
        return;
    };
    let mut codes = Vec::new();
    for _ in 0..50 {
        let body = json!({
            "integrationId": "att", "resource": "paymentMethod", "action": "read", "expiresIn": 60
        });
        codes.push(replicas[0].link_for(body).await.1);
    }
    let mut waiters = JoinSet::new();
    for (at, code) in codes.iter().enumerate() {
        let request = poll("/link/status", code, "\"1\"", "wait=50");
        waiters.spawn(replicas[at % 3].spawn(request));
    }
    for replica in &replicas {
        replica.advance_s(61);
    }
    while let Some(answer) = waiters.join_next().await {
        assert_eq!(answer.unwrap().unwrap().json()["status"], "expired");
    }
    for code in &codes {
        let etag = replicas[1].call(poll("/link/status", code, "", "")).await;
        assert_eq!(etag.header("etag"), "\"2\"", "one change");
    }
}
