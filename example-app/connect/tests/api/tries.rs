//! Three tries for the password and for the one-time code, and a last failure that is read before it is told.

use crate::support::{Answer, Connect, STEP_MS, Session, config, json_request};
use axum::http::StatusCode;
use passage_connect::config::Config;
use serde_json::{Value, json};

async fn claimed(connect: &Connect) -> (String, String, Session) {
    let (link_id, code) = connect.link().await;
    let session = connect.session(&code, "key").await;
    (link_id, code, session)
}

/// A login by a frame that shows failures.
async fn login(connect: &Connect, session: &Session, username: &str) -> Answer {
    let body = json!({ "username": username, "password": "x", "showsFailure": true });
    connect
        .post(
            &format!("/clip/{}/login", session.id),
            &session.token,
            &body,
        )
        .await
}

async fn seen(connect: &Connect, session: &Session) {
    let path = format!("/clip/{}/seen", session.id);
    let answer = connect.post(&path, &session.token, &json!({})).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.text);
}

async fn at_the_code(connect: &Connect) -> (String, String, Session) {
    let (link_id, code, session) = claimed(connect).await;
    connect.login(&session, "user_mfa", "pass_good").await;
    connect.wait_for_stage(&session, "code").await;
    (link_id, code, session)
}

#[tokio::test]
async fn a_wrong_password_leads_back_to_the_login_twice_and_the_third_fails_the_link() {
    let connect = Connect::start().await;
    let (_, code, session) = claimed(&connect).await;
    for (username, left) in [("user_good", 2), ("nobody", 1)] {
        connect.login(&session, username, "wrong").await;
        let state = connect
            .wait_for_state(&session, |state| state["attemptsLeft"] == left)
            .await;
        assert_eq!(
            (&state["stage"], &state["error"]),
            (&json!("login"), &Value::Null)
        );
        assert_eq!(connect.status(&code).await["status"], "active");
    }
    connect.login(&session, "user_mfa", "wrong").await;
    let state = connect.wait_for_stage(&session, "failed").await;
    assert_eq!(
        (&state["attemptsLeft"], &state["reason"]),
        (&Value::Null, &json!("password"))
    );
    let status = connect.status(&code).await;
    assert_eq!(status["status"], "failed");
    assert_eq!(status["error"]["code"], "AUTOMATION_ERROR");
    let late = connect.login(&session, "user_good", "pass_good").await;
    late.is_frame_error(StatusCode::CONFLICT, "WRONG_STAGE");
}

#[tokio::test]
async fn the_second_try_may_be_right_and_a_new_session_has_three_again() {
    let connect = Connect::start().await;
    let (_, code, session) = claimed(&connect).await;
    connect.login(&session, "user_good", "wrong").await;
    connect
        .wait_for_state(&session, |state| state["attemptsLeft"] == 2)
        .await;
    connect.login(&session, "user_bad", "x").await;
    connect.wait_for_stage(&session, "failed").await;
    let again = connect.session(&code, "again").await;
    assert_eq!(connect.state(&again).await["attemptsLeft"], 3);
    connect.login(&again, "user_good", "wrong").await;
    connect
        .wait_for_state(&again, |state| state["attemptsLeft"] == 2)
        .await;
    connect.login(&again, "user_good", "pass_good").await;
    connect.wait_for_stage(&again, "complete").await;
}

#[tokio::test]
async fn the_third_wrong_code_fails_the_link_and_says_that_it_was_the_code() {
    let connect = Connect::start().await;
    let (_, code, session) = at_the_code(&connect).await;
    for _ in 0..3 {
        let wrong = connect.code(&session, "1234567").await;
        wrong.is_frame_error(StatusCode::UNPROCESSABLE_ENTITY, "INVALID_ONE_TIME_CODE");
    }
    let state = connect.state(&session).await;
    assert_eq!(
        (&state["stage"], &state["attemptsLeft"], &state["reason"]),
        (&json!("failed"), &Value::Null, &json!("code"))
    );
    assert_eq!(
        connect.status(&code).await["error"]["code"],
        "AUTOMATION_ERROR"
    );
    let late = connect.code(&session, "123456").await;
    late.is_frame_error(StatusCode::CONFLICT, "WRONG_STAGE");
}

