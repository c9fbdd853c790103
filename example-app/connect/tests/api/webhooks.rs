//! Webhooks: signed, tried three times, never lost, never to a private address unless so configured.

use axum::http::StatusCode;
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use p256::{
    PublicKey,
    ecdsa::{Signature, VerifyingKey, signature::Verifier as _},
    elliptic_curve::sec1::ToSec1Point as _,
    pkcs8::DecodePublicKey as _,
};
use passage_connect::{config::Config, secrets};
use serde_json::{Value, json};

use crate::{
    database::Database,
    receiver::{Received, Receiver},
    support::{Connect, config, text},
};

/// A link with a webhook that ended as `user` makes it end.
pub async fn ended(connect: &Connect, url: &str, user: &str) -> String {
    let (link_id, code) = connect
        .link_for(json!({
            "integrationId": "tmobile", "resource": "mobileBillingStatement", "action": "read",
            "webhookUrl": url,
        }))
        .await;
    let session = connect.session(&code, "key").await;
    connect.login(&session, user, "pass_good").await;
    connect
        .wait_for_state(&session, |state| state["status"] != "active")
        .await;
    link_id
}

async fn key(connect: &Connect, id: &str) -> String {
    let path = "/webhook_verification_key/get";
    let answer = connect.post(path, "", &json!({ "key_id": id })).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    assert_eq!(answer.json()["key_id"], id);
    text(&answer.json()["key"])
}

/// Checks a signature as an integrator would; returns the header and the payload.
pub async fn verified(connect: &Connect, received: &Received) -> (Value, Value) {
    let token = received.header("x-passage-signature");
    let parts: Vec<&str> = token.split('.').collect();
    let decode = |part: &str| BASE64URL_NOPAD.decode(part.as_bytes()).unwrap();
    let json = |part: &str| serde_json::from_slice::<Value>(&decode(part)).unwrap();
    let (header, payload) = (json(parts[0]), json(parts[1]));
    let signature = decode(parts[2]);
    assert_eq!(signature.len(), 64, "r and s, not DER");
    let pem = key(connect, header["kid"].as_str().unwrap()).await;
    VerifyingKey::from_public_key_pem(&pem)
        .unwrap()
        .verify(
            format!("{}.{}", parts[0], parts[1]).as_bytes(),
            &Signature::from_slice(&signature).unwrap(),
        )
        .unwrap();
    let hash = HEXLOWER.encode(&secrets::hash_bytes(&received.body));
    assert_eq!(payload["request_body_sha256"], hash);
    (header, payload)
}

/// The only delivery of the only link.
pub async fn delivery(connect: &Connect, wanted: impl Fn(&Value) -> bool) -> Value {
    let one = |shown: &Value| shown["links"][0]["deliveries"][0].clone();
    // The list is read piece by piece: the try may be in it already, and what was planned after it not yet.
    let is_whole = |delivery: &Value| {
        let began = |attempt: &Value| attempt["beganAt"].as_i64();
        let last = delivery["attempts"]
            .as_array()
            .and_then(|all| began(all.last()?));
        delivery["state"] != "waiting"
            || last.is_none_or(|last| delivery["nextTryAt"].as_i64() > Some(last))
    };
    let wanted = |shown: &Value| is_whole(&one(shown)) && wanted(&one(shown));
    one(&connect.until_shown(wanted).await)
}

pub fn tries(delivery: &Value) -> usize {
    delivery["attempts"].as_array().map_or(0, Vec::len)
}

/// The gap is counted from the end of the try; recording it takes a moment.
#[track_caller]
pub fn is_planned_after_the_last_try(delivery: &Value, gap_ms: i64) {
    let last = delivery["attempts"].as_array().unwrap().last().unwrap();
    let ended = last["beganAt"].as_i64().unwrap() + last["tookMs"].as_i64().unwrap();
    let after = delivery["nextTryAt"].as_i64().unwrap() - ended;
    assert!((gap_ms..gap_ms + 500).contains(&after), "{after} ms");
}

