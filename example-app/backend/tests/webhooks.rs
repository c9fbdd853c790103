//! Tests the verification of webhooks: it accepts what the service has signed, and refuses every forgery.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

use axum::{Json, Router, http::StatusCode, routing::get};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use p256::{
    ecdsa::{Signature, SigningKey, signature::Signer as _},
    pkcs8::{EncodePublicKey as _, LineEnding},
};
use passage_example_backend::{
    connect::Connect,
    signature::{Refused, Signatures},
};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tokio::net::TcpListener;

/// The event of the migration guide. It contains `85.00`, which would become `85.0` if the body were parsed and written again.
const BODY: &[u8] = include_bytes!("../../../tests/fixtures/webhook_link_complete.json");

const KID: &str = "whk_known";

/// A stand-in for the Connect service that only serves keys.
struct Service {
    connect: Connect,
    key: SigningKey,
    pem: String,
    lookups: Arc<AtomicU32>,
    down: Arc<Mutex<bool>>,
    /// The keys that it lists: id and JWK.
    keys: Arc<Mutex<Vec<Value>>>,
}

fn key(byte: u8) -> SigningKey {
    SigningKey::from_slice(&[byte; 32]).unwrap()
}

impl Service {
    async fn start() -> Self {
        let key = key(7);
        let pem = p256::PublicKey::from(key.verifying_key())
            .to_public_key_pem(LineEnding::LF)
            .unwrap();
        let (lookups, down) = (Arc::new(AtomicU32::new(0)), Arc::new(Mutex::new(false)));
        let keys = Arc::new(Mutex::new(vec![
            json!({ "kty": "OKP", "kid": "other" }),
            jwk(KID, &key),
        ]));
        let answer = {
            let (keys, lookups, down) =
                (Arc::clone(&keys), Arc::clone(&lookups), Arc::clone(&down));
            move || async move {
                lookups.fetch_add(1, Ordering::Relaxed);
                if *down.lock().unwrap() {
                    (StatusCode::SERVICE_UNAVAILABLE, Json(json!({})))
                } else {
                    (
                        StatusCode::OK,
                        Json(json!({ "keys": *keys.lock().unwrap() })),
                    )
                }
            }
        };
        let router = Router::new().route("/.well-known/jwks.json", get(answer));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self {
            connect: Connect::new(&url, "key".into(), None).unwrap(),
            key,
            pem,
            lookups,
            down,
            keys,
        }
    }

    async fn check(&self, token: &str) -> Result<(), Refused> {
        Signatures::default()
            .check(&self.connect, token, BODY, now_s())
            .await
    }

    fn good(&self) -> String {
        token(&self.key, &header(), &payload(now_s()))
    }
}

fn jwk(kid: &str, key: &SigningKey) -> Value {
    let point = key.verifying_key().to_sec1_point(false);
    let (x, y) = (point.x().unwrap(), point.y().unwrap());
    json!({ "kty": "EC", "crv": "P-256", "kid": kid, "x": encode(x), "y": encode(y) })
}

fn now_s() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    i64::try_from(now.as_secs()).unwrap()
}

fn header() -> Value {
    json!({ "alg": "ES256", "typ": "JWT", "kid": KID })
}

fn payload(iat: i64) -> Value {
    json!({ "iat": iat, "request_body_sha256": HEXLOWER.encode(&Sha256::digest(BODY)) })
}

fn encode(bytes: &[u8]) -> String {
    BASE64URL_NOPAD.encode(bytes)
}

fn unsigned(header: &Value, payload: &Value) -> String {
    let part = |value: &Value| encode(value.to_string().as_bytes());
    format!("{}.{}", part(header), part(payload))
}

fn token(key: &SigningKey, header: &Value, payload: &Value) -> String {
    let signed = unsigned(header, payload);
    let signature: Signature = key.sign(signed.as_bytes());
    format!("{signed}.{}", encode(&signature.to_bytes()))
}

/// HMAC-SHA256, written out because only the forgeries of these tests need it.
fn hmac(key: &[u8], text: &[u8]) -> Vec<u8> {
    let mut block = [0_u8; 64];
    if key.len() > 64 {
        block[..32].copy_from_slice(&Sha256::digest(key));
    } else {
        block[..key.len()].copy_from_slice(key);
    }
    let pad = |byte: u8| block.map(|one| one ^ byte);
    let inner = Sha256::new()
        .chain_update(pad(0x36))
        .chain_update(text)
        .finalize();
    Sha256::new()
        .chain_update(pad(0x5c))
        .chain_update(inner)
        .finalize()
        .to_vec()
}

#[tokio::test]
async fn a_signature_of_the_service_is_accepted() {
    let service = Service::start().await;
    assert_eq!(service.check(&service.good()).await, Ok(()));
}

