//! `POST /link/claim`: one winner, idempotent, again after a failure, never after completion.

use std::sync::Arc;

use crate::{
    bodies::card,
    support::{Connect, PUBLIC_URL, Session, config, json_request},
};
use axum::http::StatusCode;
use passage_connect::store::sessions;
use serde_json::json;
use tokio::{sync::Barrier, task::JoinSet};

#[tokio::test]
async fn a_claim_makes_the_link_active_and_names_the_frame_without_a_secret() {
    let connect = Connect::start().await;
    let (link_id, code) = connect.link().await;
    let claim = connect.claim(&code, "key").await;
    assert_eq!(claim.status, StatusCode::OK);
    let claim = claim.json();
    assert_eq!(claim["linkId"], link_id);
    let session_id = claim["sessionId"].as_str().unwrap();
    assert_eq!(
        claim["appClipUrl"],
        format!("{PUBLIC_URL}/clip/{session_id}")
    );
    let link = connect.show(&link_id).await;
    assert_eq!(link["status"], "active");
    assert_eq!(link["currentSessionId"], session_id);
    assert_eq!(link["expiresAt"], claim["expiresAt"]);
}

#[tokio::test]
async fn a_body_without_a_code_is_refused() {
    let connect = Connect::start().await;
    for body in [
        json!({}),
        json!({ "code": "" }),
        json!({ "code": 1 }),
        json!({ "code": null }),
    ] {
        let answer = connect.post("/link/claim", "", &body).await;
        answer.is_error(StatusCode::BAD_REQUEST, "INVALID_CLAIM_CODE");
    }
}

#[tokio::test]
async fn an_unknown_code_is_not_found() {
    let connect = Connect::start().await;
    let (link_id, code) = connect.link().await;
    for code in [
        "clm_x",
        &link_id,
        &code[..35],
        &code.to_uppercase(),
        "' OR 1=1 --",
    ] {
        let answer = connect.claim(code, "key").await;
        answer.is_error(StatusCode::NOT_FOUND, "INVALID_CLAIM_CODE");
    }
}

#[tokio::test]
async fn the_same_key_gives_the_same_session_and_token() {
    let connect = Connect::start().await;
    let (link_id, code) = connect.link().await;
    let first = connect.claim(&code, "key").await.text;
    assert_eq!(connect.claim(&code, "key").await.text, first);
    assert_eq!(history(&connect, &link_id).await, ["login"]);
}

#[tokio::test]
async fn the_key_of_a_session_that_failed_gets_a_new_one_and_of_one_that_completed_the_same() {
    let connect = Connect::start().await;
    let (link_id, code) = connect.link().await;
    let failed = connect.session(&code, "key").await;
    connect.login(&failed, "user_bad", "any").await;
    connect.wait_for_stage(&failed, "failed").await;
    let next = connect.session(&code, "key").await;
    assert_ne!(next.id, failed.id, "a form, not the failure of before");
    assert_eq!(connect.state(&next).await["stage"], "login");
    assert_eq!(connect.session(&code, "key").await.id, next.id);

    connect.login(&next, "user_good", "pass_good").await;
    connect.wait_for_stage(&next, "complete").await;
    // A page that was reloaded before it heard of it.
    assert_eq!(connect.session(&code, "key").await.id, next.id);
    assert_eq!(connect.status(&code).await["status"], "complete");
    let other = connect.claim(&code, "another key").await;
    other.is_error(StatusCode::CONFLICT, "LINK_ALREADY_COMPLETE");
    assert_eq!(history(&connect, &link_id).await, ["failed", "complete"]);
}

#[tokio::test]
async fn the_key_of_a_session_whose_time_ran_out_gets_what_a_new_key_gets() {
    let connect = Connect::start().await;
    let (_, code) = connect.link().await;
    connect.session(&code, "key").await;
    connect.advance_s(14_401);
    let again = connect.claim(&code, "key").await;
    again.is_error(StatusCode::GONE, "LINK_EXPIRED");
}

#[tokio::test]
async fn keys_of_different_links_do_not_meet() {
    let connect = Connect::start().await;
    let (_, one) = connect.link().await;
    let (_, two) = connect.link().await;
    assert_ne!(
        connect.session(&one, "key").await.id,
        connect.session(&two, "key").await.id
    );
}

#[tokio::test]
async fn a_key_that_is_no_key_is_refused() {
    let connect = Connect::start().await;
    let (_, code) = connect.link().await;
    let mut request = json_request("/link/claim", "", &json!({ "code": code }));
    request
        .headers_mut()
        .insert("idempotency-key", "x".repeat(256).parse().unwrap());
    connect
        .call(request)
        .await
        .is_error(StatusCode::BAD_REQUEST, "BAD_REQUEST");
    assert_eq!(connect.status(&code).await["status"], "pending");
}

