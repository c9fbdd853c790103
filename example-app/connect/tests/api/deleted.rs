//! `DELETE /v1/links/{id}`: an open link is called off, an ended one loses what it held, its history stays.

use std::{sync::Arc, time::Duration};

use axum::http::StatusCode;
use passage_connect::{config::Config, store::Location};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{
    sync::Barrier,
    time::{sleep, timeout},
};

use crate::{
    receiver::Receiver,
    support::{API_KEY, Answer, Connect, OTHER_API_KEY, STEP_MS, config, poll},
    webhooks::{delivery, ended, tries},
};

#[track_caller]
fn is_done(answer: &Answer) {
    assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.text);
    assert_eq!(answer.text, "");
}

async fn arguments(connect: &Connect, link_id: &str) -> Option<String> {
    sqlx::query_scalar("SELECT arguments FROM links WHERE id = $1")
        .bind(link_id)
        .fetch_one(connect.service.app.store.reader())
        .await
        .unwrap()
}

#[tokio::test]
async fn a_pending_link_is_called_off_and_cannot_be_claimed() {
    let connect = Connect::start().await;
    let (link_id, code) = connect.link().await;
    is_done(&connect.delete(&link_id, API_KEY).await);
    let link = connect.show(&link_id).await;
    assert_eq!(link["status"], "failed");
    assert_eq!(link["error"]["code"], "CANCELED");
    assert_eq!(link["result"], Value::Null);
    assert_eq!(link["currentSessionId"], Value::Null);
    assert_eq!(arguments(&connect, &link_id).await, None);
    assert_eq!(connect.status(&code).await["error"]["code"], "CANCELED");
    let claim = connect.claim(&code, "key").await;
    claim.is_error(StatusCode::GONE, "LINK_EXPIRED");

    is_done(&connect.delete(&link_id, API_KEY).await);
    assert_eq!(
        connect.show(&link_id).await,
        link,
        "a second one changes nothing"
    );
    // Its time changes nothing either.
    connect.advance_s(20_000);
    assert_eq!(connect.show(&link_id).await, link);
}

#[tokio::test]
async fn whoever_waits_for_a_link_hears_at_once_that_it_was_called_off() {
    let connect = Connect::start_slow().await;
    let (link_id, code) = connect.link().await;
    let session = connect.session(&code, "key").await;
    let path = format!("/clip/{}/state", session.id);
    let status = connect.get("/link/status", &code).await;
    let state = connect.get(&path, &session.token).await;
    let page = connect.spawn(poll(
        "/link/status",
        &code,
        status.header("etag"),
        "wait=50",
    ));
    let frame = connect.spawn(poll(&path, &session.token, state.header("etag"), "wait=50"));
    connect
        .until(|app| app.links.waiting() == 1 && app.frames.waiting() == 1)
        .await;
    is_done(&connect.delete(&link_id, API_KEY).await);
    let told = timeout(Duration::from_secs(5), async {
        (page.await.unwrap(), frame.await.unwrap())
    });
    let (page, frame) = told.await.unwrap();
    assert_eq!(page.json()["status"], "failed");
    assert_eq!(page.json()["error"]["code"], "CANCELED");
    assert_eq!(frame.json()["stage"], "failed");
    assert_eq!(frame.json()["error"]["code"], "CANCELED");
    let login = connect.login(&session, "user_good", "pass_good").await;
    login.is_frame_error(StatusCode::CONFLICT, "WRONG_STAGE");
    // Neither the same key nor another one claims it again.
    for key in ["key", "another"] {
        let claim = connect.claim(&code, key).await;
        claim.is_error(StatusCode::GONE, "LINK_EXPIRED");
    }
}

