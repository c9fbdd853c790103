//! `/v1/links` and `/v1/providers`: what an integrator's backend sees.

use crate::support::{API_KEY, Connect, OTHER_API_KEY, fixture, text};
use axum::http::StatusCode;
use serde_json::{Value, json};

/// The paths of all issues, in order.
fn paths(error: &Value) -> Vec<&str> {
    error["issues"]
        .as_array()
        .unwrap()
        .iter()
        .map(|issue| issue["path"].as_str().unwrap())
        .collect()
}

/// The paths of what is wrong with a body that would be right without `change`.
async fn wrong(connect: &Connect, change: &Value) -> Vec<String> {
    let mut body = json!({
        "integrationId": "tmobile",
        "operations": [{ "resource": "mobileBillingStatement", "action": "read" }],
    });
    for (name, value) in change.as_object().unwrap() {
        body[name] = value.clone();
    }
    let answer = connect.create(&body).await;
    answer.is_error(StatusCode::BAD_REQUEST, "VALIDATION_FAILED");
    let error = answer.json();
    assert_eq!(error["error"], "Validation failed");
    paths(&error).into_iter().map(str::to_owned).collect()
}

#[tokio::test]
async fn a_link_is_created_from_a_list_of_operations() {
    let connect = Connect::start().await;
    let created = connect.create(&fixture("create_link_request")).await;
    assert_eq!(created.status, StatusCode::CREATED);
    let link = created.json();
    let id = text(&link["linkId"]);
    assert!(id.starts_with("link_"));
    assert_eq!(link["status"], "pending");
    assert_eq!(
        link["operations"],
        json!([{ "resource": "mobileBillingStatement", "action": "read" }]),
        "the arguments are not echoed"
    );
    assert_eq!(
        link["returnUrl"],
        format!("https://app.example.com/done?plan=family&linkId={id}#billing")
    );
    let lifetime = link["expiresAt"].as_i64().unwrap() - link["createdAt"].as_i64().unwrap();
    assert_eq!(lifetime, 14_400_000);
}

#[tokio::test]
async fn a_link_is_created_from_the_flat_form_of_the_migration_guide() {
    let connect = Connect::start().await;
    let created = connect.create(&fixture("create_link_request_flat")).await;
    assert_eq!(created.status, StatusCode::CREATED);
    assert_eq!(
        created.json()["operations"],
        json!([{ "resource": "mobileBillingStatement", "action": "read" }])
    );
}

