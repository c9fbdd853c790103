//! The sandbox: there only when switched on, tells no claim code, and does what its buttons say.

use axum::{
    body::Body,
    http::{Method, Request, StatusCode},
};
use passage_connect::config::Config;
use serde_json::{Value, json};

use crate::{
    bodies::card,
    database::Database,
    support::{Answer, Connect, config, request},
};

#[tokio::test]
async fn without_its_flag_there_is_none() {
    let connect = Connect::with(Config {
        sandbox: false,
        ..config()
    })
    .await;
    for path in ["/sandbox", "/sandbox/links", "/sandbox/assets/sandbox.js"] {
        connect
            .get(path, "")
            .await
            .is_error(StatusCode::NOT_FOUND, "NOT_FOUND");
    }
    let advance = connect
        .post("/sandbox/clock/advance", "", &json!({ "ms": 1 }))
        .await;
    advance.is_error(StatusCode::NOT_FOUND, "NOT_FOUND");
}

#[tokio::test]
async fn the_page_and_its_files_come_with_a_strict_policy() {
    let connect = Connect::start().await;
    for (path, kind) in [
        ("/sandbox", "text/html; charset=utf-8"),
        ("/sandbox/assets/sandbox.css", "text/css; charset=utf-8"),
        (
            "/sandbox/assets/sandbox.js",
            "text/javascript; charset=utf-8",
        ),
    ] {
        let answer = connect.get(path, "").await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert_eq!(answer.header("content-type"), kind);
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"));
    }
    for path in ["/sandbox/assets/..%2FCargo.toml", "/sandbox/assets/none.js"] {
        let answer = connect.get(path, "").await;
        answer.is_error(StatusCode::NOT_FOUND, "NOT_FOUND");
    }
}

