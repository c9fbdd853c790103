//! `/clip/*`: the frame's page and its calls, through a whole sign-in.

use crate::{
    bodies::card,
    support::{Connect, Session, config, poll},
};
use axum::http::{Method, StatusCode, header};
use passage_connect::config::Config;
use serde_json::{Value, json};

/// A claimed T-Mobile link: its id, its claim code and its session.
async fn claimed(connect: &Connect) -> (String, String, Session) {
    let (link_id, code) = connect.link().await;
    let session = connect.session(&code, "key").await;
    (link_id, code, session)
}

#[tokio::test]
async fn the_page_has_a_strict_policy_and_no_secret_in_it() {
    let connect = Connect::with(Config {
        frame_ancestors: vec!["https://a.example".into(), "http://localhost:4173".into()],
        ..config()
    })
    .await;
    let (_, code, session) = claimed(&connect).await;
    let page = connect.get(&format!("/clip/{}", session.id), "").await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(
        page.header("content-security-policy"),
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; \
         frame-ancestors https://a.example http://localhost:4173; base-uri 'none'; form-action 'none'"
    );
    assert_eq!(page.header("referrer-policy"), "no-referrer");
    assert_eq!(page.header("cross-origin-resource-policy"), "cross-origin");
    assert_eq!(page.header("cross-origin-embedder-policy"), "require-corp");
    assert!(!page.text.contains(&code) && !page.text.contains(&session.token));
    let other = connect.get("/clip/ses_of_nobody", "").await;
    assert_eq!(
        other.text, page.text,
        "the page says nothing of its session"
    );
}

#[tokio::test]
async fn the_page_of_a_link_is_framed_by_nobody() {
    let connect = Connect::with(Config {
        frame_ancestors: vec!["https://a.example".into()],
        ..config()
    })
    .await;
    let (link_id, _) = connect.link().await;
    for path in [
        format!("/clip/{link_id}"),
        // As in the contract, and kept out of the log by the route's pattern.
        format!("/clip/{link_id}?code=clm_x"),
        "/clip/link_of_nobody".to_owned(),
        "/clip/anything".to_owned(),
    ] {
        let page = connect.get(&path, "").await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        let policy = page.header("content-security-policy");
        assert!(policy.contains("; frame-ancestors 'none'; "), "{policy}");
        assert_eq!(page.header("referrer-policy"), "no-referrer");
        assert!(!page.text.contains(&link_id), "{path}");
    }
}

#[tokio::test]
async fn every_file_that_the_page_names_is_there_with_its_type() {
    let connect = Connect::start().await;
    let page = connect.get("/clip/ses_1", "").await.text;
    let mut named = 0;
    for part in page.split("assets/").skip(1) {
        let name = part.split('"').next().unwrap();
        let file = connect.get(&format!("/clip/assets/{name}"), "").await;
        assert_eq!(file.status, StatusCode::OK, "{name}");
        let expected = if name.ends_with(".css") {
            "text/css; charset=utf-8"
        } else {
            "text/javascript; charset=utf-8"
        };
        assert_eq!(file.header("content-type"), expected);
        named += 1;
    }
    assert!(named >= 2, "{page}");
}

#[tokio::test]
async fn files_are_asked_about_again_and_not_sent_twice() {
    let connect = Connect::start().await;
    let first = connect.get("/clip/assets/clip.js", "").await;
    assert_eq!(first.header("cache-control"), "no-cache");
    let again = connect
        .call(poll("/clip/assets/clip.js", "", first.header("etag"), ""))
        .await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    assert_eq!(again.text, "");
}