#[tokio::test]
async fn claim_codes_are_128_bits_and_never_the_same() {
    let connect = Connect::start().await;
    let mut codes = std::collections::HashSet::new();
    for _ in 0..50 {
        let (_, code) = connect.link().await;
        let bits = code.strip_prefix("clm_").unwrap();
        assert_eq!(bits.len(), 32);
        assert!(bits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        assert!(codes.insert(code));
    }
}

#[tokio::test]
async fn the_claim_code_is_in_no_query_of_the_clip_address() {
    let connect = Connect::start().await;
    let link = connect.create(&fixture("create_link_request")).await.json();
    let address = text(&link["appClipUrl"]);
    let (sent, fragment) = address.split_once('#').unwrap();
    assert_eq!(fragment, text(&link["claimCode"]));
    assert!(!sent.contains("clm_"));
}

#[tokio::test]
async fn all_that_is_wrong_is_said_at_once() {
    let connect = Connect::start().await;
    let answer = connect
        .create(&json!({
            "integrationId": "tmobile",
            "operations": [
                { "resource": "mobileBillingStatement", "action": "read", "arguments": { "months": 99, "years": 1 } },
                { "resource": "orderHistory", "action": "read" },
                { "action": 1 },
                "read",
            ],
            "webhookUrl": "ftp://a.example/",
            "returnUrl": "javascript:alert(1)",
            "externalUserId": 7,
            "debug": "yes",
            "expiresIn": 0,
        }))
        .await;
    answer.is_error(StatusCode::BAD_REQUEST, "VALIDATION_FAILED");
    let error = answer.json();
    let mut found = paths(&error);
    found.sort_unstable();
    assert_eq!(
        found,
        [
            "debug",
            "expiresIn",
            "externalUserId",
            "operations[0].arguments",
            "operations[0].arguments.months",
            "operations[1].resource",
            "operations[2].action",
            "operations[2].resource",
            "operations[3]",
            "returnUrl",
            "webhookUrl",
        ]
    );
}

#[tokio::test]
async fn each_field_is_checked() {
    let connect = Connect::start().await;
    let long = "x".repeat(3_000);
    for (change, path) in [
        (json!({ "integrationId": null }), "integrationId"),
        (json!({ "integrationId": 1 }), "integrationId"),
        (json!({ "integrationId": "nobody" }), "integrationId"),
        (json!({ "operations": null }), "operations"),
        (json!({ "operations": [] }), "operations"),
        (json!({ "operations": {} }), "operations"),
        (
            json!({ "resource": "mobileBillingStatement", "action": "read" }),
            "operations",
        ),
        (
            json!({ "operations": [{ "resource": "mobileBillingStatement", "action": "write" }] }),
            "operations[0].action",
        ),
        (
            json!({ "operations": [{ "resource": "orderHistory", "action": "read" }] }),
            "operations[0].resource",
        ),
        (
            json!({ "operations": [{ "resource": "paymentMethod", "action": "read", "arguments": [] }] }),
            "operations[0].arguments",
        ),
        (
            json!({ "operations": vec![json!({ "resource": "paymentMethod", "action": "read" }); 21] }),
            "operations",
        ),
        (json!({ "webhookUrl": "no address" }), "webhookUrl"),
        (
            json!({ "webhookUrl": "https://user:pass@a.example/" }),
            "webhookUrl",
        ),
        (json!({ "webhookUrl": true }), "webhookUrl"),
        (json!({ "returnUrl": "/done" }), "returnUrl"),
        (json!({ "returnUrl": "//a.example/done" }), "returnUrl"),
        (json!({ "returnUrl": "JaVaScRiPt:alert(1)" }), "returnUrl"),
        (
            json!({ "returnUrl": format!("https://a.example/{long}") }),
            "returnUrl",
        ),
        (json!({ "externalUserId": long }), "externalUserId"),
        (json!({ "expiresIn": -1 }), "expiresIn"),
        (json!({ "expiresIn": 1.5 }), "expiresIn"),
        (json!({ "expiresIn": "60" }), "expiresIn"),
        (json!({ "expiresIn": 1e300 }), "expiresIn"),
        (json!({ "debug": 1 }), "debug"),
    ] {
        assert_eq!(wrong(&connect, &change).await, [path], "{change}");
    }
}

#[tokio::test]
async fn missing_arguments_are_named_each_and_no_message_shows_what_was_sent() {
    let connect = Connect::start().await;
    let answer = connect
        .create(&json!({
            "integrationId": "att", "resource": "paymentMethod", "action": "write",
            "arguments": { "cardNumber": "4111 1111 1111 1111", "cvv": 987654, "nameOnCard": "Jane Roe" },
        }))
        .await;
    let error = answer.json();
    let mut found = paths(&error);
    found.sort_unstable();
    assert_eq!(
        found,
        [
            "arguments.billingZip",
            "arguments.cardNumber",
            "arguments.cvv",
            "arguments.expirationDate"
        ]
    );
    for secret in ["4111", "987654", "Jane"] {
        assert!(!answer.text.contains(secret), "{}", answer.text);
    }
}

#[tokio::test]
async fn no_body_field_is_needed_beyond_what_is_required() {
    let connect = Connect::start().await;
    let created = connect
        .create(&json!({
            "integrationId": "ubereats", "resource": "orderHistory", "action": "read",
            "webhookUrl": null, "returnUrl": null, "externalUserId": null, "debug": null, "expiresIn": null,
        }))
        .await;
    assert_eq!(created.status, StatusCode::CREATED, "{}", created.text);
    assert_eq!(created.json()["returnUrl"], Value::Null);
}

#[tokio::test]
async fn every_call_of_v1_needs_an_api_key() {
    let connect = Connect::start().await;
    for key in ["", "wrong", "key of the tes", "key of the test2"] {
        for path in ["/v1/links", "/v1/links/link_1", "/v1/providers"] {
            let answer = connect.get(path, key).await;
            answer.is_error(StatusCode::UNAUTHORIZED, "UNAUTHORIZED");
            assert_eq!(answer.header("www-authenticate"), "Bearer");
        }
        let answer = connect
            .post("/v1/links", key, &fixture("create_link_request"))
            .await;
        answer.is_error(StatusCode::UNAUTHORIZED, "UNAUTHORIZED");
    }
}

#[tokio::test]
async fn an_integrator_sees_no_link_of_another() {
    let connect = Connect::start().await;
    let (id, _) = connect.link().await;
    let path = format!("/v1/links/{id}");
    assert_eq!(connect.get(&path, API_KEY).await.status, StatusCode::OK);
    let other = connect.get(&path, OTHER_API_KEY).await;
    other.is_error(StatusCode::NOT_FOUND, "NOT_FOUND");
    let none = connect.get("/v1/links/link_none", OTHER_API_KEY).await;
    assert_eq!(other.text, none.text, "not told apart from no link at all");
    let list = connect.get("/v1/links", OTHER_API_KEY).await.json();
    assert_eq!(list["links"], json!([]));
}

#[tokio::test]
async fn links_are_listed_newest_first_in_pages() {
    let connect = Connect::start().await;
    let mut ids = Vec::new();
    for _ in 0..5 {
        ids.insert(0, connect.link().await.0);
    }
    let mut listed = Vec::new();
    let mut path = "/v1/links?limit=2".to_owned();
    let mut pages = 0;
    loop {
        let page = connect.get(&path, API_KEY).await.json();
        pages += 1;
        for link in page["links"].as_array().unwrap() {
            listed.push(text(&link["id"]));
        }
        match page["nextCursor"].as_str() {
            Some(cursor) => path = format!("/v1/links?limit=2&cursor={cursor}"),
            None => break,
        }
    }
    assert_eq!(listed, ids);
    assert_eq!(pages, 3);
    let all = connect.get("/v1/links", API_KEY).await.json();
    assert_eq!(all["links"].as_array().unwrap().len(), 5);
}

#[tokio::test]
async fn a_page_of_links_is_not_disturbed_by_new_ones() {
    let connect = Connect::start().await;
    let (first, _) = connect.link().await;
    connect.link().await;
    let page = connect.get("/v1/links?limit=1", API_KEY).await.json();
    connect.link().await;
    let cursor = page["nextCursor"].as_str().unwrap();
    let next = connect
        .get(&format!("/v1/links?limit=1&cursor={cursor}"), API_KEY)
        .await
        .json();
    assert_eq!(next["links"][0]["id"], first);
}

#[tokio::test]
async fn a_page_that_cannot_be_is_refused() {
    let connect = Connect::start().await;
    for (query, expected) in [
        ("limit=0", vec!["limit"]),
        ("limit=101", vec!["limit"]),
        ("limit=x", vec!["limit"]),
        ("cursor=x", vec!["cursor"]),
        ("cursor=cur_x&limit=-1", vec!["cursor", "limit"]),
    ] {
        let answer = connect.get(&format!("/v1/links?{query}"), API_KEY).await;
        answer.is_error(StatusCode::BAD_REQUEST, "VALIDATION_FAILED");
        assert_eq!(paths(&answer.json()), expected, "{query}");
    }
}

#[tokio::test]
async fn the_providers_and_their_operations_are_the_documented_ones() {
    let connect = Connect::start().await;
    let body = connect.get("/v1/providers", API_KEY).await.json();
    let mut offered = Vec::new();
    for provider in body["providers"].as_array().unwrap() {
        for resource in provider["resources"].as_array().unwrap() {
            for (action, operation) in resource["operations"].as_object().unwrap() {
                assert!(operation["description"].is_string());
                assert_eq!(operation["arguments"]["type"], "object");
                assert_eq!(operation["result"]["type"], "object");
                offered.push(format!(
                    "{} {} {action}",
                    provider["id"].as_str().unwrap(),
                    resource["name"].as_str().unwrap()
                ));
            }
        }
    }
    let mobile = ["tmobile", "att", "verizon"].into_iter().flat_map(|id| {
        [
            format!("{id} mobileBillingStatement read"),
            format!("{id} paymentMethod read"),
            format!("{id} paymentMethod write"),
        ]
    });
    let expected: Vec<String> = mobile
        .chain(["ubereats orderHistory read".into()])
        .collect();
    assert_eq!(offered, expected);
}

#[tokio::test]
async fn a_whole_number_may_be_written_with_a_fraction_of_zero() {
    let connect = Connect::start().await;
    let (link_id, _) = connect
        .link_for(json!({
            "integrationId": "tmobile", "resource": "mobileBillingStatement", "action": "read",
            "arguments": { "months": 3.0 }, "expiresIn": 60.0,
        }))
        .await;
    let link = connect.show(&link_id).await;
    let lasts = link["expiresAt"].as_i64().unwrap() - link["createdAt"].as_i64().unwrap();
    assert_eq!(lasts, 60_000);
}
