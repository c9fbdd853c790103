//! Who holds the session: it alone signs in, types the code and stops the work, and the others watch.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{
    cancel, claimed, handed_over, offer, offered, redeem, redeemed, take_back, take_back_request,
};
use crate::{
    database::{Database, is_postgres},
    support::{Connect, STEP_MS, Session, poll},
};

#[tokio::test]
async fn the_phone_that_opens_the_address_gets_the_session_and_the_computer_watches() {
    let connect = Connect::start().await;
    let (_, code, computer) = claimed(&connect).await;
    assert_eq!(connect.state(&computer).await["holder"], 0);
    let (phone, device) = handed_over(&connect, &computer).await;
    assert_eq!(device, 1);
    for one in [&computer, &phone] {
        let state = connect.state(one).await;
        assert_eq!(
            (&state["holder"], &state["stage"]),
            (&device, &json!("login"))
        );
    }
    let refused = connect.login(&computer, "user_mfa", "pass_good").await;
    refused.is_frame_error(StatusCode::CONFLICT, "HELD_ELSEWHERE");
    connect.login(&phone, "user_mfa", "pass_good").await;
    connect.wait_for_stage(&computer, "code").await;
    for typed in ["123456", "000000"] {
        let refused = connect.code(&computer, typed).await;
        refused.is_frame_error(StatusCode::CONFLICT, "HELD_ELSEWHERE");
    }
    assert_eq!(connect.state(&phone).await["attemptsLeft"], 3);
    connect.code(&phone, "123456").await;
    connect.wait_for_stage(&computer, "complete").await;
    connect.wait_for_stage(&phone, "complete").await;
    assert_eq!(connect.status(&code).await["status"], "complete");
}

#[tokio::test]
async fn a_session_at_work_is_not_handed_over() {
    let connect = Connect::start_slow().await;
    let (_, _, computer) = claimed(&connect).await;
    let unused = offered(&connect, &computer).await;
    connect.login(&computer, "user_good", "pass_good").await;
    let answer = redeem(&connect, &computer, &unused, "phone").await;
    answer.is_frame_error(StatusCode::CONFLICT, "WRONG_STAGE");
    let answer = offer(&connect, &computer).await;
    answer.is_frame_error(StatusCode::CONFLICT, "WRONG_STAGE");
    let state = connect.state(&computer).await;
    assert_eq!(
        (&state["holder"], &state["stage"]),
        (&json!(0), &json!("working"))
    );
}

#[tokio::test]
async fn a_session_can_be_handed_over_while_it_waits_for_the_one_time_code() {
    let connect = Connect::start().await;
    let (_, _, computer) = claimed(&connect).await;
    connect.login(&computer, "user_mfa", "pass_good").await;
    connect.wait_for_stage(&computer, "code").await;
    let (phone, _) = handed_over(&connect, &computer).await;
    connect.code(&phone, "123456").await;
    connect.wait_for_stage(&computer, "complete").await;
}

#[tokio::test]
async fn what_is_taken_back_the_phone_only_reads() {
    let connect = Connect::start().await;
    let (_, _, computer) = claimed(&connect).await;
    let (phone, _) = handed_over(&connect, &computer).await;
    let path = format!("/clip/{}/state", phone.id);
    let etag = connect.get(&path, &phone.token).await;
    let held = connect.spawn(poll(&path, &phone.token, etag.header("etag"), "wait=20"));
    connect.until(|app| app.frames.waiting() == 1).await;
    for _ in 0..2 {
        take_back(&connect, &computer).await;
    }
    // It is told at once.
    assert_eq!(held.await.unwrap().json()["holder"], 0);
    let refused = connect.login(&phone, "user_good", "pass_good").await;
    refused.is_frame_error(StatusCode::CONFLICT, "HELD_ELSEWHERE");
    connect.login(&computer, "user_good", "pass_good").await;
    let state = connect.wait_for_stage(&phone, "complete").await;
    assert_eq!(state["holder"], 0);
}

