//! The fault switches, over real connections: a page must see what a broken service would show it.

use passage_connect::config::Config;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::{Connect, client, config, text};

struct Served {
    connect: Connect,
    url: String,
}

impl Served {
    async fn start() -> Self {
        let connect = Connect::start().await;
        let url = connect.listen().await;
        Self { connect, url }
    }

    async fn fault(&self, body: Value) -> u64 {
        self.connect.sandbox("faults", &body).await["id"]
            .as_u64()
            .unwrap()
    }

    async fn standing(&self) -> usize {
        let list = self.connect.get("/sandbox/faults", "").await.json();
        list["faults"].as_array().unwrap().len()
    }

    async fn claim(&self, code: &str) -> reqwest::Result<reqwest::Response> {
        client()
            .post(format!("{}/link/claim", self.url))
            .header("idempotency-key", "key")
            .header("origin", "https://page.test")
            .json(&json!({ "code": code }))
            .send()
            .await
    }

    async fn status(&self, code: &str) -> reqwest::Result<reqwest::Response> {
        client()
            .get(format!("{}/link/status", self.url))
            .bearer_auth(code)
            .header("if-none-match", "\"1\"")
            .header("prefer", "wait=0")
            .send()
            .await
    }
}

#[tokio::test]
async fn too_many_requests_and_server_errors_as_often_as_told() {
    let served = Served::start().await;
    let (_, code) = served.connect.link().await;
    served
        .fault(json!({ "kind": "rateLimited", "retryAfter": 3, "count": 2, "on": ["claim"] }))
        .await;
    for _ in 0..2 {
        let answer = served.claim(&code).await.unwrap();
        assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(answer.headers()["retry-after"], "3");
        assert_eq!(
            answer.headers()["access-control-allow-origin"],
            "*",
            "a page can read it"
        );
        let body: Value = answer.json().await.unwrap();
        assert_eq!(body["code"], "RATE_LIMITED");
    }
    assert_eq!(served.standing().await, 0);
    served
        .fault(json!({ "kind": "rateLimited", "retryAfter": 60, "asDate": true, "count": 1 }))
        .await;
    let answer = served.claim(&code).await.unwrap();
    let after = answer.headers()["retry-after"].to_str().unwrap();
    assert!(after.ends_with(" GMT"), "{after}");

    served
        .fault(json!({ "kind": "serverError", "status": 502, "count": 1 }))
        .await;
    let answer = served.claim(&code).await.unwrap();
    assert_eq!(answer.status(), StatusCode::BAD_GATEWAY);
    assert_eq!(served.claim(&code).await.unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn a_dropped_reply_comes_after_the_commit_and_a_dropped_connection_before() {
    let served = Served::start().await;
    let (link_id, code) = served.connect.link().await;
    served
        .fault(json!({ "kind": "connectionDropped", "count": 1 }))
        .await;
    served.claim(&code).await.unwrap_err();
    assert_eq!(served.connect.show(&link_id).await["status"], "pending");

    served
        .fault(json!({ "kind": "replyDropped", "count": 1 }))
        .await;
    served.claim(&code).await.unwrap_err();
    let link = served.connect.show(&link_id).await;
    assert_eq!(link["status"], "active");
    let claim: Value = served.claim(&code).await.unwrap().json().await.unwrap();
    assert_eq!(claim["sessionId"], link["currentSessionId"]);
}

#[tokio::test]
async fn a_malformed_body_is_half_a_json() {
    let served = Served::start().await;
    let (_, code) = served.connect.link().await;
    served
        .fault(json!({ "kind": "malformedBody", "count": 1, "on": ["status"] }))
        .await;
    let answer = served.status(&code).await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    let body = answer.text().await.unwrap();
    assert!(body.starts_with('{') && serde_json::from_str::<Value>(&body).is_err());
}

#[tokio::test]
async fn a_service_without_prefer_answers_at_once_and_does_not_claim_otherwise() {
    let served = Served::start().await;
    let (_, code) = served.connect.link().await;
    let applied = |answer: &reqwest::Response| answer.headers().contains_key("preference-applied");
    assert!(applied(&served.status(&code).await.unwrap()));
    served.fault(json!({ "kind": "noPrefer" })).await;
    let answer = served.status(&code).await.unwrap();
    assert_eq!(answer.status(), StatusCode::NOT_MODIFIED);
    assert!(!applied(&answer));
}

#[tokio::test]
async fn a_fault_of_one_link_leaves_the_others_alone() {
    let served = Served::start().await;
    let (broken, broken_code) = served.connect.link().await;
    let (_, code) = served.connect.link().await;
    served
        .fault(json!({ "kind": "serverError", "linkId": broken, "on": ["claim", "status", "frame", "links", "page"] }))
        .await;
    let claim: Value = served.claim(&code).await.unwrap().json().await.unwrap();
    assert_eq!(served.status(&code).await.unwrap().status(), StatusCode::OK);
    let frame = format!("{}/clip/{}", served.url, text(&claim["sessionId"]));
    assert_eq!(
        client().get(&frame).send().await.unwrap().status(),
        StatusCode::OK
    );
    for answer in [
        served.claim(&broken_code).await.unwrap(),
        served.status(&broken_code).await.unwrap(),
    ] {
        assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    }
    let shown = served
        .connect
        .get(&format!("/v1/links/{broken}"), crate::support::API_KEY)
        .await;
    assert_eq!(shown.status, StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn latency_comes_before_the_work() {
    let served = Served::start().await;
    let (_, code) = served.connect.link().await;
    served
        .fault(json!({ "kind": "latency", "ms": 300, "count": 1 }))
        .await;
    let start = std::time::Instant::now();
    assert_eq!(served.claim(&code).await.unwrap().status(), StatusCode::OK);
    assert!(start.elapsed().as_millis() >= 300);
}

#[tokio::test]
async fn a_frame_that_is_never_ready_loads_without_a_script() {
    let served = Served::start().await;
    let (_, code) = served.connect.link().await;
    served
        .fault(json!({ "kind": "frameNeverReady", "count": 1 }))
        .await;
    let claim: Value = served.claim(&code).await.unwrap().json().await.unwrap();
    let frame = format!("{}/clip/{}", served.url, text(&claim["sessionId"]));
    let page = async || {
        client()
            .get(&frame)
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap()
    };
    assert!(!page().await.contains("<script"));
    assert!(page().await.contains("<script"));
}

#[tokio::test]
async fn faults_are_listed_and_switched_off() {
    let served = Served::start().await;
    let id = served.fault(json!({ "kind": "serverError" })).await;
    served.fault(json!({ "kind": "noPrefer" })).await;
    assert_eq!(served.standing().await, 2);
    let delete = |path: String| client().delete(format!("{}{path}", served.url)).send();
    let answer = delete(format!("/sandbox/faults/{id}")).await.unwrap();
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    let answer = delete(format!("/sandbox/faults/{id}")).await.unwrap();
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    delete("/sandbox/faults".into()).await.unwrap();
    assert_eq!(served.standing().await, 0);
    for body in [
        json!({}),
        json!({ "kind": "none" }),
        json!({ "kind": "latency", "ms": -1 }),
        json!({ "kind": "latency", "ms": 60_001 }),
        json!({ "kind": "noPrefer", "count": 0 }),
        json!({ "kind": "serverError", "status": 200 }),
        json!({ "kind": "noPrefer", "more": true }),
    ] {
        let answer = served.connect.post("/sandbox/faults", "", &body).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{body}");
    }
}

#[tokio::test]
async fn wrong_claim_codes_are_limited_by_the_minute() {
    let connect = Connect::with(Config {
        wrong_codes_per_minute: 3,
        ..config()
    })
    .await;
    let url = connect.listen().await;
    let served = Served { connect, url };
    let (_, code) = served.connect.link().await;
    for _ in 0..3 {
        let answer = served.status("clm_guess").await.unwrap();
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    }
    for answer in [
        served.status("clm_guess").await.unwrap(),
        served.claim("clm_guess").await.unwrap(),
    ] {
        assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
        let after: u64 = answer.headers()["retry-after"]
            .to_str()
            .unwrap()
            .parse()
            .unwrap();
        assert!((1..=60).contains(&after));
    }
    // Others behind the same address know their codes.
    assert_eq!(served.claim(&code).await.unwrap().status(), StatusCode::OK);
    assert_eq!(served.status(&code).await.unwrap().status(), StatusCode::OK);
    served.connect.advance_s(61);
    let guess = served.status("clm_guess").await.unwrap();
    assert_eq!(guess.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn behind_a_proxy_guesses_are_counted_by_the_address_that_it_names_last() {
    let connect = Connect::with(Config {
        wrong_codes_per_minute: 1,
        client_address_header: Some("x-forwarded-for".into()),
        ..config()
    })
    .await;
    let guess = async |addresses: &str| {
        let mut request = crate::support::poll("/link/status", "clm_guess", "", "");
        let headers = request.headers_mut();
        headers.insert("x-forwarded-for", addresses.parse().unwrap());
        connect.call(request).await.status
    };
    assert_eq!(guess("192.0.2.1").await, StatusCode::UNAUTHORIZED);
    assert_eq!(guess("192.0.2.1").await, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(guess("192.0.2.2").await, StatusCode::UNAUTHORIZED);
    let made_up = "198.51.100.7, 192.0.2.2";
    assert_eq!(guess(made_up).await, StatusCode::TOO_MANY_REQUESTS);
}
