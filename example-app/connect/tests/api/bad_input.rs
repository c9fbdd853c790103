//! Whatever is sent, the answer is a clear error in JSON, and the service goes on.

use crate::support::{API_KEY, Connect, request};
use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};

fn raw(body: impl Into<Body>, content_type: &str) -> Request<Body> {
    request(Method::POST, "/v1/links", API_KEY)
        .header(header::CONTENT_TYPE, content_type)
        .body(body.into())
        .unwrap()
}

async fn still_answers(connect: &Connect) {
    let health = connect.get("/health", "").await;
    assert_eq!(
        (health.status, health.text.as_str()),
        (StatusCode::OK, r#"{"status":"ok","waiting":0}"#)
    );
}

#[tokio::test]
async fn bodies_that_are_no_json_object_are_bad_requests() {
    let connect = Connect::start().await;
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let deep_object = format!(
        r#"{{"operations":{}1{}}}"#,
        r#"{"a":"#.repeat(5_000),
        "}".repeat(5_000)
    );
    for body in [
        Body::empty(),
        Body::from("{"),
        Body::from("null"),
        Body::from("[]"),
        Body::from("\"text\""),
        Body::from(b"{\"integrationId\":\"\xff\xfe\"}".to_vec()),
        Body::from(b"\xef\xbb\xbf{}".to_vec()),
        Body::from("{} {}"),
        Body::from(deep),
        Body::from(deep_object),
    ] {
        let answer = connect.call(raw(body, "application/json")).await;
        answer.is_error(StatusCode::BAD_REQUEST, "BAD_REQUEST");
    }
    still_answers(&connect).await;
}

#[tokio::test]
async fn a_body_must_be_declared_as_json() {
    let connect = Connect::start().await;
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/jsonp",
        "",
    ] {
        let answer = connect.call(raw("{}", kind)).await;
        answer.is_error(StatusCode::UNSUPPORTED_MEDIA_TYPE, "UNSUPPORTED_MEDIA_TYPE");
    }
    for kind in ["application/json; charset=utf-8", "Application/JSON"] {
        let answer = connect.call(raw("{}", kind)).await;
        answer.is_error(StatusCode::BAD_REQUEST, "VALIDATION_FAILED");
    }
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_too_large() {
    let connect = Connect::start().await;
    let body = format!(r#"{{"externalUserId":"{}"}}"#, "x".repeat(70_000));
    let answer = connect.call(raw(body, "application/json")).await;
    answer.is_error(StatusCode::PAYLOAD_TOO_LARGE, "PAYLOAD_TOO_LARGE");
    still_answers(&connect).await;
}

#[tokio::test]
async fn unknown_paths_and_methods_are_told_apart() {
    let connect = Connect::start().await;
    for path in [
        "/",
        "/v1",
        "/v1/links/a/b",
        "/link",
        "/clip",
        "/%00",
        "/v1/links/%FF",
    ] {
        let answer = connect.get(path, API_KEY).await;
        assert!(
            matches!(
                answer.status,
                StatusCode::NOT_FOUND | StatusCode::BAD_REQUEST
            ),
            "{path}"
        );
        assert!(answer.json()["code"].is_string(), "{path}: {}", answer.text);
    }
    for (method, path) in [
        (Method::DELETE, "/v1/links"),
        (Method::PUT, "/v1/providers"),
        (Method::GET, "/link/claim"),
        (Method::POST, "/link/status"),
        (Method::PATCH, "/health"),
    ] {
        let request = request(method, path, API_KEY).body(Body::empty()).unwrap();
        let answer = connect.call(request).await;
        answer.is_error(StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED");
    }
}

#[tokio::test]
async fn strange_headers_are_no_reason_to_fail() {
    let connect = Connect::start().await;
    let (_, code) = connect.link().await;
    for (name, value) in [
        ("if-none-match", &b"\xff\xfe"[..]),
        ("if-none-match", b"\"1"),
        ("prefer", b"wait=\xff"),
        ("prefer", b"wait=99999999999999999999999999"),
        ("prefer", b";;;,,,==="),
    ] {
        let request = request(Method::GET, "/link/status", &code)
            .header(name, value)
            .body(Body::empty())
            .unwrap();
        let answer = connect.call(request).await;
        assert_eq!(answer.status, StatusCode::OK, "{name}");
    }
    for value in [&b"Bearer"[..], b"Bearer ", b"Bearer \xff", b"bearer  "] {
        let request = Request::get("/link/status")
            .header(header::AUTHORIZATION, value)
            .body(Body::empty())
            .unwrap();
        let answer = connect.call(request).await;
        answer.is_error(StatusCode::UNAUTHORIZED, "INVALID_CLAIM_CODE");
    }
}

#[tokio::test]
async fn a_list_query_that_is_no_query_is_refused_as_json() {
    let connect = Connect::start().await;
    let answer = connect.get("/v1/links?limit=1&limit=2", API_KEY).await;
    answer.is_error(StatusCode::BAD_REQUEST, "BAD_REQUEST");
}
