//! `GET /link/status`: ETags, long-poll, CORS.

use crate::support::{Answer, Connect, request};
use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use serde_json::json;
use tokio::task::JoinHandle;

/// A request as the SDK sends it.
fn poll(code: &str, etag: &str, prefer: &str) -> Request<Body> {
    crate::support::poll("/link/status", code, etag, prefer)
}

/// A poll that the service holds, because the caller knows the link as it was created.
async fn held(connect: &Connect, code: &str) -> JoinHandle<Answer> {
    let before = connect.service.app.links.waiting();
    let held = connect.spawn(poll(code, "\"1\"", "wait=20"));
    connect.until(|app| app.links.waiting() > before).await;
    held
}

#[tokio::test]
async fn the_status_follows_the_link() {
    let connect = Connect::start().await;
    let (link_id, code) = connect.link().await;
    let pending = connect.status(&code).await;
    assert_eq!(pending["linkId"], link_id);
    assert_eq!(pending["status"], "pending");
    assert_eq!(pending["sessionId"], json!(null));

    let session = connect.session(&code, "key").await;
    let active = connect.status(&code).await;
    assert_eq!(active["status"], "active");
    assert_eq!(active["sessionId"], session.id);

    connect.login(&session, "user_bad", "any").await;
    connect.wait_for_stage(&session, "failed").await;
    let failed = connect.status(&code).await;
    assert_eq!(failed["status"], "failed");
    assert_eq!(failed["error"]["code"], "AUTOMATION_ERROR");
}

#[tokio::test]
async fn a_missing_or_unknown_code_is_unauthorized() {
    let connect = Connect::start().await;
    for code in ["", "clm_unknown"] {
        let answer = connect.get("/link/status", code).await;
        answer.is_error(StatusCode::UNAUTHORIZED, "INVALID_CLAIM_CODE");
        assert_eq!(answer.header("www-authenticate"), "Bearer");
    }
    let (_, code) = connect.link().await;
    let basic = Request::get("/link/status")
        .header(header::AUTHORIZATION, format!("Basic {code}"))
        .body(Body::empty())
        .unwrap();
    connect
        .call(basic)
        .await
        .is_error(StatusCode::UNAUTHORIZED, "INVALID_CLAIM_CODE");
}

#[tokio::test]
async fn what_is_known_already_is_not_sent_again() {
    let connect = Connect::start().await;
    let (_, code) = connect.link().await;
    let first = connect.call(poll(&code, "", "")).await;
    let etag = first.header("etag").to_owned();
    for known in [
        etag.clone(),
        format!("W/{etag}"),
        format!("\"x\", {etag}"),
        "*".into(),
    ] {
        let again = connect.call(poll(&code, &known, "")).await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED, "{known}");
        assert_eq!(again.text, "");
        assert_eq!(again.header("etag"), etag);
    }
    connect.session(&code, "key").await;
    let changed = connect.call(poll(&code, &etag, "")).await;
    assert_eq!(changed.status, StatusCode::OK);
    assert_ne!(changed.header("etag"), etag);
}

#[tokio::test]
async fn a_poll_is_held_until_the_link_changes() {
    let connect = Connect::start().await;
    let (_, code) = connect.link().await;
    let held = held(&connect, &code).await;
    connect.claim(&code, "key").await;
    let answer = held.await.unwrap();
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.json()["status"], "active");
    assert_eq!(answer.header("preference-applied"), "wait=20");
    assert_eq!(answer.header("etag"), "\"2\"");
    assert!(
        connect.service.app.links.waiting() == 0,
        "nothing is kept of a waiter"
    );
}

#[tokio::test]
async fn a_held_poll_ends_unchanged_after_its_time() {
    let connect = Connect::start().await;
    let (_, code) = connect.link().await;
    let answer = connect.call(poll(&code, "\"1\"", "wait=1")).await;
    assert_eq!(answer.status, StatusCode::NOT_MODIFIED);
    assert_eq!(answer.header("preference-applied"), "wait=1");
    assert_eq!(answer.header("etag"), "\"1\"");
}

#[tokio::test]
async fn a_poll_that_knows_less_is_answered_at_once() {
    let connect = Connect::start().await;
    let (_, code) = connect.link().await;
    connect.session(&code, "key").await;
    for etag in ["", "\"1\"", "\"other\""] {
        let answer = connect.call(poll(&code, etag, "wait=20")).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.header("preference-applied"), "wait=20");
    }
}