#[tokio::test]
async fn a_second_phone_gets_it_and_the_first_one_does_not_come_back() {
    let connect = Connect::start().await;
    let (_, _, computer) = claimed(&connect).await;
    let first_code = offered(&connect, &computer).await;
    let (first, _) = redeemed(&connect, &computer, &first_code, "first").await;
    take_back(&connect, &computer).await;
    let (second, device) = handed_over(&connect, &computer).await;
    assert_eq!(device, 2);
    // It gets its token again, and with it no more than to read.
    let (again, was) = redeemed(&connect, &computer, &first_code, "first").await;
    assert_eq!((again.token, was), (first.token.clone(), json!(1)));
    assert_eq!(connect.state(&first).await["holder"], 2);
    for one in [&first, &computer] {
        let refused = connect.login(one, "user_good", "pass_good").await;
        refused.is_frame_error(StatusCode::CONFLICT, "HELD_ELSEWHERE");
    }
    connect.login(&second, "user_good", "pass_good").await;
    connect.wait_for_stage(&computer, "complete").await;
}

#[tokio::test]
async fn only_the_computer_hands_over_and_takes_back() {
    let connect = Connect::start().await;
    let (_, _, computer) = claimed(&connect).await;
    let unused = offered(&connect, &computer).await;
    // Nobody opened the address: taking back withdraws it.
    take_back(&connect, &computer).await;
    let answer = redeem(&connect, &computer, &unused, "phone").await;
    answer.is_frame_error(StatusCode::GONE, "HANDOVER_EXPIRED");

    let (phone, device) = handed_over(&connect, &computer).await;
    let answer = offer(&connect, &computer).await;
    answer.is_frame_error(StatusCode::CONFLICT, "HELD_ELSEWHERE");
    for answer in [
        offer(&connect, &phone).await,
        connect.call(take_back_request(&phone)).await,
    ] {
        answer.is_frame_error(StatusCode::FORBIDDEN, "FORBIDDEN");
    }
    for token in ["", "ct_x", unused.as_str()] {
        let stranger = Session {
            token: token.into(),
            ..computer.clone()
        };
        for answer in [
            offer(&connect, &stranger).await,
            connect.call(take_back_request(&stranger)).await,
        ] {
            answer.is_frame_error(StatusCode::UNAUTHORIZED, "UNAUTHORIZED");
        }
    }
    assert_eq!(connect.state(&computer).await["holder"], device);
}

#[tokio::test]
async fn taking_back_does_not_disturb_the_work() {
    let connect = Connect::start_slow().await;
    let (_, code, computer) = claimed(&connect).await;
    let (phone, _) = handed_over(&connect, &computer).await;
    connect.login(&phone, "user_good", "pass_good").await;
    take_back(&connect, &computer).await;
    assert_eq!(connect.state(&phone).await["stage"], "working");
    let refused = cancel(&connect, &phone).await;
    refused.is_frame_error(StatusCode::CONFLICT, "HELD_ELSEWHERE");
    for step in ["reading_account", "collecting_statements", "finishing"] {
        connect.advance_s(STEP_MS / 1_000);
        connect
            .wait_for_state(&computer, |state| state["step"] == step)
            .await;
    }
    connect.advance_s(STEP_MS / 1_000);
    connect.wait_for_stage(&phone, "complete").await;
    assert_eq!(connect.status(&code).await["status"], "complete");
    // Nothing changes hands any more.
    take_back(&connect, &computer).await;
}

#[tokio::test]
async fn whoever_holds_it_calls_it_off() {
    let connect = Connect::start_slow().await;
    let (_, code, computer) = claimed(&connect).await;
    let (phone, _) = handed_over(&connect, &computer).await;
    connect.login(&phone, "user_good", "pass_good").await;
    let refused = cancel(&connect, &computer).await;
    refused.is_frame_error(StatusCode::CONFLICT, "HELD_ELSEWHERE");
    assert_eq!(cancel(&connect, &phone).await.status, StatusCode::ACCEPTED);
    let state = connect.wait_for_stage(&computer, "failed").await;
    assert_eq!(state["error"]["code"], "CANCELED");
    // The person reads it on either; the link fails when one of them says so.
    let seen = format!("/clip/{}/seen", computer.id);
    connect.post(&seen, &computer.token, &json!({})).await;
    assert_eq!(connect.status(&code).await["error"]["code"], "CANCELED");
}

