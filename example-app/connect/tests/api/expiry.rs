//! A link's time: four hours or as asked, while pending, active or failed.

use crate::{
    bodies::card,
    support::{Connect, Session, poll},
};
use axum::http::StatusCode;
use passage_connect::store::links;
use serde_json::{Value, json};

/// Waits, by long-poll, until the status is the one wanted.
async fn wait_for_status(connect: &Connect, code: &str, wanted: &str) -> Value {
    let mut etag = "\"0\"".to_owned();
    loop {
        let answer = connect
            .call(poll("/link/status", code, &etag, "wait=10"))
            .await;
        assert_eq!(answer.status, StatusCode::OK, "never became {wanted}");
        etag = answer.header("etag").to_owned();
        let status = answer.json();
        if status["status"] == wanted {
            return status;
        }
    }
}

async fn link_for_a_minute(connect: &Connect) -> (String, String) {
    connect
        .link_for(json!({
            "integrationId": "att", "resource": "paymentMethod", "action": "write", "expiresIn": 60,
            "arguments": card(),
        }))
        .await
}

async fn has_arguments(connect: &Connect, link_id: &str) -> bool {
    let store = &connect.service.app.store;
    let arguments = links::arguments(store.reader(), store.vault(), link_id).await;
    !arguments.unwrap().is_empty()
}

#[tokio::test]
async fn a_pending_link_expires_by_itself_and_whoever_waits_hears_it() {
    let connect = Connect::start().await;
    let (link_id, code) = link_for_a_minute(&connect).await;
    let held = connect.spawn(poll("/link/status", &code, "\"1\"", "wait=20"));
    connect.until(|app| app.links.waiting() == 1).await;
    connect.advance_s(61);
    let answer = held.await.unwrap();
    assert_eq!(answer.json()["status"], "expired");
    assert_eq!(connect.show(&link_id).await["status"], "expired");
    assert!(!has_arguments(&connect, &link_id).await);
}

#[tokio::test]
async fn a_link_lives_four_hours_when_nothing_else_is_said() {
    let connect = Connect::start().await;
    let (_, code) = connect.link().await;
    connect.advance_s(14_300);
    assert_eq!(connect.status(&code).await["status"], "pending");
    connect.advance_s(200);
    assert_eq!(connect.status(&code).await["status"], "expired");
}

#[tokio::test]
async fn an_expired_link_cannot_be_claimed() {
    let connect = Connect::start().await;
    let (_, code) = link_for_a_minute(&connect).await;
    connect.advance_s(61);
    for _ in 0..2 {
        let claim = connect.claim(&code, "").await;
        claim.is_error(StatusCode::GONE, "LINK_EXPIRED");
        wait_for_status(&connect, &code, "expired").await;
    }
}

#[tokio::test]
async fn an_active_link_expires_with_its_session() {
    let connect = Connect::start().await;
    let (link_id, code) = link_for_a_minute(&connect).await;
    let session = connect.session(&code, "key").await;
    connect.advance_s(61);
    let state = connect.wait_for_stage(&session, "expired").await;
    assert_eq!(
        (&state["status"], &state["error"]["code"]),
        (&json!("expired"), &json!("LINK_EXPIRED"))
    );
    let status = connect.status(&code).await;
    assert_eq!(
        (&status["status"], &status["sessionId"]),
        (&json!("expired"), &json!(session.id))
    );
    let login = connect.login(&session, "user_good", "pass_good").await;
    login.is_frame_error(StatusCode::GONE, "LINK_EXPIRED");
    let code = connect.code(&session, "123456").await;
    code.is_frame_error(StatusCode::GONE, "LINK_EXPIRED");
    assert_eq!(connect.show(&link_id).await["result"], Value::Null);
}

#[tokio::test]
async fn work_that_ends_after_the_time_is_over_counts_no_more() {
    let connect = Connect::start_slow().await;
    let (link_id, code) = link_for_a_minute(&connect).await;
    let session = connect.session(&code, "key").await;
    connect.login(&session, "user_good", "pass_good").await;
    // Both the step and the link end with this.
    connect.advance_s(700);
    connect.wait_for_stage(&session, "expired").await;
    assert_eq!(connect.show(&link_id).await["status"], "expired");
}

#[tokio::test]
async fn a_failed_link_keeps_its_reason_but_can_be_claimed_no_more() {
    let connect = Connect::start().await;
    let (link_id, code) = link_for_a_minute(&connect).await;
    let session = connect.session(&code, "key").await;
    connect.login(&session, "user_bad", "x").await;
    connect.wait_for_stage(&session, "failed").await;
    assert!(
        has_arguments(&connect, &link_id).await,
        "another claim would need them"
    );

    connect.advance_s(61);
    let claim = connect.claim(&code, "other").await;
    claim.is_error(StatusCode::GONE, "LINK_EXPIRED");
    let status = connect.status(&code).await;
    assert_eq!(
        (&status["status"], &status["error"]["code"]),
        (&json!("failed"), &json!("AUTOMATION_ERROR"))
    );
    while has_arguments(&connect, &link_id).await {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_complete_link_stays_complete_and_forgets_its_arguments_at_once() {
    let connect = Connect::start().await;
    let (link_id, code) = link_for_a_minute(&connect).await;
    let session: Session = connect.session(&code, "key").await;
    connect.login(&session, "user_good", "pass_good").await;
    connect.wait_for_stage(&session, "complete").await;
    assert!(!has_arguments(&connect, &link_id).await);
    connect.advance_s(100_000);
    assert_eq!(connect.status(&code).await["status"], "complete");
}

#[tokio::test]
async fn links_expire_in_their_own_order() {
    let connect = Connect::start().await;
    let mut codes = Vec::new();
    for seconds in [300, 100, 200] {
        let body = json!({
            "integrationId": "att", "resource": "paymentMethod", "action": "read", "expiresIn": seconds
        });
        codes.push(connect.link_for(body).await.1);
    }
    let statuses = async || {
        let mut statuses = Vec::new();
        for code in &codes {
            statuses.push(crate::support::text(&connect.status(code).await["status"]));
        }
        statuses
    };
    connect.advance_s(150);
    assert_eq!(statuses().await, ["pending", "expired", "pending"]);
    connect.advance_s(100);
    assert_eq!(statuses().await, ["pending", "expired", "expired"]);
    connect.advance_s(100);
    assert_eq!(statuses().await, ["expired", "expired", "expired"]);
}