#[tokio::test]
async fn a_second_claim_of_an_active_link_is_in_use() {
    let connect = Connect::start().await;
    let (link_id, code) = connect.link().await;
    let session = connect.session(&code, "one").await;
    for key in ["two", ""] {
        let answer = connect.claim(&code, key).await;
        answer.is_error(StatusCode::CONFLICT, "LINK_IN_USE");
    }
    assert_eq!(connect.show(&link_id).await["currentSessionId"], session.id);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_claims_at_once_exactly_one_wins() {
    let connect = Arc::new(Connect::start().await);
    for _ in 0..1_000 {
        let (link_id, code) = connect.link().await;
        let together = Arc::new(Barrier::new(2));
        let mut claims = JoinSet::new();
        for key in ["one", "two"] {
            let (connect, code, together) = (connect.clone(), code.clone(), together.clone());
            claims.spawn(async move {
                together.wait().await;
                connect.claim(&code, key).await.status
            });
        }
        let mut statuses = claims.join_all().await;
        statuses.sort_unstable();
        assert_eq!(statuses, [StatusCode::OK, StatusCode::CONFLICT]);
        assert_eq!(history(&connect, &link_id).await.len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_sent_many_times_at_once_makes_one_session() {
    let connect = Arc::new(Connect::start().await);
    let (link_id, code) = connect.link().await;
    let mut claims = JoinSet::new();
    for _ in 0..20 {
        let (connect, code) = (connect.clone(), code.clone());
        claims.spawn(async move { connect.claim(&code, "key").await.text });
    }
    let answers = claims.join_all().await;
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    assert_eq!(history(&connect, &link_id).await.len(), 1);
}

#[tokio::test]
async fn a_failed_link_can_be_claimed_again_and_both_sessions_are_kept() {
    let connect = Connect::start().await;
    let (link_id, code) = connect.link().await;
    let first = connect.session(&code, "one").await;
    connect.login(&first, "user_bad", "any").await;
    connect.wait_for_stage(&first, "failed").await;
    assert_eq!(connect.show(&link_id).await["status"], "failed");

    let second = connect.session(&code, "two").await;
    assert_ne!(first.id, second.id);
    assert_ne!(first.token, second.token);
    let link = connect.show(&link_id).await;
    assert_eq!(link["status"], "active");
    assert_eq!(link["error"], json!(null), "the old error is gone");
    connect.login(&second, "user_good", "pass_good").await;
    connect.wait_for_stage(&second, "complete").await;

    assert_eq!(connect.show(&link_id).await["status"], "complete");
    assert_eq!(history(&connect, &link_id).await, ["failed", "complete"]);
    assert_eq!(
        connect.state(&first).await["stage"],
        "failed",
        "the old frame still shows its own end"
    );
}

#[tokio::test]
async fn a_complete_link_cannot_be_claimed_again() {
    let connect = Connect::start().await;
    let (_, code) = connect.link().await;
    let session = connect.session(&code, "one").await;
    connect.login(&session, "user_good", "pass_good").await;
    connect.wait_for_stage(&session, "complete").await;
    let answer = connect.claim(&code, "two").await;
    answer.is_error(StatusCode::CONFLICT, "LINK_ALREADY_COMPLETE");
    connect.advance_s(100_000);
    let answer = connect.claim(&code, "two").await;
    answer.is_error(StatusCode::CONFLICT, "LINK_ALREADY_COMPLETE");
}

#[tokio::test]
async fn an_abandoned_session_gives_way_after_thirty_seconds() {
    let connect = Connect::start().await;
    let (link_id, code) = connect.link().await;
    let first = connect.session(&code, "one").await;
    connect.state(&first).await;
    connect.advance_s(29);
    connect
        .claim(&code, "two")
        .await
        .is_error(StatusCode::CONFLICT, "LINK_IN_USE");
    connect.advance_s(2);
    let second = connect.session(&code, "two").await;
    assert_eq!(connect.show(&link_id).await["currentSessionId"], second.id);
    assert_eq!(history(&connect, &link_id).await, ["failed", "login"]);

    let state = connect.state(&first).await;
    assert_eq!(state["error"]["code"], "LINK_IN_USE");
    let login = connect.login(&first, "user_good", "pass_good").await;
    login.is_frame_error(StatusCode::CONFLICT, "WRONG_STAGE");
}

#[tokio::test]
async fn a_session_that_was_taken_over_or_left_is_not_remembered_for_ever() {
    let connect = Connect::start().await;
    let (_, mut code) = connect.link().await;
    for n in 0..20 {
        if n % 10 == 0 {
            (_, code) = connect.link().await;
        }
        let session = connect.session(&code, &format!("key {n}")).await;
        connect.state(&session).await;
        connect.advance_s(31);
    }
    let (_, code) = connect.link().await;
    let session = connect.session(&code, "key").await;
    connect.state(&session).await;
    assert_eq!(connect.service.app.presence.remembered(), 1);
}

#[tokio::test]
async fn a_frame_that_is_heard_of_keeps_its_session() {
    let connect = Connect::start().await;
    let (_, code) = connect.link().await;
    let session = connect.session(&code, "one").await;
    for _ in 0..5 {
        connect.advance_s(20);
        connect.state(&session).await;
        connect
            .claim(&code, "two")
            .await
            .is_error(StatusCode::CONFLICT, "LINK_IN_USE");
    }
}

#[tokio::test]
async fn a_frame_whose_request_is_held_is_there_however_long() {
    let connect = Connect::start().await;
    let (_, code) = connect.link().await;
    let session = connect.session(&code, "one").await;
    let path = format!("/clip/{}/state", session.id);
    let held = connect.spawn(crate::support::poll(
        &path,
        &session.token,
        "\"1\"",
        "wait=50",
    ));
    connect.until(|app| app.presence.is_here(&session.id)).await;
    connect.advance_s(600);
    connect
        .claim(&code, "two")
        .await
        .is_error(StatusCode::CONFLICT, "LINK_IN_USE");

    // The moment it hangs up, its silence begins.
    held.abort();
    connect
        .until(|app| !app.presence.is_here(&session.id))
        .await;
    connect
        .claim(&code, "two")
        .await
        .is_error(StatusCode::CONFLICT, "LINK_IN_USE");
    connect.advance_s(31);
    connect.session(&code, "two").await;
}

#[tokio::test]
async fn a_session_at_work_is_never_taken_over() {
    let connect = Connect::start_slow().await;
    let (_, code) = connect.link().await;
    let session = connect.session(&code, "one").await;
    connect.login(&session, "user_good", "pass_good").await;
    connect.advance_s(60);
    connect
        .claim(&code, "two")
        .await
        .is_error(StatusCode::CONFLICT, "LINK_IN_USE");
}

#[tokio::test]
async fn the_database_holds_no_secret() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("connect.sqlite");
    let connect = Connect::with(passage_connect::config::Config {
        database: passage_connect::store::Location::File(path.clone()),
        ..config()
    })
    .await;
    let (_, code) = connect
        .link_for(json!({
            "integrationId": "att", "resource": "paymentMethod", "action": "write",
            "arguments": card(),
        }))
        .await;
    let session = connect.session(&code, "key").await;
    connect.login(&session, "user_good", "pass_good").await;
    connect.wait_for_stage(&session, "complete").await;
    connect.service.app.store.close().await;

    let Session { token, .. } = session;
    let file = std::fs::read(&path).unwrap();
    let holds = |text: &str| {
        file.windows(text.len())
            .any(|window| window == text.as_bytes())
    };
    assert!(holds("paymentMethod"), "the search finds what is there");
    for secret in [code.as_str(), &token, crate::support::API_KEY, "pass_good"] {
        assert!(!holds(secret), "{secret}");
    }
}

/// The stages of all sessions of a link, oldest first.
async fn history(connect: &Connect, link_id: &str) -> Vec<&'static str> {
    sessions::of_link(connect.service.app.store.reader(), link_id)
        .await
        .unwrap()
        .iter()
        .map(|session| session.stage.as_str())
        .collect()
}

#[tokio::test]
async fn a_link_is_claimed_at_most_ten_times() {
    let connect = Connect::start().await;
    let (link_id, code) = connect.link().await;
    for claim in 0..10 {
        let session = connect.session(&code, &format!("key {claim}")).await;
        // The same claim again is none.
        let again = connect.session(&code, &format!("key {claim}")).await;
        assert_eq!(again.id, session.id);
        connect.login(&session, "user_bad", "x").await;
        connect.wait_for_stage(&session, "failed").await;
    }
    for _ in 0..2 {
        let refused = connect.claim(&code, "key 10").await;
        refused.is_error(StatusCode::GONE, "LINK_EXPIRED");
    }
    let link = connect.show(&link_id).await;
    assert_eq!(
        (&link["status"], &link["error"]["code"]),
        (&json!("failed"), &json!("AUTOMATION_ERROR"))
    );
    let store = &connect.service.app.store;
    let kept: Option<String> = sqlx::query_scalar("SELECT arguments FROM links WHERE id = $1")
        .bind(&link_id)
        .fetch_one(store.reader())
        .await
        .unwrap();
    assert_eq!(kept, None, "nobody can need the arguments any more");
}

#[tokio::test]
async fn the_tenth_session_is_not_taken_over_but_fails_its_link_for_good() {
    let connect = Connect::start().await;
    let (link_id, code) = connect.link().await;
    for claim in 0..10 {
        connect.session(&code, &format!("key {claim}")).await;
        connect.advance_s(31);
    }
    for _ in 0..2 {
        let refused = connect.claim(&code, "key 10").await;
        refused.is_error(StatusCode::GONE, "LINK_EXPIRED");
    }
    let link = connect.show(&link_id).await;
    assert_eq!(
        (&link["status"], &link["error"]["code"]),
        (&json!("failed"), &json!("CLIENT_TIMEOUT"))
    );
}
