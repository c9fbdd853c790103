//! `webhookEvents`: which ends of a link an integrator is told of.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::{
    database::Database,
    receiver::Receiver,
    support::{API_KEY, Connect},
};

async fn link(connect: &Connect, url: &str, events: &[&str]) -> (String, String) {
    let mut body = json!({
        "integrationId": "att", "resource": "paymentMethod", "action": "read", "webhookUrl": url, "expiresIn": 60,
    });
    if !events.is_empty() {
        body["webhookEvents"] = json!(events);
    }
    connect.link_for(body).await
}

/// The body of the next webhook: its event and its link.
async fn next(receiver: &mut Receiver) -> (Value, Value) {
    let body: Value = serde_json::from_slice(&receiver.next().await.body).unwrap();
    assert_eq!(
        body["status"],
        match body["event"].as_str().unwrap() {
            "link.complete" => "complete",
            "link.expired" => "expired",
            _ => "failed",
        }
    );
    (body["event"].clone(), body)
}

/// That nothing was queued for these links.
async fn are_not_told(connect: &Connect, links: &[&String]) {
    let shown = connect.get("/sandbox/links", "").await.json();
    for link in shown["links"].as_array().unwrap() {
        if links.iter().any(|id| link["id"] == **id) {
            assert_eq!(link["deliveries"], json!([]), "{link}");
        }
    }
}

#[tokio::test]
async fn an_expired_link_is_told_where_that_was_asked_for_claimed_or_not() {
    let connect = Connect::start().await;
    let mut receiver = Receiver::start(&[]).await;
    let (pending, _) = link(&connect, &receiver.url, &["link.expired"]).await;
    let (active, code) = link(&connect, &receiver.url, &["link.complete", "link.expired"]).await;
    let session = connect.session(&code, "key").await;
    let (usual, _) = link(&connect, &receiver.url, &[]).await;
    // A failed link whose time is over stays failed.
    let (failed, code) = link(&connect, &receiver.url, &["link.expired"]).await;
    let gone = connect.session(&code, "key").await;
    connect.login(&gone, "user_bad", "x").await;
    connect.wait_for_stage(&gone, "failed").await;

    connect.advance_s(61);
    let mut told = Vec::new();
    for _ in 0..2 {
        let (event, body) = next(&mut receiver).await;
        assert_eq!(event, "link.expired");
        assert_eq!(body["error"]["code"], "LINK_EXPIRED");
        assert_eq!(body.get("result"), None);
        told.push(body["linkId"].clone());
    }
    told.sort_by_key(|id| *id == active);
    assert_eq!(told, [pending, active]);
    assert_eq!(connect.state(&session).await["stage"], "expired");
    assert_eq!(connect.show(&failed).await["status"], "failed");
    assert_eq!(connect.show(&usual).await["status"], "expired");
    are_not_told(&connect, &[&usual, &failed]).await;
}

#[tokio::test]
async fn an_expired_link_is_told_by_the_next_start_if_the_service_was_not_there() {
    let database = Database::new().await;
    let connect = database.start().await;
    let mut receiver = Receiver::start(&[]).await;
    let (link_id, _) = link(&connect, &receiver.url, &["link.expired"]).await;
    drop(connect);
    let connect = database.start().await;
    connect.advance_s(61);
    assert_eq!(next(&mut receiver).await.1["linkId"], link_id);
}

#[tokio::test]
async fn a_link_that_was_called_off_is_told_by_the_name_that_was_asked_for() {
    let connect = Connect::start().await;
    let mut receiver = Receiver::start(&[]).await;
    for (events, expected) in [
        (&["link.canceled"][..], "link.canceled"),
        (&["link.failed", "link.canceled"], "link.canceled"),
        (&["link.failed"], "link.failed"),
        (&[], "link.failed"),
    ] {
        for claimed in [false, true] {
            let (link_id, code) = link(&connect, &receiver.url, events).await;
            if claimed {
                connect.session(&code, "key").await;
            }
            for _ in 0..2 {
                connect.delete(&link_id, API_KEY).await;
            }
            let (event, body) = next(&mut receiver).await;
            assert_eq!((event, &body["linkId"]), (json!(expected), &json!(link_id)));
            assert_eq!(body["error"]["code"], "CANCELED");
        }
    }
    let (not_told, _) = link(&connect, &receiver.url, &["link.complete", "link.expired"]).await;
    connect.delete(&not_told, API_KEY).await;
    are_not_told(&connect, &[&not_told]).await;
    assert!(receiver.is_empty());
}

#[tokio::test]
async fn an_end_that_was_not_asked_for_is_not_told() {
    let connect = Connect::start().await;
    let mut receiver = Receiver::start(&[]).await;
    let (link_id, code) = link(&connect, &receiver.url, &["link.complete"]).await;
    let failed = connect.session(&code, "one").await;
    connect.login(&failed, "user_bad", "x").await;
    connect.wait_for_stage(&failed, "failed").await;
    are_not_told(&connect, &[&link_id]).await;
    let session = connect.session(&code, "two").await;
    connect.login(&session, "user_good", "pass_good").await;
    assert_eq!(next(&mut receiver).await.0, "link.complete");
}

#[tokio::test]
async fn the_ends_of_a_link_are_told_in_order() {
    let connect = Connect::start().await;
    let mut receiver = Receiver::start(&[500]).await;
    let events = ["link.failed", "link.canceled"];
    let (link_id, code) = link(&connect, &receiver.url, &events).await;
    let failed = connect.session(&code, "one").await;
    connect.login(&failed, "user_bad", "x").await;
    assert_eq!(next(&mut receiver).await.0, "link.failed");
    connect.wait_for_stage(&failed, "failed").await;
    connect.session(&code, "two").await;
    connect.delete(&link_id, API_KEY).await;
    connect.advance_s(1);
    assert_eq!(next(&mut receiver).await.0, "link.failed");
    assert_eq!(next(&mut receiver).await.0, "link.canceled");
}

#[tokio::test]
async fn events_that_are_none_are_named() {
    let connect = Connect::start().await;
    for (events, path) in [
        (json!(["link.complete", "link.done"]), "webhookEvents[1]"),
        (json!([1]), "webhookEvents[0]"),
        (json!(["complete"]), "webhookEvents[0]"),
        (json!([]), "webhookEvents"),
        (json!("link.complete"), "webhookEvents"),
        (json!(null), "webhookEvents"),
        (json!(vec!["link.failed"; 5]), "webhookEvents"),
    ] {
        let body = json!({
            "integrationId": "att", "resource": "paymentMethod", "action": "read", "webhookEvents": events,
        });
        let answer = connect.create(&body).await;
        answer.is_error(StatusCode::BAD_REQUEST, "VALIDATION_FAILED");
        let issues = answer.json()["issues"].clone();
        assert_eq!(issues.as_array().unwrap().len(), 1, "{issues}");
        assert_eq!(issues[0]["path"], path);
    }
}