#[tokio::test]
async fn another_body_is_refused_even_with_the_same_meaning() {
    let service = Service::start().await;
    let again = serde_json::to_vec(&serde_json::from_slice::<Value>(BODY).unwrap()).unwrap();
    let mut changed = BODY.to_vec();
    changed.push(b'\n');
    for body in [again.as_slice(), &changed, b"", &BODY[1..]] {
        let refused = Signatures::default()
            .check(&service.connect, &service.good(), body, now_s())
            .await;
        assert_eq!(refused, Err(Refused::OtherBody));
    }
}

#[tokio::test]
async fn another_algorithm_is_refused_with_any_key() {
    let service = Service::start().await;
    let with = |alg: &str| json!({ "alg": alg, "typ": "JWT", "kid": KID });
    let (none, payload) = (with("none"), payload(now_s()));
    let hs256 = unsigned(&with("HS256"), &payload);
    let by_pem = |pem: &str| {
        format!(
            "{hs256}.{}",
            encode(&hmac(pem.as_bytes(), hs256.as_bytes()))
        )
    };
    for forged in [
        format!("{}.", unsigned(&none, &payload)),
        token(&service.key, &none, &payload),
        by_pem(&service.pem),
        by_pem(service.pem.trim_end()),
        token(&service.key, &with("es256"), &payload),
        token(&service.key, &with("ES384"), &payload),
        token(
            &service.key,
            &json!({ "alg": "ES256", "typ": "JWE", "kid": KID }),
            &payload,
        ),
    ] {
        assert_eq!(
            service.check(&forged).await,
            Err(Refused::Malformed),
            "{forged}"
        );
    }
}

#[tokio::test]
async fn another_key_is_refused_and_a_malformed_key_id_is_not_requested() {
    let service = Service::start().await;
    let forged = token(&key(8), &header(), &payload(now_s()));
    assert_eq!(service.check(&forged).await, Err(Refused::WrongSignature));
    let with = |kid: Value| {
        let header = json!({ "alg": "ES256", "typ": "JWT", "kid": kid });
        token(&key(8), &header, &payload(now_s()))
    };
    let unknown = service.check(&with(json!("whk_forged"))).await;
    assert_eq!(unknown, Err(Refused::UnknownKey));
    let asked = service.lookups.load(Ordering::Relaxed);
    for kid in [
        "",
        "../../etc/passwd",
        "a b",
        "https://evil.test/key",
        "é",
        &"x".repeat(65),
    ] {
        let refused = service.check(&with(json!(kid))).await;
        assert_eq!(refused, Err(Refused::UnknownKey), "{kid}");
    }
    for kid in [json!(null), json!(1), json!(["whk_known"])] {
        assert_eq!(service.check(&with(kid)).await, Err(Refused::Malformed));
    }
    assert_eq!(service.lookups.load(Ordering::Relaxed), asked);
}

#[tokio::test]
async fn a_key_inside_the_token_is_ignored() {
    let service = Service::start().await;
    let own = p256::PublicKey::from(key(8).verifying_key())
        .to_public_key_pem(LineEnding::LF)
        .unwrap();
    let header = json!({
        "alg": "ES256", "typ": "JWT", "kid": KID, "jwk": { "pem": own }, "jku": "https://evil.test/jwks",
    });
    let forged = token(&key(8), &header, &payload(now_s()));
    assert_eq!(service.check(&forged).await, Err(Refused::WrongSignature));
}

#[tokio::test]
async fn an_old_signature_and_one_dated_in_the_future_are_refused() {
    let service = Service::start().await;
    let signatures = Signatures::default();
    let now_s = now_s();
    for (iat, taken) in [
        (now_s - 300, true),
        (now_s - 301, false),
        (now_s + 60, true),
        (now_s + 61, false),
        (0, false),
        (i64::MAX, false),
        (i64::MIN, false),
    ] {
        let token = token(&service.key, &header(), &payload(iat));
        let checked = signatures
            .check(&service.connect, &token, BODY, now_s)
            .await;
        assert_eq!(checked.is_ok(), taken, "{iat}: {checked:?}");
    }
    for iat in [json!("now"), json!(null), json!(1.5), json!(now_s * 1_000)] {
        let payload =
            json!({ "iat": iat, "request_body_sha256": payload(0)["request_body_sha256"] });
        let token = token(&service.key, &header(), &payload);
        signatures
            .check(&service.connect, &token, BODY, now_s)
            .await
            .unwrap_err();
    }
}

