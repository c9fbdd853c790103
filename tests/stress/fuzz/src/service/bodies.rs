//! Fuzzes the bodies of the service's calls.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, Method, Request, StatusCode, Uri, header},
};
use passage_web::{
    return_url,
    wire::{read_claimed, read_status},
};
use serde_json::json;

use super::connect::{API_KEY, Answer, Claimed, Connect, with_connect};

/// Stands for a real claim code in an input.
const CODE: &[u8] = b"$CODE";

/// `POST /v1/links` with these bytes as its body.
pub fn create_link(bytes: &[u8]) {
    with_connect(|connect| {
        let answer = connect.post("/v1/links", API_KEY, bytes.to_vec());
        match answer.status {
            StatusCode::CREATED => is_kept(connect, &answer),
            StatusCode::BAD_REQUEST => {
                if answer.field("code") == "VALIDATION_FAILED" {
                    names_what_is_wrong(&answer);
                }
            }
            status => assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE),
        }
    });
}

/// Checks that the created link can be read, agrees with the answer, and does not contain the arguments.
fn is_kept(connect: &Connect, created: &Answer) {
    assert!(created.word("claimCode").starts_with("clm_"));
    assert!(created.field("expiresAt").as_i64() > created.field("createdAt").as_i64());
    if let Some(url) = created.field("returnUrl").as_str() {
        assert!(return_url::target(url).is_some(), "{url} leads nowhere");
    }
    let id = created.word("linkId");
    let shown = connect.get(&format!("/v1/links/{id}"), API_KEY);
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.text);
    for name in [
        "integrationId",
        "operations",
        "status",
        "returnUrl",
        "expiresAt",
    ] {
        assert_eq!(shown.field(name), created.field(name), "{name}");
    }
    let operations = created.field("operations");
    let operations = operations.as_array().map(Vec::as_slice).unwrap_or_default();
    assert!(!operations.is_empty());
    for operation in operations {
        let fields = operation.as_object().unwrap();
        assert!(
            fields.len() == 2 && fields.contains_key("resource") && fields.contains_key("action")
        );
    }
}

fn names_what_is_wrong(answer: &Answer) {
    let issues = answer.field("issues");
    let issues = issues.as_array().map(Vec::as_slice).unwrap_or_default();
    assert!(!issues.is_empty(), "{}", answer.text);
    for issue in issues {
        let said = |name: &str| issue[name].as_str().is_some_and(|text| !text.is_empty());
        assert!(said("path") && said("message"), "{issue}");
    }
}

/// `POST /link/claim`: the first line is the `Idempotency-Key`, the rest the body.
pub fn claim(bytes: &[u8]) {
    with_connect(|connect| {
        let (key, body) = first_line(bytes);
        let mut headers = HeaderMap::new();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        );
        if !key.is_empty() {
            // HTTP rejects an invalid header before the service sees it.
            let Ok(value) = HeaderValue::from_bytes(key) else {
                return;
            };
            headers.insert("idempotency-key", value);
        }
        let (link_id, code) = connect.link();
        let body = put_in(body, CODE, code.as_bytes());
        let send = || {
            let mut request = Request::new(Body::from(body.clone()));
            *request.method_mut() = Method::POST;
            *request.uri_mut() = Uri::from_static("/link/claim");
            *request.headers_mut() = headers.clone();
            connect.call(request)
        };
        let (first, second) = (send(), send());
        if first.status != StatusCode::OK {
            let refusals = [StatusCode::BAD_REQUEST, StatusCode::NOT_FOUND];
            assert!(refusals.contains(&first.status), "{}", first.text);
            assert_eq!((first.status, first.text), (second.status, second.text));
            return;
        }
        // The package must be able to read the service's answer.
        let claimed = read_claimed(&first.json());
        assert!(claimed.is_some_and(|claimed| claimed.link_id == link_id));
        if key.is_empty() {
            assert_eq!(second.status, StatusCode::CONFLICT, "{}", second.text);
        } else {
            assert_eq!(second.text, first.text, "the same key, the same session");
        }
        let status = connect.get("/link/status", &code);
        let status = read_status(&status.json()).and_then(|status| status.status);
        assert!(status.is_some_and(|status| status.name() == "active"));
    });
}

