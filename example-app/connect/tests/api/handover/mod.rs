//! A session that is handed over to a phone, and taken back: one device holds it, and only that one signs in.

mod code;
mod holder;
mod races;

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{Answer, Connect, Session, json_request, request, text};

async fn claimed(connect: &Connect) -> (String, String, Session) {
    let (link_id, code) = connect.link().await;
    let session = connect.session(&code, "key").await;
    (link_id, code, session)
}

async fn offer(connect: &Connect, session: &Session) -> Answer {
    let path = format!("/clip/{}/handover", session.id);
    connect.post(&path, &session.token, &json!({})).await
}

/// The code of an offer that succeeds.
async fn offered(connect: &Connect, session: &Session) -> String {
    let answer = offer(connect, session).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let address = text(&answer.json()["address"]);
    address.split_once('#').unwrap().1.to_owned()
}

fn redeem_request(
    session_id: &str,
    code: &str,
    key: &str,
) -> axum::http::Request<axum::body::Body> {
    let path = format!("/clip/{session_id}/redeem");
    let mut request = json_request(&path, "", &json!({ "code": code }));
    if !key.is_empty() {
        let headers = request.headers_mut();
        headers.insert("idempotency-key", key.parse().unwrap());
    }
    request
}

async fn redeem(connect: &Connect, session: &Session, code: &str, key: &str) -> Answer {
    connect.call(redeem_request(&session.id, code, key)).await
}

/// The session as a phone has it that redeemed a code, and its number.
async fn redeemed(connect: &Connect, session: &Session, code: &str, key: &str) -> (Session, Value) {
    let answer = redeem(connect, session, code, key).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let answer = answer.json();
    let phone = Session {
        token: text(&answer["clientToken"]),
        ..session.clone()
    };
    (phone, answer["device"].clone())
}

/// A phone that has the session.
async fn handed_over(connect: &Connect, session: &Session) -> (Session, Value) {
    let code = offered(connect, session).await;
    redeemed(connect, session, &code, "phone").await
}

fn take_back_request(session: &Session) -> axum::http::Request<axum::body::Body> {
    let path = format!("/clip/{}/handover", session.id);
    let builder = request(Method::DELETE, &path, &session.token);
    builder.body(axum::body::Body::empty()).unwrap()
}

async fn take_back(connect: &Connect, session: &Session) {
    let answer = connect.call(take_back_request(session)).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.text);
}

async fn cancel(connect: &Connect, session: &Session) -> Answer {
    let path = format!("/clip/{}/cancel", session.id);
    connect.post(&path, &session.token, &json!({})).await
}
