//! The service is ended in the middle of a session, without a word, and started again on its file.

use crate::{
    database::Database,
    support::{Connect, STEP_MS, Session, config},
};
use axum::http::StatusCode;
use passage_connect::config::Config;
use serde_json::json;

/// A database and the services that run on it, one after the other.
struct Machine {
    database: Database,
}

impl Machine {
    async fn new() -> Self {
        Self {
            database: Database::new().await,
        }
    }

    async fn start(&self, step_ms: i64) -> Connect {
        self.database
            .service(Config {
                step_ms,
                ..config()
            })
            .await
    }
}

async fn claimed(connect: &Connect) -> (String, Session) {
    let (_, code) = connect.link().await;
    let session = connect.session(&code, "key").await;
    (code, session)
}

#[tokio::test]
async fn links_and_claims_survive() {
    let machine = Machine::new().await;
    let connect = machine.start(0).await;
    let (link_id, code) = connect.link().await;
    let before = connect.show(&link_id).await;
    drop(connect);

    let connect = machine.start(0).await;
    assert_eq!(connect.show(&link_id).await, before);
    let session = connect.session(&code, "key").await;
    let claim = connect.claim(&code, "key").await.text;
    drop(connect);

    let connect = machine.start(0).await;
    assert_eq!(
        connect.claim(&code, "key").await.text,
        claim,
        "the same key, the same session and token"
    );
    connect.login(&session, "user_good", "pass_good").await;
    connect.wait_for_stage(&session, "complete").await;
    assert_eq!(connect.status(&code).await["status"], "complete");
}

#[tokio::test]
async fn a_session_that_was_signing_in_asks_for_the_login_again() {
    let machine = Machine::new().await;
    let connect = machine.start(STEP_MS).await;
    let (code, session) = claimed(&connect).await;
    connect.login(&session, "user_good", "pass_good").await;
    assert_eq!(connect.state(&session).await["step"], "signing_in");
    drop(connect);

    let connect = machine.start(0).await;
    let state = connect.wait_for_stage(&session, "login").await;
    assert_eq!(state["status"], "active");
    assert_eq!(connect.status(&code).await["status"], "active");
    let login = connect.login(&session, "user_good", "pass_good").await;
    assert_eq!(login.status, StatusCode::ACCEPTED);
    connect.wait_for_stage(&session, "complete").await;
}

#[tokio::test]
async fn a_session_goes_on_from_each_step_after_the_sign_in() {
    for step in ["reading_account", "collecting_statements", "finishing"] {
        let machine = Machine::new().await;
        let connect = machine.start(STEP_MS).await;
        let (code, session) = claimed(&connect).await;
        connect.login(&session, "user_good", "pass_good").await;
        loop {
            let state = connect.state(&session).await;
            if state["step"] == step {
                break;
            }
            connect.advance_s(STEP_MS / 1_000);
            connect
                .wait_for_state(&session, |now| now["step"] != state["step"])
                .await;
        }
        drop(connect);

        let connect = machine.start(STEP_MS).await;
        assert_eq!(
            connect.state(&session).await["step"],
            step,
            "goes on where it was"
        );
        drop(connect);

        let connect = machine.start(0).await;
        connect.wait_for_stage(&session, "complete").await;
        assert_eq!(connect.status(&code).await["status"], "complete");
    }
}

#[tokio::test]
async fn a_session_that_waits_for_a_code_waits_on_with_its_attempts_counted() {
    let machine = Machine::new().await;
    let connect = machine.start(0).await;
    let (_, session) = claimed(&connect).await;
    connect.login(&session, "user_mfa", "pass_good").await;
    connect.wait_for_stage(&session, "code").await;
    connect.code(&session, "000000").await;
    drop(connect);

    let connect = machine.start(STEP_MS).await;
    assert_eq!(connect.state(&session).await["attemptsLeft"], 2);
    connect.code(&session, "123456").await;
    assert_eq!(connect.state(&session).await["step"], "verifying_code");
    drop(connect);

    let connect = machine.start(0).await;
    connect.wait_for_stage(&session, "complete").await;
}

#[tokio::test]
async fn a_forced_error_is_remembered_over_a_restart() {
    let machine = Machine::new().await;
    let connect = machine.start(STEP_MS).await;
    let (code, session) = claimed(&connect).await;
    connect
        .login(
            &session,
            "user_custom",
            r#"{"force_error":"CLIENT_TIMEOUT"}"#,
        )
        .await;
    connect.advance_s(STEP_MS / 1_000);
    connect
        .wait_for_state(&session, |state| state["step"] == "reading_account")
        .await;
    drop(connect);

    let connect = machine.start(0).await;
    connect.wait_for_stage(&session, "failed").await;
    assert_eq!(
        connect.status(&code).await["error"]["code"],
        "CLIENT_TIMEOUT"
    );
}

#[tokio::test]
async fn what_ran_out_while_the_service_was_down_has_expired() {
    let machine = Machine::new().await;
    let connect = machine.start(0).await;
    let body = json!({
        "integrationId": "att", "resource": "paymentMethod", "action": "read", "expiresIn": 1
    });
    let (link_id, code) = connect.link_for(body).await;
    let expires_at = connect.show(&link_id).await["expiresAt"].as_i64().unwrap();
    let clock = connect.service.app.clock.clone();
    drop(connect);
    clock.sleep_until(expires_at).await;

    let connect = machine.start(0).await;
    assert_eq!(connect.status(&code).await["status"], "expired");
}

#[tokio::test]
async fn an_unheard_frame_gets_thirty_seconds_after_a_restart() {
    let machine = Machine::new().await;
    let connect = machine.start(0).await;
    let (code, _) = claimed(&connect).await;
    drop(connect);

    let connect = machine.start(0).await;
    connect
        .claim(&code, "other")
        .await
        .is_error(StatusCode::CONFLICT, "LINK_IN_USE");
    connect.advance_s(31);
    connect.session(&code, "other").await;
}
