//! The service's real answers have the shape of the fixtures that the SDK is tested with.

use crate::support::{Connect, fixture};
use axum::http::StatusCode;
use serde_json::{Value, json};

/// Keys and types, without the values. An array is described by its first element.
fn shape(value: &Value) -> Value {
    match value {
        Value::Null => json!("null"),
        Value::Bool(_) => json!("boolean"),
        Value::Number(number) if number.is_f64() => json!("number"),
        Value::Number(_) => json!("integer"),
        Value::String(_) => json!("string"),
        Value::Array(items) => items
            .first()
            .map_or(json!([]), |first| json!([shape(first)])),
        Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| (name.clone(), shape(value)))
            .collect(),
    }
}

#[track_caller]
fn has_shape_of(answer: &Value, name: &str) {
    assert_eq!(shape(answer), shape(&fixture(name)), "{name}: {answer}");
}

/// The fixtures' link, created.
async fn created(connect: &Connect) -> (String, String) {
    connect.link_for(fixture("create_link_request")).await
}

#[test]
fn the_shapes_of_different_things_differ() {
    assert_ne!(shape(&json!({ "a": 1 })), shape(&json!({ "a": "1" })));
    assert_ne!(
        shape(&json!({ "a": 1 })),
        shape(&json!({ "a": 1, "b": null }))
    );
    assert_ne!(shape(&json!([{ "a": 1 }])), shape(&json!([{ "b": 1 }])));
    assert_eq!(shape(&json!({ "a": [1, 2] })), shape(&json!({ "a": [3] })));
}

#[tokio::test]
async fn creating_and_claiming() {
    let connect = Connect::start().await;
    let answer = connect.create(&fixture("create_link_request")).await.json();
    has_shape_of(&answer, "create_link_201");
    let mut claim = fixture("claim_request");
    claim["code"] = answer["claimCode"].clone();
    let answer = connect.post("/link/claim", "", &claim).await.json();
    has_shape_of(&answer, "claim_200");
}

#[tokio::test]
async fn the_status_in_all_five_states() {
    let connect = Connect::start().await;
    let (_, code) = created(&connect).await;
    has_shape_of(&connect.status(&code).await, "status_pending");
    let session = connect.session(&code, "one").await;
    has_shape_of(&connect.status(&code).await, "status_active");
    connect.login(&session, "user_bad", "x").await;
    connect.wait_for_stage(&session, "failed").await;
    has_shape_of(&connect.status(&code).await, "status_failed");
    let session = connect.session(&code, "two").await;
    connect.login(&session, "user_good", "pass_good").await;
    connect.wait_for_stage(&session, "complete").await;
    has_shape_of(&connect.status(&code).await, "status_complete");

    let (_, code) = created(&connect).await;
    connect.session(&code, "one").await;
    connect.advance_s(20_000);
    has_shape_of(&connect.status(&code).await, "status_expired");
}

#[tokio::test]
async fn the_values_that_are_fixed_are_those_of_the_fixtures() {
    let connect = Connect::start().await;
    let (link_id, code) = created(&connect).await;
    for (name, status) in [("status_pending", "pending"), ("status_active", "active")] {
        let answer = connect.status(&code).await;
        assert_eq!(
            (&answer["status"], &fixture(name)["status"]),
            (&json!(status), &json!(status))
        );
        let expected = fixture(name)["returnUrl"].as_str().unwrap().to_owned();
        let other_id = fixture(name)["linkId"].as_str().unwrap().to_owned();
        assert_eq!(answer["returnUrl"], expected.replace(&other_id, &link_id));
        let _ = connect.claim(&code, "key").await;
    }
    let in_use = connect.claim(&code, "other").await.json();
    assert_eq!(in_use, fixture("error_flat"));
}

#[tokio::test]
async fn both_forms_of_errors() {
    let connect = Connect::start().await;
    let mut request = fixture("create_link_request");
    request["operations"][0]["arguments"]["months"] = json!(99);
    request["webhookUrl"] = json!("nowhere");
    let answer = connect.create(&request).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(answer.json(), fixture("error_validation"));

    let (_, code) = created(&connect).await;
    let session = connect.session(&code, "key").await;
    connect.login(&session, "user_mfa", "pass_good").await;
    let state = connect.wait_for_stage(&session, "code").await;
    has_shape_of(&state, "frame_state_200");
    assert_eq!(state, fixture("frame_state_200"));
    let answer = connect.code(&session, "000000").await.json();
    assert_eq!(answer, fixture("error_nested"));
}

#[tokio::test]
async fn a_link_as_its_integrator_sees_it() {
    let connect = Connect::start().await;
    let (link_id, code) = created(&connect).await;
    let session = connect.session(&code, "key").await;
    connect.login(&session, "user_good", "pass_good").await;
    connect.wait_for_stage(&session, "complete").await;
    has_shape_of(&connect.show(&link_id).await, "get_link_200");
    let list = connect
        .get("/v1/links", crate::support::API_KEY)
        .await
        .json();
    has_shape_of(&list["links"][0], "get_link_200");
}

#[tokio::test]
async fn every_answer_has_an_id_of_its_own_which_pages_can_read() {
    let connect = Connect::start().await;
    let mut ids = std::collections::HashSet::new();
    for path in [
        "/health",
        "/v1/links",
        "/link/status",
        "/nothing",
        "/clip/ses_1",
        "/sandbox/links",
    ] {
        let answer = connect.get(path, "").await;
        let id = answer.header("request-id").to_owned();
        assert!(id.starts_with("req_"), "{path}");
        assert!(ids.insert(id));
    }
    let mut request = crate::support::poll("/link/status", "clm_none", "", "");
    request
        .headers_mut()
        .insert("origin", "https://a.example".parse().unwrap());
    let answer = connect.call(request).await;
    let exposed = answer.header("access-control-expose-headers");
    assert!(exposed.contains("request-id"), "{exposed}");
}