#[tokio::test]
async fn wrong_passwords_count_whichever_device_they_come_from() {
    let connect = Connect::start().await;
    let (_, code, computer) = claimed(&connect).await;
    connect.login(&computer, "user_good", "wrong").await;
    let left = |left: i64| move |state: &Value| state["attemptsLeft"] == left;
    connect.wait_for_state(&computer, left(2)).await;
    let (phone, _) = handed_over(&connect, &computer).await;
    connect.login(&phone, "user_good", "wrong").await;
    connect.wait_for_state(&phone, left(1)).await;
    take_back(&connect, &computer).await;
    connect.login(&computer, "user_good", "wrong").await;
    connect.wait_for_stage(&phone, "failed").await;
    assert_eq!(connect.status(&code).await["status"], "failed");
}

#[tokio::test]
async fn a_session_is_there_as_long_as_one_of_its_devices_is() {
    let connect = Connect::start().await;
    let (_, code, computer) = claimed(&connect).await;
    let (phone, _) = handed_over(&connect, &computer).await;
    for one in [&phone, &computer, &phone] {
        connect.advance_s(20);
        connect.state(one).await;
        let claim = connect.claim(&code, "other").await;
        claim.is_error(StatusCode::CONFLICT, "LINK_IN_USE");
    }
    connect.advance_s(31);
    let next = connect.session(&code, "other").await;
    assert_ne!(next.id, computer.id);
    let state = connect.state(&phone).await;
    assert_eq!(state["error"]["code"], "LINK_IN_USE");
}

#[tokio::test]
async fn a_phone_from_which_it_was_taken_back_keeps_nobody_out() {
    let connect = Connect::start().await;
    let (_, code, computer) = claimed(&connect).await;
    let (phone, _) = handed_over(&connect, &computer).await;
    take_back(&connect, &computer).await;
    connect.advance_s(31);
    connect.state(&phone).await;
    connect.session(&code, "other").await;
}

#[tokio::test]
async fn who_holds_it_survives_a_restart() {
    let database = Database::new().await;
    let connect = database.start().await;
    let (_, _, computer) = claimed(&connect).await;
    let (phone, device) = handed_over(&connect, &computer).await;
    let unused = {
        let (_, _, other) = claimed(&connect).await;
        (offered(&connect, &other).await, other)
    };
    drop(connect);

    let connect = database.start().await;
    assert_eq!(connect.state(&computer).await["holder"], device);
    let refused = connect.login(&computer, "user_good", "pass_good").await;
    refused.is_frame_error(StatusCode::CONFLICT, "HELD_ELSEWHERE");
    connect.login(&phone, "user_good", "pass_good").await;
    connect.wait_for_stage(&computer, "complete").await;
    let (code, other) = unused;
    redeemed(&connect, &other, &code, "phone").await;
}

#[tokio::test]
async fn each_device_may_call_another_replica() {
    if !is_postgres() {
        return;
    }
    let database = Database::new().await;
    let (one, two) = (database.start().await, database.start().await);
    let (_, _, computer) = claimed(&one).await;
    let code = offered(&one, &computer).await;
    let path = format!("/clip/{}/state", computer.id);
    let held = one.spawn(poll(&path, &computer.token, "\"1\"", "wait=50"));
    one.until(|app| app.frames.waiting() == 1).await;
    let (phone, device) = redeemed(&two, &computer, &code, "phone").await;
    assert_eq!(held.await.unwrap().json()["holder"], device);
    let used = redeem(&one, &computer, &code, "another phone").await;
    used.is_frame_error(StatusCode::CONFLICT, "HANDOVER_USED");
    let refused = one.login(&computer, "user_good", "pass_good").await;
    refused.is_frame_error(StatusCode::CONFLICT, "HELD_ELSEWHERE");
    two.login(&phone, "user_good", "pass_good").await;
    one.wait_for_stage(&computer, "complete").await;
}