#[tokio::test]
async fn the_list_shows_links_and_sessions_and_no_secret() {
    let connect = Connect::start().await;
    let (link_id, code) = connect
        .link_for(json!({
            "integrationId": "att", "resource": "paymentMethod", "action": "write",
            "arguments": card(),
        }))
        .await;
    let session = connect.session(&code, "key").await;
    let list = connect.get("/sandbox/links", "").await;
    let link = &list.json()["links"][0];
    assert_eq!(link["id"], link_id);
    assert_eq!(link["status"], "active");
    assert_eq!(link["sessions"][0]["id"], session.id);
    assert_eq!(link["sessions"][0]["stage"], "login");
    for secret in [
        code.as_str(),
        &session.token,
        "4111111111111111",
        "Jane Roe",
    ] {
        assert!(!list.text.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn a_session_is_completed_whatever_it_waits_for() {
    let connect = Connect::start().await;
    let (link_id, code) = connect.link().await;
    let path = format!("links/{link_id}/complete");
    let unclaimed = connect
        .post(&format!("/sandbox/{path}"), "", &json!({}))
        .await;
    unclaimed.is_error(StatusCode::CONFLICT, "WRONG_STAGE");
    let session = connect.session(&code, "key").await;
    connect.sandbox(&path, &json!({})).await;
    let link = connect.show(&link_id).await;
    assert_eq!(link["status"], "complete");
    assert_eq!(link["result"]["billing"].as_array().unwrap().len(), 6);
    assert_eq!(connect.state(&session).await["stage"], "complete");
    let again = connect
        .post(&format!("/sandbox/{path}"), "", &json!({}))
        .await;
    again.is_error(StatusCode::CONFLICT, "WRONG_STAGE");
}

#[tokio::test]
async fn a_session_at_work_that_is_failed_stays_failed() {
    let connect = Connect::start_slow().await;
    let (link_id, code) = connect.link().await;
    let session = connect.session(&code, "key").await;
    connect.login(&session, "user_good", "pass_good").await;
    let path = format!("links/{link_id}/fail");
    for body in [
        json!({}),
        json!({ "code": "lower" }),
        json!({ "code": "A", "more": 1 }),
        json!({ "code": 1 }),
    ] {
        let answer = connect.post(&format!("/sandbox/{path}"), "", &body).await;
        answer.is_error(StatusCode::BAD_REQUEST, "VALIDATION_FAILED");
    }
    connect
        .sandbox(&path, &json!({ "code": "CLIENT_TIMEOUT" }))
        .await;
    connect.advance_s(86_400 / 8);
    let status = connect.status(&code).await;
    assert_eq!(status["status"], "failed");
    assert_eq!(status["error"]["code"], "CLIENT_TIMEOUT");
    connect.session(&code, "another").await;
}

#[tokio::test]
async fn links_run_out_at_a_press_pending_active_and_failed() {
    let connect = Connect::start().await;
    let (pending, pending_code) = connect.link().await;
    let (active, active_code) = connect.link().await;
    let session = connect.session(&active_code, "key").await;
    let (failed, failed_code) = connect.link().await;
    connect.session(&failed_code, "key").await;
    connect
        .sandbox(&format!("links/{failed}/fail"), &json!({ "code": "X" }))
        .await;
    for id in [&pending, &active, &failed] {
        connect
            .sandbox(&format!("links/{id}/expire"), &json!({}))
            .await;
    }
    assert_eq!(connect.status(&pending_code).await["status"], "expired");
    assert_eq!(connect.status(&active_code).await["status"], "expired");
    assert_eq!(connect.state(&session).await["stage"], "expired");
    assert_eq!(connect.status(&failed_code).await["status"], "failed");
    for code in [&pending_code, &active_code, &failed_code] {
        let claim = connect.claim(code, "new").await;
        claim.is_error(StatusCode::GONE, "LINK_EXPIRED");
    }
    let again = connect
        .post(&format!("/sandbox/links/{pending}/expire"), "", &json!({}))
        .await;
    again.is_error(StatusCode::CONFLICT, "WRONG_STAGE");
}

#[tokio::test]
async fn the_clock_moves_on_and_what_is_due_happens() {
    let connect = Connect::start().await;
    let (_, code) = connect.link().await;
    let before = connect.get("/sandbox/clock", "").await.json();
    assert_eq!(before["aheadMs"], 0);
    let now = connect
        .sandbox("clock/advance", &json!({ "ms": 14_400_000 }))
        .await;
    assert_eq!(now["aheadMs"], 14_400_000);
    assert_eq!(connect.status(&code).await["status"], "expired");
    for ms in [json!(-1), json!(1.5), json!("1"), json!(9e18), Value::Null] {
        let answer = connect
            .post("/sandbox/clock/advance", "", &json!({ "ms": ms }))
            .await;
        answer.is_error(StatusCode::BAD_REQUEST, "VALIDATION_FAILED");
    }
}

#[tokio::test]
async fn whoever_waits_for_changes_hears_of_them() {
    let connect = Connect::start().await;
    let count = connect.get("/sandbox/changes", "").await.json()["changes"].clone();
    let held = connect.spawn(
        request(Method::GET, &format!("/sandbox/changes?after={count}"), "")
            .body(Body::empty())
            .unwrap(),
    );
    connect.link().await;
    let changes = held.await.unwrap().json()["changes"].as_u64().unwrap();
    assert!(changes > count.as_u64().unwrap());
    let answer = connect.get("/sandbox/changes?after=x", "").await;
    answer.is_error(StatusCode::BAD_REQUEST, "BAD_REQUEST");
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let connect = Connect::start().await;
    for path in [
        "links/link_none/complete",
        "links/link_none/fail",
        "links/link_none/expire",
        "deliveries/msg_none/resend",
    ] {
        let answer = connect
            .post(&format!("/sandbox/{path}"), "", &json!({ "code": "X" }))
            .await;
        answer.is_error(StatusCode::NOT_FOUND, "NOT_FOUND");
    }
}

#[tokio::test]
async fn another_site_in_the_same_browser_cannot_press_the_buttons() {
    let connect = Connect::start().await;
    let foreign = Request::builder()
        .method(Method::POST)
        .uri("/sandbox/keys/rotate")
        .header("host", "127.0.0.1:8787")
        .header("origin", "https://elsewhere.test")
        .body(Body::empty())
        .unwrap();
    let answer = connect.call(foreign).await;
    answer.is_error(StatusCode::FORBIDDEN, "FORBIDDEN");
}

#[tokio::test]
async fn the_same_seed_makes_the_same_ids_and_a_restart_makes_others() {
    // Kept to the end: with a database its files go, under a service that still writes to them.
    let database = Database::new().await;
    let second = Database::new().await;
    let third = Database::new().await;
    let seeded = |seed: u64| Config {
        seed: Some(seed),
        ..config()
    };
    let one = database.service(seeded(7)).await;
    let two = second.service(seeded(7)).await;
    let first = one.link().await;
    assert_eq!(first, two.link().await);
    assert_eq!(
        one.session(&first.1, "key").await.id,
        two.session(&first.1, "key").await.id
    );
    drop(one);
    let again = database.service(seeded(7)).await;
    assert_ne!(again.link().await, first);
    let other = third.service(seeded(8)).await;
    assert_ne!(other.link().await, first);
}

const PAGE_KEY: &str = "psg_test_page";

/// The links, for pages.
const LINKS: &str = "/sandbox/v1/links";

/// A call of a page at another origin.
async fn from_a_page(connect: &Connect, method: Method, path: &str, key: &str) -> Answer {
    let request = request(method, path, key)
        .header("origin", "https://docs.example")
        .header("access-control-request-method", "POST")
        .header(
            "access-control-request-headers",
            "authorization,content-type",
        )
        .body(Body::empty())
        .unwrap();
    connect.call(request).await
}

#[tokio::test]
async fn a_page_may_read_links_with_a_test_key() {
    let connect = Connect::with(Config {
        api_keys: vec![PAGE_KEY.into()],
        ..config()
    })
    .await;
    let asked = from_a_page(&connect, Method::OPTIONS, LINKS, "").await;
    assert_eq!(asked.status, StatusCode::OK);
    assert_eq!(
        asked.header("access-control-allow-headers"),
        "authorization,content-type"
    );
    for key in [PAGE_KEY, "psg_test_wrong"] {
        let answer = from_a_page(&connect, Method::GET, LINKS, key).await;
        assert_eq!(
            answer.header("access-control-allow-origin"),
            "https://docs.example"
        );
        assert!(
            !answer
                .headers
                .contains_key("access-control-allow-credentials")
        );
    }
    for (path, key) in [
        (LINKS, "psg_live_1"),
        ("/v1/links", PAGE_KEY),
        ("/v1/providers", PAGE_KEY),
    ] {
        let answer = from_a_page(&connect, Method::GET, path, key).await;
        assert!(!answer.headers.contains_key("access-control-allow-origin"));
    }
}

#[tokio::test]
async fn without_the_sandbox_no_page_may_read_links() {
    let connect = Connect::with(Config {
        sandbox: false,
        api_keys: vec![PAGE_KEY.into()],
        ..config()
    })
    .await;
    for method in [Method::OPTIONS, Method::GET] {
        let answer = from_a_page(&connect, method, LINKS, PAGE_KEY).await;
        assert!(!answer.headers.contains_key("access-control-allow-origin"));
    }
}
