//! `/v1/links` and `/v1/providers`: what an integrator's backend sees.

use crate::support::{API_KEY, Answer, Connect, OTHER_API_KEY, fixture, json_request, text};
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
async fn no_body_field_is_needed_beyond_what_is_required_and_null_is_no_way_to_leave_one_out() {
    let connect = Connect::start().await;
    let body = json!({ "integrationId": "ubereats", "resource": "orderHistory", "action": "read" });
    let created = connect.create(&body).await;
    assert_eq!(created.status, StatusCode::CREATED, "{}", created.text);
    assert_eq!(created.json()["returnUrl"], Value::Null);
    for field in [
        "webhookUrl",
        "returnUrl",
        "externalUserId",
        "debug",
        "expiresIn",
    ] {
        assert_eq!(wrong(&connect, &json!({ field: null })).await, [field]);
    }
}

#[tokio::test]
async fn a_field_that_nobody_reads_is_named() {
    let connect = Connect::start().await;
    for (change, path) in [
        (json!({ "webhookURL": "https://a.example/" }), "webhookURL"),
        (json!({ "user": null }), "user"),
        (
            json!({ "operations": [{ "resource": "paymentMethod", "action": "read", "argument": {} }] }),
            "operations[0].argument",
        ),
    ] {
        assert_eq!(wrong(&connect, &change).await, [path], "{change}");
    }
}

#[tokio::test]
async fn a_limit_of_characters_counts_characters() {
    let connect = Connect::start().await;
    let of = |length| {
        json!({
            "integrationId": "ubereats", "resource": "orderHistory", "action": "read",
            "externalUserId": "ä".repeat(length),
        })
    };
    let (fits, _) = connect.link_for(of(2_048)).await;
    assert_eq!(
        connect.show(&fits).await["externalUserId"],
        "ä".repeat(2_048)
    );
    let answer = connect.create(&of(2_049)).await;
    assert_eq!(paths(&answer.json()), ["externalUserId"]);
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

#[tokio::test]
async fn links_are_filtered_by_person_and_status() {
    let connect = Connect::start().await;
    let of = |user: &str| {
        json!({
            "integrationId": "ubereats", "resource": "orderHistory", "action": "read", "externalUserId": user,
        })
    };
    let (one, code) = connect.link_for(of("person & 1")).await;
    let (two, _) = connect.link_for(of("person & 1")).await;
    connect.link_for(of("person 2")).await;
    connect.session(&code, "key").await;
    let listed = async |query: &str| -> Vec<String> {
        let answer = connect.get(&format!("/v1/links?{query}"), API_KEY).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        let links = answer.json()["links"].clone();
        links
            .as_array()
            .unwrap()
            .iter()
            .map(|link| text(&link["id"]))
            .collect()
    };
    assert_eq!(
        listed("externalUserId=person%20%26%201").await,
        [two.as_str(), &one]
    );
    assert_eq!(
        listed("externalUserId=person%20%26%201&status=active").await,
        [one.as_str()]
    );
    assert_eq!(listed("status=active").await, [one.as_str()]);
    assert_eq!(listed("externalUserId=nobody").await, [""; 0]);
    assert_eq!(listed("status=pending&limit=1").await.len(), 1);
    let answer = connect.get("/v1/links?status=open", API_KEY).await;
    assert_eq!(paths(&answer.json()), ["status"]);
    let other = connect
        .get("/v1/links?status=active", OTHER_API_KEY)
        .await
        .json();
    assert_eq!(other["links"], json!([]));
}

#[tokio::test]
async fn every_attempt_is_shown_and_its_timeline_where_it_was_asked_for() {
    let connect = Connect::start().await;
    for debug in [true, false] {
        let body = json!({
            "integrationId": "ubereats", "resource": "orderHistory", "action": "read", "debug": debug,
        });
        let (id, code) = connect.link_for(body).await;
        let failed = connect.session(&code, "one").await;
        connect
            .login(&failed, "user_bad", "secret of a person")
            .await;
        connect.wait_for_stage(&failed, "failed").await;
        let complete = connect.session(&code, "two").await;
        connect.login(&complete, "user_good", "pass_good").await;
        connect.wait_for_stage(&complete, "complete").await;

        let path = format!("/v1/links/{id}/sessions");
        let answer = connect.get(&path, API_KEY).await;
        let shown = answer.json()["sessions"].clone();
        assert_eq!(shown[0]["id"], failed.id);
        assert_eq!(shown[0]["error"]["code"], "AUTOMATION_ERROR");
        assert_eq!(
            (&shown[1]["id"], &shown[1]["stage"]),
            (&json!(complete.id), &json!("complete"))
        );
        assert_eq!(shown[1]["endedAt"], shown[1]["updatedAt"]);
        if debug {
            let timeline = shown[1]["timeline"].as_array().unwrap();
            let steps: Vec<String> = timeline
                .iter()
                .map(|one| {
                    format!(
                        "{} {}",
                        text(&one["stage"]),
                        one["step"].as_str().unwrap_or("-")
                    )
                })
                .collect();
            assert_eq!(
                steps,
                [
                    "login -",
                    "working signing_in",
                    "working reading_account",
                    "working collecting_orders",
                    "working finishing",
                    "complete -"
                ]
            );
            assert!(!answer.text.contains("secret of a person"));
        } else {
            assert_eq!(shown[1]["timeline"], Value::Null);
        }
        connect
            .get(&path, OTHER_API_KEY)
            .await
            .is_error(StatusCode::NOT_FOUND, "NOT_FOUND");
    }
}

async fn create_with_key(connect: &Connect, api_key: &str, key: &str, body: &Value) -> Answer {
    let mut request = json_request("/v1/links", api_key, body);
    let headers = request.headers_mut();
    headers.insert("idempotency-key", key.parse().unwrap());
    connect.call(request).await
}

#[tokio::test]
async fn the_same_key_and_body_create_one_link_for_a_day() {
    let connect = Connect::start().await;
    let body = json!({ "integrationId": "ubereats", "resource": "orderHistory", "action": "read" });
    let other = json!({ "integrationId": "att", "resource": "paymentMethod", "action": "read" });
    let first = create_with_key(&connect, API_KEY, "key", &body).await;
    assert_eq!(first.status, StatusCode::CREATED, "{}", first.text);
    let again = create_with_key(&connect, API_KEY, "key", &body).await;
    assert_eq!((again.status, &again.text), (first.status, &first.text));
    connect
        .session(&text(&again.json()["claimCode"]), "claim")
        .await;

    let reused = create_with_key(&connect, API_KEY, "key", &other).await;
    reused.is_error(StatusCode::UNPROCESSABLE_ENTITY, "IDEMPOTENCY_KEY_REUSED");
    let of_another = create_with_key(&connect, OTHER_API_KEY, "key", &other).await;
    assert_eq!(of_another.status, StatusCode::CREATED);
    let wrong = create_with_key(&connect, API_KEY, &"x".repeat(256), &body).await;
    wrong.is_error(StatusCode::BAD_REQUEST, "BAD_REQUEST");

    connect.advance_s(86_401);
    let next_day = create_with_key(&connect, API_KEY, "key", &other).await;
    assert_eq!(next_day.status, StatusCode::CREATED);
    let listed = connect.get("/v1/links", API_KEY).await.json();
    assert_eq!(listed["links"].as_array().unwrap().len(), 2);
}