#[tokio::test]
async fn two_hundred_codes_at_once_are_judged_as_three() {
    let connect = Connect::start().await;
    let (link_id, _, session) = at_the_code(&connect).await;
    let path = format!("/clip/{}/code", session.id);
    let calls: Vec<_> = (0..200)
        .map(|code| {
            let body = json!({ "code": format!("{code:06}") });
            connect.spawn(json_request(&path, &session.token, &body))
        })
        .collect();
    let mut judged = 0;
    for call in calls {
        match call.await.unwrap() {
            answer if answer.status == StatusCode::UNPROCESSABLE_ENTITY => judged += 1,
            answer => answer.is_frame_error(StatusCode::CONFLICT, "WRONG_STAGE"),
        }
    }
    assert_eq!(judged, 3);
    assert_eq!(connect.show(&link_id).await["status"], "failed");
}

#[tokio::test]
async fn two_hundred_passwords_at_once_are_judged_as_three() {
    let connect = Connect::start().await;
    let (link_id, _, session) = claimed(&connect).await;
    let path = format!("/clip/{}/login", session.id);
    let mut taken = 0;
    // Once more and more, as a program that guesses would.
    for _ in 0..4 {
        let calls: Vec<_> = (0..200)
            .map(|guess| {
                let body = json!({ "username": "user_good", "password": format!("guess {guess}") });
                connect.spawn(json_request(&path, &session.token, &body))
            })
            .collect();
        for call in calls {
            match call.await.unwrap() {
                answer if answer.status == StatusCode::ACCEPTED => taken += 1,
                answer => answer.is_frame_error(StatusCode::CONFLICT, "WRONG_STAGE"),
            }
        }
        connect
            .wait_for_state(&session, |state| state["stage"] != "working")
            .await;
    }
    assert_eq!(taken, 3);
    assert_eq!(connect.show(&link_id).await["status"], "failed");
}

#[tokio::test]
async fn a_failure_is_told_when_the_frame_says_that_it_was_read() {
    let connect = Connect::start().await;
    let (link_id, code, session) = claimed(&connect).await;
    login(&connect, &session, "user_bad").await;
    let state = connect.wait_for_stage(&session, "failed").await;
    assert_eq!(state["error"]["code"], "AUTOMATION_ERROR");
    assert_eq!(connect.status(&code).await["status"], "active");
    // Nothing goes on behind what is read.
    let late = connect.login(&session, "user_good", "pass_good").await;
    late.is_frame_error(StatusCode::CONFLICT, "WRONG_STAGE");
    for _ in 0..2 {
        seen(&connect, &session).await;
        let status = connect.status(&code).await;
        assert_eq!(
            (&status["status"], &status["error"]),
            (&json!("failed"), &state["error"])
        );
    }
    assert_eq!(connect.show(&link_id).await["error"], state["error"]);
}

#[tokio::test]
async fn a_frame_that_never_says_so_delays_the_failure_by_a_minute_at_most() {
    let connect = Connect::start().await;
    let (link_id, _, session) = claimed(&connect).await;
    login(&connect, &session, "user_bad").await;
    connect.wait_for_stage(&session, "failed").await;
    connect.advance_s(59);
    assert_eq!(connect.show(&link_id).await["status"], "active");
    connect.advance_s(1);
    let shown = |status: &'static str| move |list: &Value| list["links"][0]["status"] == status;
    connect.until_shown(shown("failed")).await;
}

#[tokio::test]
async fn whoever_claims_again_ends_what_is_shown() {
    let connect = Connect::start().await;
    let (link_id, code, session) = claimed(&connect).await;
    login(&connect, &session, "user_bad").await;
    connect.wait_for_stage(&session, "failed").await;
    let again = connect.session(&code, "again").await;
    assert_ne!(again.id, session.id);
    let path = format!("/v1/links/{link_id}/sessions");
    let sessions = connect.get(&path, crate::support::API_KEY).await.json();
    assert_eq!(
        sessions["sessions"][0]["error"]["code"], "AUTOMATION_ERROR",
        "{sessions}"
    );
}

#[tokio::test]
async fn a_failure_waits_for_no_frame_that_is_gone() {
    let connect = Connect::with(Config {
        step_ms: STEP_MS,
        ..config()
    })
    .await;
    let (link_id, _, session) = claimed(&connect).await;
    login(&connect, &session, "user_bad").await;
    // The step takes ten minutes; nobody asked for the state meanwhile.
    connect.advance_s(600);
    let shown = |list: &Value| list["links"][0]["status"] == "failed";
    connect.until_shown(shown).await;
    assert_eq!(
        connect.show(&link_id).await["error"]["code"],
        "AUTOMATION_ERROR"
    );
}