#[tokio::test]
async fn a_changed_or_malformed_token_is_refused() {
    let service = Service::start().await;
    let good = service.good();
    let parts: Vec<&str> = good.split('.').collect();
    let raw = BASE64URL_NOPAD.decode(parts[2].as_bytes()).unwrap();
    let der = Signature::from_slice(&raw).unwrap().to_der();
    let other = unsigned(&header(), &payload(now_s() + 1));
    for forged in [
        String::new(),
        "a".into(),
        "a.b.c".into(),
        parts[..2].join("."),
        format!("{good}.x"),
        format!("{good}="),
        format!(" {good}"),
        format!("{}.{}.", parts[0], parts[1]),
        format!("{}.{}.{}", parts[0], parts[1], encode(der.as_bytes())),
        format!("{}.{}.{}", parts[0], parts[1], encode(&[0; 64])),
        format!("{}.{}.{}", parts[0], parts[1], encode(&raw[..63])),
        format!("{other}.{}", parts[2]),
    ] {
        service.check(&forged).await.unwrap_err();
    }
}

#[tokio::test]
async fn a_key_is_requested_once_and_forgeries_cause_a_limited_number_of_requests() {
    let service = Service::start().await;
    let signatures = Signatures::default();
    for _ in 0..5 {
        let good = service.good();
        signatures
            .check(&service.connect, &good, BODY, now_s())
            .await
            .unwrap();
    }
    assert_eq!(service.lookups.load(Ordering::Relaxed), 1);
    let at_s = now_s() + 10;
    for forgery in 0..100 {
        let forged = forgery_named(&format!("whk_{forgery}"), at_s);
        signatures
            .check(&service.connect, &forged, BODY, at_s)
            .await
            .unwrap_err();
    }
    assert_eq!(service.lookups.load(Ordering::Relaxed), 2);
}

fn forgery_named(kid: &str, at_s: i64) -> String {
    let header = json!({ "alg": "ES256", "typ": "JWT", "kid": kid });
    token(&key(8), &header, &payload(at_s))
}

#[tokio::test]
async fn among_a_thousand_forgeries_the_genuine_one_is_accepted_at_its_first_try() {
    let service = Service::start().await;
    let signatures = Signatures::default();
    let at_s = now_s();
    for forgery in 0..1_000 {
        if forgery == 500 {
            let genuine = token(&service.key, &header(), &payload(at_s));
            let checked = signatures
                .check(&service.connect, &genuine, BODY, at_s)
                .await;
            assert_eq!(checked, Ok(()));
        }
        let forged = forgery_named(&format!("whk_{forgery}"), at_s);
        let checked = signatures
            .check(&service.connect, &forged, BODY, at_s)
            .await;
        checked.unwrap_err();
    }
    assert_eq!(service.lookups.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn a_wrong_time_and_another_body_cause_no_request() {
    let service = Service::start().await;
    let old = token(&service.key, &header(), &payload(now_s() - 400));
    assert_eq!(service.check(&old).await, Err(Refused::WrongTime));
    let other = Signatures::default()
        .check(&service.connect, &service.good(), b"{}", now_s())
        .await;
    assert_eq!(other, Err(Refused::OtherBody));
    assert_eq!(service.lookups.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn a_new_key_is_found_after_a_pause_and_a_revoked_one_is_forgotten() {
    let service = Service::start().await;
    let signatures = Signatures::default();
    let at_s = now_s();
    let check = async |kid: &str, by: &SigningKey, at_s: i64| {
        let header = json!({ "alg": "ES256", "typ": "JWT", "kid": kid });
        let token = token(by, &header, &payload(at_s));
        signatures.check(&service.connect, &token, BODY, at_s).await
    };
    assert_eq!(check(KID, &service.key, at_s).await, Ok(()));
    *service.keys.lock().unwrap() = vec![jwk("whk_next", &key(9))];
    assert_eq!(check("whk_next", &key(9), at_s).await, Err(Refused::NoKeys));
    assert_eq!(check("whk_next", &key(9), at_s + 6).await, Ok(()));
    assert_eq!(
        check(KID, &service.key, at_s + 12).await,
        Err(Refused::UnknownKey)
    );
    // An outage leaves what is known for a day.
    *service.down.lock().unwrap() = true;
    assert_eq!(check("whk_next", &key(9), at_s + 3_600).await, Ok(()));
    assert_eq!(
        check("whk_next", &key(9), at_s + 90_000).await,
        Err(Refused::NoKeys)
    );
}

#[test]
fn an_api_key_with_a_line_break_at_its_end_is_taken_without_it_and_an_impossible_one_is_refused() {
    assert!(Connect::new("http://localhost", "key\n".into(), None).is_ok());
    for impossible in ["", "\n", "a\nb", "k\u{e9}y"] {
        assert!(Connect::new("http://localhost", impossible.into(), None).is_err());
    }
}

#[tokio::test]
async fn a_webhook_is_neither_accepted_nor_called_forged_while_its_key_is_unavailable() {
    let service = Service::start().await;
    *service.down.lock().unwrap() = true;
    let checked = service.check(&service.good()).await;
    assert_eq!(checked, Err(Refused::NoKeys));
}
