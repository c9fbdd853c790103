//! Which webhook is tried when: gaps, one that hangs, the order of a link's.

use std::time::Duration;

use axum::http::StatusCode;
use passage_connect::{config::Config, webhooks::retries::Retries};
use serde_json::{Value, json};
use tokio::{net::TcpListener, time::timeout};

use crate::{
    database::Database,
    receiver::{Received, Receiver},
    support::{API_KEY, Connect, OTHER_API_KEY, config, text},
    webhooks::{delivery, ended, is_planned_after_the_last_try, tries},
};

/// A server that takes connections and never answers.
async fn hanging() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let mut open = Vec::new();
        while let Ok(connection) = listener.accept().await {
            open.push(connection);
        }
    });
    url
}

/// A claimed link of an integrator with a webhook: the claim code's session is open.
async fn claimed(connect: &Connect, api_key: &str, url: &str) -> (String, String) {
    let body = json!({
        "integrationId": "att", "resource": "paymentMethod", "action": "read", "webhookUrl": url
    });
    let created = connect.post("/v1/links", api_key, &body).await;
    assert_eq!(created.status, StatusCode::CREATED, "{}", created.text);
    let created = created.json();
    let code = text(&created["claimCode"]);
    connect.session(&code, "key").await;
    (text(&created["linkId"]), code)
}

async fn complete(connect: &Connect, link_id: &str) {
    let path = format!("links/{link_id}/complete");
    connect.sandbox(&path, &json!({})).await;
}

fn event(received: &Received) -> String {
    let body: Value = serde_json::from_slice(&received.body).unwrap();
    text(&body["event"])
}

#[tokio::test]
async fn the_gap_begins_when_the_try_before_has_ended() {
    let connect = Connect::start().await;
    let mut receiver = Receiver::start_slow_with(&[500, 500]).await;
    ended(&connect, &receiver.url, "user_good").await;
    for (n, gap_ms) in [(1, 1_000), (2, 5_000)] {
        receiver.next().await;
        // The receiver takes six seconds.
        connect.advance_s(6);
        receiver.answer();
        let waiting = delivery(&connect, |delivery| tries(delivery) == n).await;
        let last = &waiting["attempts"][n - 1];
        let next_ms = waiting["nextTryAt"].as_i64().unwrap();
        assert!(
            next_ms >= last["beganAt"].as_i64().unwrap() + 6_000 + gap_ms,
            "{waiting}"
        );
        connect.advance_s(gap_ms / 1_000);
    }
    receiver.next().await;
    receiver.answer();
    delivery(&connect, |delivery| delivery["state"] == "delivered").await;
}

#[tokio::test]
async fn long_retries_go_on_for_a_day_and_then_give_up() {
    let connect = Connect::with(Config {
        webhook_retries: Retries::Long,
        ..config()
    })
    .await;
    let mut receiver = Receiver::start(&[503; 9]).await;
    ended(&connect, &receiver.url, "user_good").await;
    let id = receiver.next().await.header("webhook-id").to_owned();
    let gaps_s = [1, 5, 60, 300, 1_800, 7_200, 21_600, 54_000];
    for (n, gap_s) in (1..).zip(gaps_s) {
        let waiting = delivery(&connect, |delivery| tries(delivery) == n).await;
        is_planned_after_the_last_try(&waiting, gap_s * 1_000);
        connect.advance_s(gap_s);
        assert_eq!(receiver.next().await.header("webhook-id"), id);
    }
    let given_up = delivery(&connect, |delivery| delivery["state"] == "failed").await;
    assert_eq!(tries(&given_up), 9);
}

