//! Who asks for what, before the sign-in; and what a link writes is allowed first.

use axum::http::StatusCode;
use passage_connect::{
    config::Config,
    integrator_name,
    store::{api_keys, integrators},
};
use serde_json::{Value, json};

use crate::{
    bodies::{CARD, card},
    support::{Connect, OTHER_API_KEY, Session, config},
};

/// Both of the same resource.
fn reads_and_writes_cards() -> Value {
    json!({
        "integrationId": "att",
        "operations": [
            { "resource": "paymentMethod", "action": "read" },
            { "resource": "paymentMethod", "action": "write", "arguments": card() },
        ],
    })
}

async fn ask(connect: &Connect, session: &Session) -> (Value, String) {
    let path = format!("/clip/{}/request", session.id);
    let answer = connect.get(&path, &session.token).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    (answer.json(), answer.text)
}

#[tokio::test]
async fn the_frame_is_told_who_asks_for_what_and_only_four_digits_of_a_card() {
    let connect = Connect::with(Config {
        integrator_names: vec!["Budget App".into()],
        ..config()
    })
    .await;
    let (_, code) = connect.link_for(reads_and_writes_cards()).await;
    let session = connect.session(&code, "key").await;
    let (asked, text) = ask(&connect, &session).await;
    assert_eq!(
        asked,
        json!({
            "integrator": { "name": "Budget App", "hasLogo": false },
            "operations": [
                { "resource": "paymentMethod", "action": "read", "digits": null },
                { "resource": "paymentMethod", "action": "write", "digits": "1111" },
            ],
            "returnUrl": null,
        })
    );
    for secret in [&CARD[4..], "987", "Jane Roe", "10001", "12/28"] {
        assert!(!text.contains(secret), "{secret}");
    }
    let other = connect
        .get(&format!("/clip/{}/request", session.id), "ct_x")
        .await;
    other.is_frame_error(StatusCode::UNAUTHORIZED, "UNAUTHORIZED");
    let logo = connect.get(&format!("/clip/{}/logo", session.id), "").await;
    logo.is_frame_error(StatusCode::NOT_FOUND, "NOT_FOUND");
}

#[tokio::test]
async fn the_page_is_told_where_the_person_goes_afterwards() {
    let connect = Connect::start().await;
    let mut body = reads_and_writes_cards();
    body["returnUrl"] = json!("https://shop.example/done?x=1");
    let (link_id, code) = connect.link_for(body).await;
    let session = connect.session(&code, "key").await;
    assert_eq!(
        ask(&connect, &session).await.0["returnUrl"],
        json!(format!("https://shop.example/done?x=1&linkId={link_id}"))
    );
}

#[tokio::test]
async fn nobody_is_named_who_was_not() {
    let connect = Connect::with(Config {
        integrator_names: vec!["Budget App".into()],
        ..config()
    })
    .await;
    let created = connect
        .post("/v1/links", OTHER_API_KEY, &reads_and_writes_cards())
        .await;
    let code = created.json()["claimCode"].as_str().unwrap().to_owned();
    let session = connect.session(&code, "key").await;
    assert_eq!(ask(&connect, &session).await.0["integrator"], Value::Null);
}

#[tokio::test]
async fn a_name_and_a_logo_are_given_with_a_key() {
    let connect = Connect::start().await;
    let (link_id, code) = connect.link().await;
    let store = &connect.service.app.store;
    let owners = api_keys::owners(store.reader()).await.unwrap();
    let logo = integrator_name::logo(b"RIFF1234WEBP rest").unwrap();
    let mut transaction = store.write("api keys").await.unwrap();
    let name = Some("Budget App");
    integrators::set(&mut transaction, &owners[0], name, None)
        .await
        .unwrap();
    integrators::set(&mut transaction, &owners[0], None, Some(&logo))
        .await
        .unwrap();
    transaction.commit().await.unwrap();
    let session = connect.session(&code, "key").await;
    assert_eq!(
        ask(&connect, &session).await.0["integrator"],
        json!({ "name": "Budget App", "hasLogo": true }),
        "{link_id}"
    );
    let picture = connect.get(&format!("/clip/{}/logo", session.id), "").await;
    assert_eq!(picture.header("content-type"), "image/webp");
    assert_eq!(picture.header("x-content-type-options"), "nosniff");
}

#[tokio::test]
async fn a_link_that_writes_takes_no_login_before_the_write_is_allowed() {
    let connect = Connect::start().await;
    let (_, code) = connect.link_for(reads_and_writes_cards()).await;
    let session = connect.session(&code, "key").await;
    let path = format!("/clip/{}/login", session.id);
    let login = |confirms: Option<bool>| {
        let mut body = json!({ "username": "user_good", "password": "pass_good" });
        if let Some(confirms) = confirms {
            body["confirmsWrites"] = json!(confirms);
        }
        body
    };
    for confirms in [None, Some(false)] {
        let refused = connect.post(&path, &session.token, &login(confirms)).await;
        refused.is_frame_error(StatusCode::UNPROCESSABLE_ENTITY, "CONFIRMATION_REQUIRED");
    }
    assert_eq!(connect.state(&session).await["stage"], "login");
    let allowed = connect
        .post(&path, &session.token, &login(Some(true)))
        .await;
    assert_eq!(allowed.status, StatusCode::ACCEPTED);
    connect.wait_for_stage(&session, "complete").await;
}