#[tokio::test]
async fn the_automation_begins_no_further_step_of_a_link_that_was_called_off() {
    let connect = Connect::start_slow().await;
    let (link_id, code) = connect
        .link_for(json!({
            "integrationId": "att", "debug": true,
            "operations": [
                { "resource": "paymentMethod", "action": "read" },
                { "resource": "mobileBillingStatement", "action": "read" },
            ],
        }))
        .await;
    let session = connect.session(&code, "key").await;
    connect.login(&session, "user_good", "pass_good").await;
    for step in ["reading_account", "reading_payment_methods"] {
        connect.advance_s(STEP_MS / 1_000);
        connect
            .wait_for_state(&session, |state| state["step"] == step)
            .await;
    }
    is_done(&connect.delete(&link_id, API_KEY).await);
    let sessions = format!("/v1/links/{link_id}/sessions");
    let after = connect.get(&sessions, API_KEY).await.json();
    let timeline = after["sessions"][0]["timeline"].as_array().unwrap();
    assert_eq!(timeline.last().unwrap()["stage"], "failed");
    connect.advance_s(10 * STEP_MS / 1_000);
    // Another link goes all the way meanwhile.
    let (_, code) = connect.link().await;
    let other = connect.session(&code, "key").await;
    connect.login(&other, "user_good", "pass_good").await;
    for _ in 0..4 {
        let before = connect.state(&other).await["step"].clone();
        connect.advance_s(STEP_MS / 1_000);
        connect
            .wait_for_state(&other, |state| state["step"] != before)
            .await;
    }
    connect.wait_for_stage(&other, "complete").await;
    let later = connect.get(&sessions, API_KEY).await.json();
    assert_eq!(later, after);
    assert_eq!(connect.show(&link_id).await["status"], "failed");
}

#[tokio::test]
async fn an_ended_link_keeps_its_status_and_loses_its_result() {
    let connect = Connect::start().await;
    let (link_id, code) = connect.link().await;
    let session = connect.session(&code, "key").await;
    connect.login(&session, "user_good", "pass_good").await;
    connect.wait_for_stage(&session, "complete").await;
    let before = connect.show(&link_id).await;
    assert!(before["result"].is_object());
    is_done(&connect.delete(&link_id, API_KEY).await);
    let mut link = connect.show(&link_id).await;
    assert_eq!(link["result"], Value::Null);
    link["result"] = before["result"].clone();
    link["updatedAt"] = before["updatedAt"].clone();
    assert_eq!(link, before, "all else is as it was");
    let listed = connect.get("/v1/links?status=complete", API_KEY).await;
    assert_eq!(listed.json()["links"][0]["result"], Value::Null);
    let path = format!("/v1/links/{link_id}/sessions");
    let sessions = connect.get(&path, API_KEY).await.json();
    assert_eq!(sessions["sessions"][0]["stage"], "complete");
    assert_eq!(connect.status(&code).await["status"], "complete");
    let claim = connect.claim(&code, "again").await;
    claim.is_error(StatusCode::CONFLICT, "LINK_ALREADY_COMPLETE");
}

#[tokio::test]
async fn a_failed_link_loses_its_arguments_and_cannot_be_claimed_again() {
    let connect = Connect::start().await;
    let (link_id, code) = connect.link().await;
    let session = connect.session(&code, "key").await;
    connect.login(&session, "user_bad", "x").await;
    connect.wait_for_stage(&session, "failed").await;
    assert!(arguments(&connect, &link_id).await.is_some());
    is_done(&connect.delete(&link_id, API_KEY).await);
    assert_eq!(arguments(&connect, &link_id).await, None);
    let link = connect.show(&link_id).await;
    assert_eq!(link["error"]["code"], "AUTOMATION_ERROR");
    let claim = connect.claim(&code, "again").await;
    claim.is_error(StatusCode::GONE, "LINK_EXPIRED");
}

#[tokio::test]
async fn an_expired_link_stays_expired() {
    let connect = Connect::start().await;
    let (link_id, _) = connect.link().await;
    connect.advance_s(14_401);
    is_done(&connect.delete(&link_id, API_KEY).await);
    let link = connect.show(&link_id).await;
    assert_eq!(
        (&link["status"], &link["error"]["code"]),
        (&json!("expired"), &json!("LINK_EXPIRED"))
    );
}

#[tokio::test]
async fn only_its_own_integrator_deletes_a_link() {
    let connect = Connect::start().await;
    let (link_id, _) = connect.link().await;
    let other = connect.delete(&link_id, OTHER_API_KEY).await;
    other.is_error(StatusCode::NOT_FOUND, "NOT_FOUND");
    let none = connect.delete("link_none", API_KEY).await;
    assert_eq!(none.text, other.text);
    let nobody = connect.delete(&link_id, "").await;
    nobody.is_error(StatusCode::UNAUTHORIZED, "UNAUTHORIZED");
    assert_eq!(connect.show(&link_id).await["status"], "pending");
}