#[tokio::test]
async fn a_complete_link_is_told_with_its_result_signed() {
    let connect = Connect::start().await;
    let mut receiver = Receiver::start(&[]).await;
    let link_id = ended(&connect, &receiver.url, "user_good").await;
    let received = receiver.next().await;
    let body: Value = serde_json::from_slice(&received.body).unwrap();
    let link = connect.show(&link_id).await;
    assert_eq!(
        body,
        json!({
            "event": "link.complete", "linkId": link_id, "status": "complete",
            "result": link["result"], "timestamp": link["updatedAt"],
        })
    );
    let (header, payload) = verified(&connect, &received).await;
    assert_eq!(header["alg"], "ES256");
    assert_eq!(header["typ"], "JWT");
    assert_eq!(header.as_object().unwrap().len(), 3);
    assert_eq!(payload.as_object().unwrap().len(), 2);
    assert_eq!(
        received.header("x-passage-timestamp"),
        payload["iat"].to_string()
    );
    assert_eq!(received.header("content-type"), "application/json");
    assert!(received.header("webhook-id").starts_with("msg_"));
}

#[tokio::test]
async fn a_failed_link_is_told_with_its_error_and_each_session_once() {
    let connect = Connect::start().await;
    let mut receiver = Receiver::start(&[]).await;
    let link_id = ended(&connect, &receiver.url, "user_bad").await;
    let received = receiver.next().await;
    let body: Value = serde_json::from_slice(&received.body).unwrap();
    assert_eq!(body["event"], "link.failed");
    assert_eq!(body["status"], "failed");
    assert_eq!(body["error"]["code"], "AUTOMATION_ERROR");
    assert_eq!(body.get("result"), None);
    verified(&connect, &received).await;

    let shown = connect
        .until_shown(|shown| shown["links"][0]["deliveries"][0]["state"] == "delivered")
        .await;
    assert_eq!(shown["links"][0]["id"], link_id);
    assert_eq!(shown["links"][0]["deliveries"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn an_expired_link_and_one_without_an_address_are_not_told() {
    let connect = Connect::start().await;
    let receiver = Receiver::start(&[]).await;
    let (link_id, _) = connect
        .link_for(json!({
            "integrationId": "att", "resource": "paymentMethod", "action": "read",
            "webhookUrl": receiver.url, "expiresIn": 1,
        }))
        .await;
    connect.advance_s(2);
    assert_eq!(connect.show(&link_id).await["status"], "expired");
    let (_, code) = connect.link().await;
    let session = connect.session(&code, "key").await;
    connect.login(&session, "user_good", "pass_good").await;
    connect.wait_for_stage(&session, "complete").await;
    let shown = connect.get("/sandbox/links", "").await.json();
    for link in shown["links"].as_array().unwrap() {
        assert_eq!(link["deliveries"], json!([]), "nothing is in the outbox");
    }
    assert!(receiver.is_empty());
}

#[tokio::test]
async fn three_tries_the_later_ones_one_and_five_seconds_after_the_one_before_with_one_id() {
    let connect = Connect::start().await;
    let mut receiver = Receiver::start(&[500, 404]).await;
    ended(&connect, &receiver.url, "user_good").await;
    let first = receiver.next().await;
    let waiting = delivery(&connect, |delivery| tries(delivery) == 1).await;
    assert_eq!(waiting["state"], "waiting");
    is_planned_after_the_last_try(&waiting, 1_000);

    connect.advance_s(1);
    let second = receiver.next().await;
    let waiting = delivery(&connect, |delivery| tries(delivery) == 2).await;
    is_planned_after_the_last_try(&waiting, 5_000);

    connect.advance_s(5);
    let third = receiver.next().await;
    let delivered = delivery(&connect, |delivery| tries(delivery) == 3).await;
    assert_eq!(delivered["state"], "delivered");
    let statuses: Vec<&Value> = delivered["attempts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|attempt| &attempt["status"])
        .collect();
    assert_eq!(statuses, [500, 404, 200]);
    let id = first.header("webhook-id");
    assert_eq!(id, delivered["id"]);
    for again in [&second, &third] {
        assert_eq!(again.header("webhook-id"), id);
        assert_eq!(again.body, first.body);
        verified(&connect, again).await;
    }
}

#[tokio::test]
async fn after_three_failures_it_is_given_up_and_can_be_sent_again() {
    let connect = Connect::start().await;
    let mut receiver = Receiver::start(&[500, 302, 503]).await;
    ended(&connect, &receiver.url, "user_good").await;
    let id = receiver.next().await.header("webhook-id").to_owned();
    delivery(&connect, |delivery| tries(delivery) == 1).await;
    let early = connect
        .post(&format!("/sandbox/deliveries/{id}/resend"), "", &json!({}))
        .await;
    early.is_error(StatusCode::CONFLICT, "WRONG_STAGE");
    connect.advance_s(1);
    delivery(&connect, |delivery| tries(delivery) == 2).await;
    connect.advance_s(5);
    delivery(&connect, |delivery| delivery["state"] == "failed").await;
    receiver.next().await;
    receiver.next().await;

    connect
        .sandbox(&format!("deliveries/{id}/resend"), &json!({}))
        .await;
    assert_eq!(receiver.next().await.header("webhook-id"), id);
    let delivered = delivery(&connect, |delivery| delivery["state"] == "delivered").await;
    assert_eq!(tries(&delivered), 4, "earlier tries are kept");
}

async fn on(database: &Database, private_webhooks: bool) -> Connect {
    database
        .service(Config {
            private_webhooks,
            ..config()
        })
        .await
}

#[tokio::test]
async fn what_is_in_the_outbox_survives_a_restart() {
    let database = Database::new().await;
    let connect = on(&database, true).await;
    let mut receiver = Receiver::start(&[500]).await;
    ended(&connect, &receiver.url, "user_good").await;
    let first = receiver.next().await;
    delivery(&connect, |delivery| tries(delivery) == 1).await;
    drop(connect);

    let connect = on(&database, true).await;
    connect.advance_s(1);
    let second = receiver.next().await;
    assert_eq!(second.header("webhook-id"), first.header("webhook-id"));
    verified(&connect, &second).await;
    let delivered = delivery(&connect, |delivery| delivery["state"] == "delivered").await;
    assert_eq!(tries(&delivered), 2);
}

#[tokio::test]
async fn a_private_address_is_refused_when_the_link_is_made_and_when_it_is_sent() {
    let database = Database::new().await;
    let connect = on(&database, true).await;
    let mut receiver = Receiver::start(&[500, 500]).await;
    let by_name = receiver.url.replace("127.0.0.1", "localhost");
    for url in [receiver.url.clone(), by_name.clone()] {
        ended(&connect, &url, "user_good").await;
        receiver.next().await;
    }
    connect
        .until_shown(|shown| {
            let links = shown["links"].as_array().unwrap();
            links.iter().all(|link| tries(&link["deliveries"][0]) == 1)
        })
        .await;
    drop(connect);

    let connect = on(&database, false).await;
    for wanted in [2, 3] {
        connect.advance_s(10);
        connect
            .until_shown(|shown| {
                let links = shown["links"].as_array().unwrap();
                // Read piece by piece: the third try may be there before the state after it.
                links
                    .iter()
                    .map(|link| &link["deliveries"][0])
                    .all(|one| tries(one) == wanted && (wanted == 2 || one["state"] != "waiting"))
            })
            .await;
    }
    // The service reads a delivery before its tries: the last try may be in the list before the state that it led to.
    let shown = connect
        .until_shown(|shown| {
            let links = shown["links"].as_array().unwrap();
            links
                .iter()
                .all(|link| link["deliveries"][0]["state"] == "failed")
        })
        .await;
    for link in shown["links"].as_array().unwrap() {
        let error = &link["deliveries"][0]["attempts"][1]["error"];
        assert!(error.as_str().unwrap().contains("private"), "{error}");
    }
    assert!(receiver.is_empty());

    for url in [
        &receiver.url,
        &by_name,
        "http://[::1]/",
        "http://169.254.169.254/latest",
        "https://2130706433/",
    ] {
        let answer = connect
            .create(&json!({
                "integrationId": "att", "resource": "paymentMethod", "action": "read", "webhookUrl": url,
            }))
            .await;
        answer.is_error(StatusCode::BAD_REQUEST, "VALIDATION_FAILED");
        assert_eq!(answer.json()["issues"][0]["path"], "webhookUrl");
    }
}

#[tokio::test]
async fn an_address_without_a_server_is_tried_and_tls_is_spoken() {
    let connect = Connect::start().await;
    let receiver = Receiver::start(&[]).await;
    // The receiver speaks plain http, so that a handshake fails where it is tried at all.
    let url = receiver.url.replace("http://", "https://");
    ended(&connect, &url, "user_good").await;
    let tried = delivery(&connect, |delivery| tries(delivery) == 1).await;
    assert_eq!(tried["attempts"][0]["error"], "no connection");
    assert!(receiver.is_empty());
}

#[tokio::test]
async fn a_rotated_key_signs_and_the_old_one_is_still_served() {
    let database = Database::new().await;
    let connect = on(&database, true).await;
    let mut receiver = Receiver::start(&[]).await;
    ended(&connect, &receiver.url, "user_good").await;
    let before = receiver.next().await;
    let (old, _) = verified(&connect, &before).await;
    let rotated = connect.sandbox("keys/rotate", &json!({})).await;
    ended(&connect, &receiver.url, "user_good").await;
    let (new, _) = verified(&connect, &receiver.next().await).await;
    assert_eq!(new["kid"], rotated["key_id"]);
    assert_ne!(new["kid"], old["kid"]);
    drop(connect);

    let connect = on(&database, true).await;
    verified(&connect, &before).await;
    let jwks = connect.get("/.well-known/jwks.json", "").await.json();
    let keys = jwks["keys"].as_array().unwrap();
    let ids: Vec<&Value> = keys.iter().map(|key| &key["kid"]).collect();
    assert_eq!(ids, [&new["kid"], &old["kid"]], "the one that signs first");
    for jwk in keys {
        let pem = key(&connect, jwk["kid"].as_str().unwrap()).await;
        let point = PublicKey::from_public_key_pem(&pem)
            .unwrap()
            .to_sec1_point(false);
        let coordinate = |name: &str| BASE64URL_NOPAD.decode(text(&jwk[name]).as_bytes()).unwrap();
        let bytes = [vec![4], coordinate("x"), coordinate("y")].concat();
        assert_eq!(bytes, point.as_bytes());
        assert_eq!(
            (&jwk["kty"], &jwk["crv"], &jwk["alg"]),
            (&json!("EC"), &json!("P-256"), &json!("ES256"))
        );
        assert_eq!(jwk.get("d"), None);
    }
}

#[tokio::test]
async fn an_unknown_key_is_not_found_and_none_is_a_bad_request() {
    let connect = Connect::start().await;
    let path = "/webhook_verification_key/get";
    for id in ["whk_none", "", "' OR 1=1 --", "../../etc/passwd"] {
        let answer = connect.post(path, "", &json!({ "key_id": id })).await;
        answer.is_error(StatusCode::NOT_FOUND, "NOT_FOUND");
    }
    for body in [json!({}), json!({ "key_id": 1 }), json!({ "key_id": null })] {
        let answer = connect.post(path, "", &body).await;
        answer.is_error(StatusCode::BAD_REQUEST, "VALIDATION_FAILED");
    }
}

#[tokio::test]
async fn the_signature_tells_the_machines_time_however_far_the_clock_was_advanced() {
    let connect = Connect::start().await;
    let mut receiver = Receiver::start(&[]).await;
    connect.advance_s(1_000_000);
    ended(&connect, &receiver.url, "user_good").await;
    let (_, payload) = verified(&connect, &receiver.next().await).await;
    let machine_s = passage_connect::clock::machine_ms() / 1_000;
    assert!((payload["iat"].as_i64().unwrap() - machine_s).abs() < 60);
}