#[tokio::test]
async fn the_preference_is_read_as_the_rfc_writes_it_and_cut_to_what_is_granted() {
    let connect = Connect::start().await;
    let (_, code) = connect.link().await;
    for (prefer, applied) in [
        ("wait=0", "wait=0"),
        ("respond-async, wait=3", "wait=3"),
        ("WAIT = \"7\"; x=1", "wait=7"),
        ("wait=5, wait=9", "wait=5"),
        ("wait=3600", "wait=50"),
    ] {
        let answer = connect.call(poll(&code, "", prefer)).await;
        assert_eq!(answer.header("preference-applied"), applied, "{prefer}");
    }
    for prefer in ["wait", "wait=", "wait=-1", "wait=soon", "return=minimal"] {
        let answer = connect.call(poll(&code, "\"1\"", prefer)).await;
        assert_eq!(answer.status, StatusCode::NOT_MODIFIED, "{prefer}");
        assert!(
            !answer.headers.contains_key("preference-applied"),
            "{prefer}"
        );
    }
}

#[tokio::test]
async fn all_who_wait_are_told_and_nothing_is_kept_of_them() {
    let connect = Connect::start().await;
    let (_, code) = connect.link().await;
    let mut waiters = Vec::new();
    for _ in 0..500 {
        waiters.push(held(&connect, &code).await);
    }
    connect.claim(&code, "key").await;
    for waiter in waiters {
        let answer = waiter.await.unwrap();
        assert_eq!(answer.json()["status"], "active");
        assert_eq!(answer.header("etag"), "\"2\"");
    }
    assert!(connect.service.app.links.waiting() == 0);
}

#[tokio::test]
async fn a_waiter_that_hangs_up_leaves_nothing() {
    let connect = Connect::start().await;
    let (_, code) = connect.link().await;
    let held = held(&connect, &code).await;
    assert!(connect.service.app.links.waiting() == 1);
    held.abort();
    connect.until(|app| app.links.waiting() == 0).await;
}

#[tokio::test]
async fn whoever_waits_is_let_go_when_the_service_shuts_down() {
    let connect = Connect::start().await;
    let (_, code) = connect.link().await;
    let held = held(&connect, &code).await;
    connect.service.close();
    assert_eq!(held.await.unwrap().status, StatusCode::NOT_MODIFIED);
}

#[tokio::test]
async fn steps_of_the_automation_do_not_wake_who_waits_for_the_link() {
    let connect = Connect::start_slow().await;
    let (_, code) = connect.link().await;
    let session = connect.session(&code, "key").await;
    let before = connect
        .call(poll(&code, "", ""))
        .await
        .header("etag")
        .to_owned();
    connect.login(&session, "user_good", "pass_good").await;
    connect.wait_for_stage(&session, "working").await;
    let after = connect.call(poll(&code, "", "")).await;
    assert_eq!(after.header("etag"), before);
}

#[tokio::test]
async fn a_page_of_any_origin_may_ask_and_read_what_it_needs() {
    let connect = Connect::start().await;
    let (_, code) = connect.link().await;
    let preflight = Request::builder()
        .method(Method::OPTIONS)
        .uri("/link/status")
        .header(header::ORIGIN, "https://any.example")
        .header(header::ACCESS_CONTROL_REQUEST_METHOD, "GET")
        .header(
            header::ACCESS_CONTROL_REQUEST_HEADERS,
            "authorization,if-none-match,prefer,traceparent,x-datadog-trace-id",
        )
        .body(Body::empty())
        .unwrap();
    let answer = connect.call(preflight).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert!(
        answer
            .header("access-control-max-age")
            .parse::<u32>()
            .unwrap()
            >= 7_200
    );
    let allowed = answer.header("access-control-allow-headers");
    // Whatever the page adds to its requests.
    for name in [
        "authorization",
        "if-none-match",
        "prefer",
        "traceparent",
        "x-datadog-trace-id",
    ] {
        assert!(
            allowed.split(',').any(|one| one == name),
            "{name} in {allowed}"
        );
    }
    assert!(
        !answer
            .headers
            .contains_key("access-control-allow-credentials")
    );

    for mut request in [poll(&code, "", ""), poll("clm_unknown", "", "")] {
        request
            .headers_mut()
            .insert(header::ORIGIN, "https://any.example".parse().unwrap());
        let answer = connect.call(request).await;
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        let exposed = answer.header("access-control-expose-headers");
        for name in ["etag", "preference-applied", "retry-after"] {
            assert!(
                exposed.split(',').any(|one| one == name),
                "{name} in {exposed}"
            );
        }
    }
}

#[tokio::test]
async fn no_page_may_read_what_belongs_to_backends() {
    let connect = Connect::start().await;
    for path in ["/v1/links", "/v1/providers", "/health", "/clip/ses_1/state"] {
        let request = request(Method::GET, path, crate::support::API_KEY)
            .header(header::ORIGIN, "https://any.example")
            .body(Body::empty())
            .unwrap();
        let answer = connect.call(request).await;
        assert!(
            !answer.headers.contains_key("access-control-allow-origin"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn no_answer_may_be_kept_or_guessed() {
    let connect = Connect::start().await;
    let (_, code) = connect.link().await;
    for answer in [
        connect.get("/link/status", &code).await,
        connect.get("/v1/links", crate::support::API_KEY).await,
        connect.get("/nothing", "").await,
    ] {
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
    }
}