#[tokio::test]
async fn a_webhook_that_waits_is_withdrawn_and_a_try_under_way_is_the_last() {
    let connect = Connect::start().await;
    let mut receiver = Receiver::start_slow_with(&[500]).await;
    let link_id = ended(&connect, &receiver.url, "user_good").await;
    let under_way = receiver.next().await;
    is_done(&connect.delete(&link_id, API_KEY).await);
    receiver.answer();
    let withdrawn = delivery(&connect, |delivery| tries(delivery) == 1).await;
    assert_eq!(
        (&withdrawn["state"], &withdrawn["nextTryAt"]),
        (&json!("withdrawn"), &Value::Null)
    );
    let path = format!(
        "/sandbox/deliveries/{}/resend",
        under_way.header("webhook-id")
    );
    let resend = connect.post(&path, "", &json!({})).await;
    resend.is_error(StatusCode::CONFLICT, "WRONG_STAGE");
    connect.advance_s(60);
    // Another link's webhook arrives, and none before it.
    let other = ended(&connect, &receiver.url, "user_good").await;
    let body: Value = serde_json::from_slice(&receiver.next().await.body).unwrap();
    assert_eq!(body["linkId"], other);
}

/// All files of the folder, as one text.
fn files(folder: &TempDir) -> String {
    std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| std::fs::read(entry.unwrap().path()).unwrap())
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .collect()
}

#[tokio::test]
async fn of_a_deleted_link_no_result_is_left_in_any_file() {
    let folder = TempDir::new().unwrap();
    let connect = Connect::with(Config {
        database: Location::File(folder.path().join("connect.sqlite")),
        ..config()
    })
    .await;
    let mut receiver = Receiver::start(&[]).await;
    let link_id = ended(&connect, &receiver.url, "user_good").await;
    receiver.next().await;
    delivery(&connect, |delivery| delivery["state"] == "delivered").await;
    assert!(files(&folder).contains("amountDue"), "the search finds it");
    is_done(&connect.delete(&link_id, API_KEY).await);
    let gone = async {
        while files(&folder).contains("amountDue") {
            sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(Duration::from_secs(20), gone).await.unwrap();
    assert_eq!(connect.show(&link_id).await["result"], Value::Null);
}

#[tokio::test]
async fn a_key_that_nothing_is_sealed_with_any_more_may_be_replaced() {
    let folder = TempDir::new().unwrap();
    let on = || {
        Connect::with(Config {
            database: Location::File(folder.path().join("connect.sqlite")),
            ..config()
        })
    };
    let connect = on().await;
    let (link_id, _) = connect.link().await;
    is_done(&connect.delete(&link_id, API_KEY).await);
    drop(connect);
    std::fs::remove_file(folder.path().join("connect.sqlite-key")).unwrap();
    let connect = on().await;
    assert_eq!(connect.show(&link_id).await["status"], "failed");
}

/// Whatever comes first of a claim, the end of the work and the deletion: nothing is left open, and no result is left.
#[tokio::test(flavor = "multi_thread")]
async fn a_deletion_at_the_same_moment_as_a_claim_or_an_end_leaves_nothing() {
    let connect = Arc::new(Connect::start().await);
    for is_claimed in [false, true] {
        for _ in 0..200 {
            let (link_id, code) = connect.link().await;
            let session = if is_claimed {
                Some(connect.session(&code, "key").await)
            } else {
                None
            };
            let together = Arc::new(Barrier::new(2));
            let deletion = {
                let (connect, link_id, together) =
                    (connect.clone(), link_id.clone(), together.clone());
                tokio::spawn(async move {
                    together.wait().await;
                    connect.delete(&link_id, API_KEY).await
                })
            };
            together.wait().await;
            match &session {
                Some(session) => connect.login(session, "user_good", "pass_good").await,
                None => connect.claim(&code, "key").await,
            };
            is_done(&deletion.await.unwrap());
            let link = connect.show(&link_id).await;
            assert!(
                link["status"] == "complete" || link["error"]["code"] == "CANCELED",
                "{link}"
            );
            assert_eq!(link["result"], Value::Null);
            if let Some(session) = &session {
                connect
                    .wait_for_state(session, |state| state["status"] != "active")
                    .await;
            }
            assert_eq!(connect.show(&link_id).await["result"], Value::Null);
        }
    }
    let left: i64 = sqlx::query_scalar(
        "SELECT (SELECT count(*) FROM link_sessions WHERE ended_at IS NULL)
              + (SELECT count(*) FROM links WHERE arguments IS NOT NULL OR result != 'null')",
    )
    .fetch_one(connect.service.app.store.reader())
    .await
    .unwrap();
    assert_eq!(left, 0);
}