#[tokio::test]
async fn nothing_but_the_frames_files_can_be_read() {
    let connect = Connect::start().await;
    for path in [
        "nothing.js",
        "../Cargo.toml",
        "..%2fCargo.toml",
        "%2e%2e/Cargo.toml",
        "/etc/passwd",
        "texts",
        "clip.html",
    ] {
        let answer = connect.get(&format!("/clip/assets/{path}"), "").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn a_good_login_leads_through_all_steps_to_the_result() {
    let connect = Connect::start().await;
    let (link_id, code, session) = claimed(&connect).await;
    let first = connect.state(&session).await;
    let steps = [
        "signing_in",
        "reading_account",
        "collecting_statements",
        "finishing",
    ];
    assert_eq!(
        first,
        json!({
            "provider": { "id": "tmobile", "name": "T-Mobile" },
            "status": "active", "stage": "login", "step": null, "steps": steps, "stepIndex": null, "operationsDone": 0, "holder": 0,
            "attemptsLeft": 3, "error": null, "reason": null,
        })
    );

    let login = connect.login(&session, "user_good", "pass_good").await;
    assert_eq!(
        (login.status, login.text.as_str()),
        (StatusCode::ACCEPTED, "{}")
    );
    let last = connect.wait_for_stage(&session, "complete").await;
    assert_eq!(
        (&last["status"], &last["step"]),
        (&json!("complete"), &Value::Null)
    );

    assert_eq!(connect.status(&code).await["status"], "complete");
    let link = connect.show(&link_id).await;
    let billing = link["result"]["billing"].as_array().unwrap();
    assert_eq!(billing.len(), 6);
    assert!(
        billing
            .iter()
            .all(|bill| bill["currency"] == "USD" && bill["amountDue"].as_f64().unwrap() > 0.0)
    );
}

#[tokio::test]
async fn each_step_takes_its_time_and_is_shown() {
    let connect = Connect::start_slow().await;
    let (_, code, session) = claimed(&connect).await;
    connect.login(&session, "user_good", "pass_good").await;
    for step in [
        "signing_in",
        "reading_account",
        "collecting_statements",
        "finishing",
    ] {
        let state = connect
            .wait_for_state(&session, |state| state["step"] == step)
            .await;
        assert_eq!(
            (&state["stage"], &state["status"]),
            (&json!("working"), &json!("active"))
        );
        assert_eq!(connect.status(&code).await["status"], "active");
        connect.advance_s(600);
    }
    connect.wait_for_stage(&session, "complete").await;
}

#[tokio::test]
async fn a_locked_account_fails_the_link_at_once() {
    let connect = Connect::start().await;
    for (username, password) in [("user_bad", "pass_good"), ("user_bad", "x")] {
        let (link_id, code, session) = claimed(&connect).await;
        connect.login(&session, username, password).await;
        let state = connect.wait_for_stage(&session, "failed").await;
        assert_eq!(
            (&state["error"]["code"], &state["reason"]),
            (&json!("AUTOMATION_ERROR"), &json!("locked"))
        );
        let status = connect.status(&code).await;
        assert_eq!(
            (&status["status"], &status["error"]),
            (&json!("failed"), &state["error"])
        );
        let link = connect.show(&link_id).await;
        assert_eq!(
            (&link["error"], &link["result"]),
            (&state["error"], &Value::Null)
        );
    }
}

#[tokio::test]
async fn any_error_can_be_forced() {
    let connect = Connect::start().await;
    for code in [
        "CLIENT_TIMEOUT",
        "CONNECTION_FAILED",
        "UNKNOWN_PROVIDER",
        "RESULT_VALIDATION_ERROR",
        "SOMETHING_NEW",
    ] {
        let (_, claim_code, session) = claimed(&connect).await;
        let password = json!({ "force_error": code }).to_string();
        connect.login(&session, "user_custom", &password).await;
        connect.wait_for_stage(&session, "failed").await;
        assert_eq!(connect.status(&claim_code).await["error"]["code"], code);
    }
}

#[tokio::test]
async fn a_one_time_code_is_asked_for_and_verified() {
    let connect = Connect::start().await;
    let (_, code, session) = claimed(&connect).await;
    connect.login(&session, "user_mfa", "pass_good").await;
    let state = connect.wait_for_stage(&session, "code").await;
    assert_eq!(
        (&state["attemptsLeft"], &state["step"]),
        (&json!(3), &Value::Null)
    );
    assert_eq!(state["steps"][1], "verifying_code");
    assert_eq!(connect.status(&code).await["status"], "active");

    let wrong = connect.code(&session, "000000").await;
    wrong.is_frame_error(StatusCode::UNPROCESSABLE_ENTITY, "INVALID_ONE_TIME_CODE");
    assert_eq!(connect.state(&session).await["attemptsLeft"], 2);

    let right = connect.code(&session, " 123456 ").await;
    assert_eq!(right.status, StatusCode::ACCEPTED);
    connect.wait_for_stage(&session, "complete").await;
}

#[tokio::test]
async fn what_the_session_does_not_wait_for_is_a_conflict() {
    let connect = Connect::start_slow().await;
    let (_, _, session) = claimed(&connect).await;
    let early = connect.code(&session, "123456").await;
    early.is_frame_error(StatusCode::CONFLICT, "WRONG_STAGE");
    connect.login(&session, "user_good", "pass_good").await;
    let twice = connect.login(&session, "user_bad", "x").await;
    twice.is_frame_error(StatusCode::CONFLICT, "WRONG_STAGE");
    assert_eq!(connect.state(&session).await["stage"], "working");
}

#[tokio::test]
async fn incomplete_bodies_are_refused_and_change_nothing() {
    let connect = Connect::start().await;
    let (_, _, session) = claimed(&connect).await;
    let path = format!("/clip/{}/login", session.id);
    for body in [
        json!({}),
        json!({ "username": "user_good" }),
        json!({ "username": "", "password": "pass_good" }),
        json!({ "username": "user_good", "password": 1 }),
    ] {
        let answer = connect.post(&path, &session.token, &body).await;
        answer.is_frame_error(StatusCode::BAD_REQUEST, "BAD_REQUEST");
    }
    for (kind, body, status, code) in [
        (
            "text/plain",
            "{}",
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "UNSUPPORTED_MEDIA_TYPE",
        ),
        (
            "application/json",
            "{",
            StatusCode::BAD_REQUEST,
            "BAD_REQUEST",
        ),
    ] {
        let request = crate::support::request(Method::POST, &path, &session.token)
            .header(header::CONTENT_TYPE, kind)
            .body(body.into())
            .unwrap();
        connect.call(request).await.is_frame_error(status, code);
    }
    assert_eq!(connect.state(&session).await["stage"], "login");
}

#[tokio::test]
async fn only_the_sessions_own_token_opens_it() {
    let connect = Connect::start().await;
    let (_, code, session) = claimed(&connect).await;
    let (_, _, other) = claimed(&connect).await;
    for token in ["", "ct_x", &other.token, &code, crate::support::API_KEY] {
        let state = connect
            .get(&format!("/clip/{}/state", session.id), token)
            .await;
        state.is_frame_error(StatusCode::UNAUTHORIZED, "UNAUTHORIZED");
        let intruder = Session {
            token: token.into(),
            ..session.clone()
        };
        let login = connect.login(&intruder, "user_bad", "x").await;
        login.is_frame_error(StatusCode::UNAUTHORIZED, "UNAUTHORIZED");
        let code = connect.code(&intruder, "123456").await;
        code.is_frame_error(StatusCode::UNAUTHORIZED, "UNAUTHORIZED");
    }
    assert_eq!(connect.state(&session).await["stage"], "login");
    let unknown = connect.get("/clip/ses_unknown/state", &session.token).await;
    unknown.is_frame_error(StatusCode::NOT_FOUND, "NOT_FOUND");
}

#[tokio::test]
async fn the_state_is_held_until_it_changes() {
    let connect = Connect::start_slow().await;
    let (_, _, session) = claimed(&connect).await;
    let path = format!("/clip/{}/state", session.id);
    let first = connect.get(&path, &session.token).await;
    let unchanged = connect
        .call(poll(&path, &session.token, first.header("etag"), ""))
        .await;
    assert_eq!(unchanged.status, StatusCode::NOT_MODIFIED);

    let held = connect.spawn(poll(&path, &session.token, first.header("etag"), "wait=20"));
    connect.until(|app| app.frames.waiting() == 1).await;
    connect.login(&session, "user_good", "pass_good").await;
    let answer = held.await.unwrap();
    assert_eq!(answer.header("preference-applied"), "wait=20");
    assert_eq!(answer.json()["step"], "signing_in");
    assert_eq!(connect.service.app.frames.waiting(), 0);
}

#[tokio::test]
async fn several_operations_run_in_order_and_their_results_say_which_is_which() {
    let connect = Connect::start().await;
    let operation =
        |resource: &str, action: &str| json!({ "resource": resource, "action": action });
    let mut write = operation("paymentMethod", "write");
    write["arguments"] = card();
    let body = json!({
        "integrationId": "verizon",
        "operations": [operation("paymentMethod", "read"), write, operation("mobileBillingStatement", "read")],
    });
    let (link_id, code) = connect.link_for(body).await;
    let session = connect.session(&code, "key").await;
    connect.login(&session, "user_good", "pass_good").await;
    let state = connect.wait_for_stage(&session, "complete").await;
    assert_eq!(
        state["steps"],
        json!([
            "signing_in",
            "reading_account",
            "reading_payment_methods",
            "saving_payment_method",
            "collecting_statements",
            "finishing"
        ])
    );
    let shown = connect
        .get(&format!("/v1/links/{link_id}"), crate::support::API_KEY)
        .await;
    let link = shown.json();
    let results = link["result"]["operations"].as_array().unwrap();
    let names: Vec<_> = results
        .iter()
        .map(|one| (one["resource"].clone(), one["action"].clone()))
        .collect();
    assert_eq!(
        names,
        [
            (json!("paymentMethod"), json!("read")),
            (json!("paymentMethod"), json!("write")),
            (json!("mobileBillingStatement"), json!("read")),
        ]
    );
    assert_eq!(results[1]["data"]["paymentMethod"]["last4"], "1111");
    for secret in ["4111111111111111", "\"987\"", "Jane Roe"] {
        assert!(!shown.text.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn orders_are_read_at_uber_eats_as_many_as_asked_for() {
    let connect = Connect::start().await;
    let (link_id, code) = connect
        .link_for(json!({
            "integrationId": "ubereats", "resource": "orderHistory", "action": "read", "arguments": { "limit": 3 }
        }))
        .await;
    let session = connect.session(&code, "key").await;
    connect.login(&session, "user_good", "pass_good").await;
    connect.wait_for_stage(&session, "complete").await;
    let link = connect.show(&link_id).await;
    assert_eq!(link["result"]["orders"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn the_frames_calls_accept_no_other_method() {
    let connect = Connect::start().await;
    for (method, path) in [
        (Method::POST, "/clip/ses_1/state"),
        (Method::GET, "/clip/ses_1/login"),
        (Method::DELETE, "/clip/ses_1/code"),
    ] {
        let request = crate::support::request(method, path, "")
            .body(axum::body::Body::empty())
            .unwrap();
        let answer = connect.call(request).await;
        answer.is_error(StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED");
        assert!(answer.headers.contains_key(header::ALLOW));
    }
}