/// The frame's calls. If the first line is `code`, the rest is the body of a one-time code, otherwise of a login.
pub fn frame_input(bytes: &[u8]) {
    with_connect(|connect| {
        let session = connect.claimed();
        let (kind, body) = first_line(bytes);
        let answer = if kind == b"code" {
            asks_for_a_code(connect, &session);
            let answer = send(connect, &session, "code", body);
            let known = [
                StatusCode::ACCEPTED,
                StatusCode::BAD_REQUEST,
                StatusCode::UNPROCESSABLE_ENTITY,
            ];
            assert!(known.contains(&answer.status), "{}", answer.text);
            answer
        } else {
            let answer = send(connect, &session, "login", body);
            let known = [StatusCode::ACCEPTED, StatusCode::BAD_REQUEST];
            assert!(known.contains(&answer.status), "{}", answer.text);
            answer
        };
        if answer.status.is_client_error() {
            // The form of error that the frame reads.
            assert!(answer.field("error")["code"].is_string(), "{}", answer.text);
        }
        let state = connect.get(
            &format!("/clip/{}/state", session.session_id),
            &session.token,
        );
        assert_eq!(state.status, StatusCode::OK, "{}", state.text);
        assert!(state.field("stage").is_string() && state.field("provider")["id"].is_string());
        let status = connect.get("/link/status", &session.code);
        let status = read_status(&status.json());
        assert!(status.is_some_and(|status| status.link_id == session.link_id));
    });
}

fn send(connect: &Connect, session: &Claimed, call: &str, body: impl Into<Vec<u8>>) -> Answer {
    let path = format!("/clip/{}/{call}", session.session_id);
    connect.post(&path, &session.token, body.into())
}

/// Signs in with the user who is asked for a one-time code, and waits for that stage.
fn asks_for_a_code(connect: &Connect, session: &Claimed) {
    let login = json!({ "username": "user_mfa", "password": "pass_good" });
    let answer = send(connect, session, "login", login.to_string());
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.text);
    let path = format!("/clip/{}/state", session.session_id);
    let mut known = HeaderValue::from_static("\"0\"");
    loop {
        let mut request = Request::new(Body::empty());
        *request.uri_mut() = path.parse().unwrap();
        let headers = request.headers_mut();
        headers.insert(header::IF_NONE_MATCH, known);
        headers.insert("prefer", HeaderValue::from_static("wait=10"));
        let bearer = format!("Bearer {}", session.token);
        headers.insert(header::AUTHORIZATION, bearer.parse().unwrap());
        let state = connect.call(request);
        assert_eq!(state.status, StatusCode::OK, "nothing changes any more");
        if state.field("stage") == "code" {
            return;
        }
        known = state.headers[header::ETAG].clone();
    }
}

fn first_line(bytes: &[u8]) -> (&[u8], &[u8]) {
    match bytes.iter().position(|byte| *byte == b'\n') {
        Some(end) => (&bytes[..end], &bytes[end + 1..]),
        None => (bytes, &[]),
    }
}

/// Replaces the placeholders of the input by values that are known only at run time.
pub fn put_in(bytes: &[u8], name: &[u8], value: &[u8]) -> Vec<u8> {
    let mut rest = bytes;
    let mut whole = Vec::with_capacity(bytes.len());
    while let Some(at) = rest.windows(name.len()).position(|part| part == name) {
        whole.extend_from_slice(&rest[..at]);
        whole.extend_from_slice(value);
        rest = &rest[at + name.len()..];
    }
    whole.extend_from_slice(rest);
    whole
}