#[tokio::test]
async fn a_round_of_long_retries_ends_after_a_start_with_short_ones() {
    let database = Database::new().await;
    let with = |webhook_retries| {
        database.service(Config {
            webhook_retries,
            ..config()
        })
    };
    let connect = with(Retries::Long).await;
    let mut receiver = Receiver::start(&[503; 9]).await;
    ended(&connect, &receiver.url, "user_good").await;
    receiver.next().await;
    for (n, gap_s) in [(1, 1), (2, 5), (3, 60)] {
        delivery(&connect, |delivery| tries(delivery) == n).await;
        connect.advance_s(gap_s);
        receiver.next().await;
    }
    delivery(&connect, |delivery| tries(delivery) == 4).await;
    drop(connect);

    let connect = with(Retries::Short).await;
    connect.advance_s(5);
    receiver.next().await;
    let given_up = delivery(&connect, |delivery| delivery["state"] == "failed").await;
    assert_eq!(tries(&given_up), 5);
}

#[tokio::test]
async fn after_a_long_stop_the_tries_that_are_left_are_not_made_at_once() {
    let database = Database::new().await;
    let connect = database.start().await;
    let mut receiver = Receiver::start(&[500, 500]).await;
    ended(&connect, &receiver.url, "user_good").await;
    receiver.next().await;
    delivery(&connect, |delivery| tries(delivery) == 1).await;
    drop(connect);

    let connect = database.start().await;
    connect.advance_s(10);
    receiver.next().await;
    let waiting = delivery(&connect, |delivery| tries(delivery) == 2).await;
    assert_eq!(waiting["state"], "waiting");
    is_planned_after_the_last_try(&waiting, 5_000);
    assert!(receiver.is_empty());
}

#[tokio::test]
async fn a_try_that_a_clock_far_ahead_had_planned_is_planned_from_now() {
    let database = Database::new().await;
    let connect = database.start().await;
    // Ten years.
    connect.advance_s(315_360_000);
    let mut receiver = Receiver::start(&[500]).await;
    ended(&connect, &receiver.url, "user_good").await;
    receiver.next().await;
    delivery(&connect, |delivery| tries(delivery) == 1).await;
    drop(connect);

    let connect = database.start().await;
    connect.advance_s(6);
    let again = timeout(Duration::from_secs(20), receiver.next()).await;
    assert!(
        again.is_ok(),
        "it waits for the year that the clock had shown"
    );
}

#[tokio::test]
async fn one_server_that_hangs_delays_nobody_else() {
    let connect = Connect::start().await;
    let hanging = hanging().await;
    for _ in 0..192 {
        let (link_id, _) = claimed(&connect, API_KEY, &hanging).await;
        complete(&connect, &link_id).await;
    }
    let mut other = Receiver::start(&[]).await;
    let mut same_integrator = Receiver::start(&[]).await;
    for (api_key, url) in [(OTHER_API_KEY, &other.url), (API_KEY, &same_integrator.url)] {
        let (link_id, _) = claimed(&connect, api_key, url).await;
        complete(&connect, &link_id).await;
    }
    for receiver in [&mut other, &mut same_integrator] {
        let received = timeout(Duration::from_secs(5), receiver.next()).await;
        assert_eq!(event(&received.unwrap()), "link.complete");
    }
}

#[tokio::test]
async fn an_integrator_hears_of_a_link_in_order() {
    let connect = Connect::start().await;
    let mut receiver = Receiver::start(&[500, 500]).await;
    let (link_id, code) = claimed(&connect, API_KEY, &receiver.url).await;
    let fail = format!("links/{link_id}/fail");
    connect
        .sandbox(&fail, &json!({ "code": "CLIENT_TIMEOUT" }))
        .await;
    assert_eq!(event(&receiver.next().await), "link.failed");
    delivery(&connect, |delivery| tries(delivery) == 1).await;
    connect.session(&code, "second").await;
    complete(&connect, &link_id).await;
    for (n, expected) in [(2, "link.failed"), (3, "link.failed")] {
        connect.advance_s(5);
        assert_eq!(event(&receiver.next().await), expected);
        delivery(&connect, |delivery| tries(delivery) == n).await;
    }
    assert_eq!(event(&receiver.next().await), "link.complete");
}
