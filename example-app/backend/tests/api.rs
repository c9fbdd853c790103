//! Tests the backend with a real Connect service, both on free ports of loopback.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use std::path::Path;

use axum::Router;
use passage_connect::{config::Config, service::Service, store::Location};
use passage_example_backend::{app, connect::Connect};
use reqwest::{Client, Response, StatusCode, header};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{net::TcpListener, task::JoinHandle};

const API_KEY: &str = "key of the test";

fn client() -> Client {
    // An error means that another test has installed a provider.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().no_proxy().build().unwrap()
}

/// A server that stops when it is dropped.
struct Server {
    url: String,
    task: JoinHandle<()>,
}

impl Server {
    async fn start(router: Router) -> Self {
        Self::on(TcpListener::bind("127.0.0.1:0").await.unwrap(), router)
    }

    fn on(listener: TcpListener, router: Router) -> Self {
        let url = format!("http://{}", listener.local_addr().unwrap());
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, task }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

struct Demo {
    _service: Service,
    connect: Server,
    backend: Server,
    _page: TempDir,
}

async fn demo() -> Demo {
    let service = Service::start(Config {
        database: Location::Memory,
        public_url: "http://127.0.0.1:1".into(),
        api_keys: vec![API_KEY.into()],
        step_ms: 0,
        frame_ancestors: vec!["*".into()],
        private_webhooks: true,
        sandbox: true,
        seed: None,
        wrong_codes_per_minute: 0,
        ..Config::default()
    })
    .await
    .unwrap();
    let connect = Server::start(service.router()).await;
    let page = page();
    let backend = backend(&connect.url, API_KEY, page.path()).await;
    Demo {
        _service: service,
        connect,
        backend,
        _page: page,
    }
}

async fn backend(connect_url: &str, api_key: &str, page: &Path) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let webhook_url = format!("http://{}/webhooks/passage", listener.local_addr().unwrap());
    let connect = Connect::new(connect_url, api_key.into(), Some(webhook_url)).unwrap();
    Server::on(listener, app(connect, page))
}

fn page() -> TempDir {
    let folder = TempDir::new().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    std::fs::create_dir(folder.path().join("assets")).unwrap();
    write("index.html", "<!doctype html><title>The page</title>");
    write("assets/app-1a2b.js", "export {};");
    write("assets/engine-3c4d.wasm", "\0asm");
    folder
}

async fn post(url: String, body: Value, cookie: Option<&str>) -> Response {
    let request = client().post(url).json(&body);
    let request = match cookie {
        Some(cookie) => request.header(header::COOKIE, cookie),
        None => request,
    };
    request.send().await.unwrap()
}

async fn get(url: String, cookie: &str) -> Response {
    client()
        .get(url)
        .header(header::COOKIE, cookie)
        .send()
        .await
        .unwrap()
}

/// The cookie that an answer sets, as `name=value`.
fn cookie(response: &Response) -> String {
    let set = response.headers()[header::SET_COOKIE].to_str().unwrap();
    assert!(set.contains("HttpOnly") && set.contains("SameSite=Lax"));
    set.split(';').next().unwrap().to_owned()
}

/// Connects the account as the SDK and the frame do.
async fn sign_in(connect: &str, claim_code: &Value, username: &str) {
    let claim: Value = post(
        format!("{connect}/link/claim"),
        json!({ "code": claim_code }),
        None,
    )
    .await
    .json()
    .await
    .unwrap();
    let login = client()
        .post(format!(
            "{connect}/clip/{}/login",
            claim["sessionId"].as_str().unwrap()
        ))
        .bearer_auth(claim["clientToken"].as_str().unwrap())
        .json(&json!({ "username": username, "password": "pass_good", "confirmsWrites": true }))
        .send()
        .await
        .unwrap();
    assert_eq!(login.status(), StatusCode::ACCEPTED);
    // The service holds this request until the status has changed since the claim.
    let status: Value = client()
        .get(format!("{connect}/link/status"))
        .bearer_auth(claim_code.as_str().unwrap())
        .header("prefer", "wait=10")
        .header("if-none-match", "\"2\"")
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_ne!(status["status"], "active");
}

#[tokio::test]
async fn the_page_gets_the_services_address_and_the_providers() {
    let demo = demo().await;
    let config: Value = get(format!("{}/api/config", demo.backend.url), "")
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(config, json!({ "connectUrl": demo.connect.url }));
    let providers: Value = get(format!("{}/api/providers", demo.backend.url), "")
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(
        providers,
        json!([
            { "id": "tmobile", "name": "T-Mobile" },
            { "id": "att", "name": "AT&T" },
            { "id": "verizon", "name": "Verizon" },
            { "id": "ubereats", "name": "Uber Eats" },
        ])
    );
}

#[tokio::test]
async fn a_visitor_whose_page_was_reloaded_gets_the_claim_code_again() {
    let demo = demo().await;
    let links = format!("{}/api/links", demo.backend.url);
    let response = post(links.clone(), json!({ "provider": "tmobile" }), None).await;
    let mine = cookie(&response);
    let link: Value = response.json().await.unwrap();
    let again = format!("{links}/{}/claim-code", link["linkId"].as_str().unwrap());
    let found: Value = get(again.clone(), &mine).await.json().await.unwrap();
    assert_eq!(found, link);

    let others = cookie(&post(links.clone(), json!({ "provider": "tmobile" }), None).await);
    for (address, visitor) in [
        (again.as_str(), others.as_str()),
        (again.as_str(), ""),
        (&format!("{links}/link_unknown/claim-code"), mine.as_str()),
    ] {
        let refused = get(address.to_owned(), visitor).await;
        assert_eq!(refused.status(), StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn only_the_visitor_who_created_a_link_can_read_its_result() {
    let demo = demo().await;
    let links = format!("{}/api/links", demo.backend.url);
    let response = post(links.clone(), json!({ "provider": "tmobile" }), None).await;
    assert_eq!(response.status(), StatusCode::OK);
    let mine = cookie(&response);
    let link: Value = response.json().await.unwrap();
    assert_eq!(link.as_object().unwrap().len(), 2);
    let result = format!("{links}/{}/result", link["linkId"].as_str().unwrap());

    let pending: Value = get(result.clone(), &mine).await.json().await.unwrap();
    assert_eq!(
        pending,
        json!({ "status": "pending", "result": null, "error": null })
    );

    sign_in(&demo.connect.url, &link["claimCode"], "user_good").await;
    let complete: Value = get(result.clone(), &mine).await.json().await.unwrap();
    assert_eq!(complete["status"], "complete");
    assert_eq!(complete["result"]["billing"].as_array().unwrap().len(), 6);

    for stranger in ["", "visitor=0123456789abcdef0123456789abcdef", "visitor=x"] {
        assert_eq!(
            get(result.clone(), stranger).await.status(),
            StatusCode::NOT_FOUND
        );
    }
}

#[tokio::test]
async fn a_known_visitor_keeps_the_cookie_and_a_failed_link_has_its_reason() {
    let demo = demo().await;
    let links = format!("{}/api/links", demo.backend.url);
    let mine = "visitor=0123456789abcdef0123456789abcdef";
    let response = post(links.clone(), json!({ "provider": "ubereats" }), Some(mine)).await;
    assert!(!response.headers().contains_key(header::SET_COOKIE));
    let link: Value = response.json().await.unwrap();
    sign_in(&demo.connect.url, &link["claimCode"], "user_bad").await;
    let result = format!("{links}/{}/result", link["linkId"].as_str().unwrap());
    let failed: Value = get(result, mine).await.json().await.unwrap();
    assert_eq!(failed["status"], "failed");
    assert_eq!(failed["error"]["code"], "AUTOMATION_ERROR");
}

#[tokio::test]
async fn an_invalid_link_is_refused_with_the_reasons() {
    let demo = demo().await;
    let links = format!("{}/api/links", demo.backend.url);
    let write = json!({ "resource": "paymentMethod", "action": "write" });
    for (body, path) in [
        (json!({ "provider": "nobody" }), "integrationId"),
        (json!({ "provider": "att", "operations": [] }), "operations"),
        (
            json!({ "provider": "att", "operations": [write] }),
            "operations",
        ),
    ] {
        let response = post(links.clone(), body, None).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST);
        let error: Value = response.json().await.unwrap();
        assert_eq!(error["issues"][0]["path"], path, "{error}");
    }
    for id in ["link_none", "..%2Fproviders", "a%20b"] {
        assert_eq!(
            get(format!("{links}/{id}/result"), "").await.status(),
            StatusCode::NOT_FOUND
        );
    }
}

#[tokio::test]
async fn a_wrong_key_or_an_absent_service_is_a_bad_gateway_without_details() {
    let demo = demo().await;
    let page = page();
    let wrong_key = backend(&demo.connect.url, "another key", page.path()).await;
    // A port on which nobody listens: it was free a moment ago.
    let free = TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap();
    let no_service = backend(&format!("http://{free}"), API_KEY, page.path()).await;
    for backend in [wrong_key, no_service] {
        let response = post(
            format!("{}/api/links", backend.url),
            json!({ "provider": "att" }),
            None,
        )
        .await;
        assert_eq!(response.status(), StatusCode::BAD_GATEWAY);
        let text = response.text().await.unwrap();
        assert!(
            !text.contains("key") && !text.contains("127.0.0.1"),
            "{text}"
        );
    }
}

#[tokio::test]
async fn a_broken_answer_and_a_failure_of_the_service_make_no_second_link() {
    let demo = demo().await;
    for (created, fault) in [
        (1, json!({ "kind": "replyDropped" })),
        (2, json!({ "kind": "malformedBody" })),
        (3, json!({ "kind": "serverError" })),
        (4, json!({ "kind": "rateLimited", "retryAfter": 1 })),
    ] {
        let mut standing = fault.clone();
        standing["on"] = json!(["links"]);
        standing["count"] = json!(1);
        let set = post(
            format!("{}/sandbox/faults", demo.connect.url),
            standing,
            None,
        )
        .await;
        assert!(set.status().is_success(), "{}", set.text().await.unwrap());
        let link = post(
            format!("{}/api/links", demo.backend.url),
            json!({ "provider": "att" }),
            None,
        )
        .await;
        assert_eq!(link.status(), StatusCode::OK, "{fault}");
        let listed = client()
            .get(format!("{}/v1/links", demo.connect.url))
            .bearer_auth(API_KEY)
            .send()
            .await
            .unwrap();
        let listed: Value = listed.json().await.unwrap();
        assert_eq!(
            listed["links"].as_array().unwrap().len(),
            created,
            "{fault}"
        );
    }
}

#[tokio::test]
async fn the_page_is_served_with_a_policy_that_allows_the_package_and_no_more() {
    let demo = demo().await;
    let url = |path: &str| format!("{}{path}", demo.backend.url);
    for path in ["/", "/accounts/1", "/index.html"] {
        let response = get(url(path), "").await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        let policy = response.headers()[header::CONTENT_SECURITY_POLICY]
            .to_str()
            .unwrap();
        let service = &demo.connect.url;
        for directive in [
            "script-src 'self' 'wasm-unsafe-eval'",
            &format!("connect-src 'self' {service}"),
            &format!("frame-src {service}"),
            "frame-ancestors 'none'",
        ] {
            assert!(
                policy.split(';').any(|one| one.trim() == directive),
                "{directive} in {policy}"
            );
        }
        assert_eq!(response.headers()[header::CACHE_CONTROL], "no-cache");
        assert!(response.text().await.unwrap().contains("The page"));
    }
}

#[tokio::test]
async fn browsers_may_keep_built_files_and_a_missing_one_is_not_found() {
    let demo = demo().await;
    let url = |path: &str| format!("{}{path}", demo.backend.url);
    let wasm = get(url("/assets/engine-3c4d.wasm"), "").await;
    assert_eq!(wasm.headers()[header::CONTENT_TYPE], "application/wasm");
    assert_eq!(
        wasm.headers()[header::CACHE_CONTROL],
        "public, max-age=31536000, immutable"
    );
    for path in ["/assets/old.js", "/api/unknown"] {
        let response = get(url(path), "").await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
        assert!(!response.text().await.unwrap().contains("The page"));
    }
}

#[tokio::test]
async fn the_page_learns_of_a_genuine_webhook_and_not_of_a_forged_one() {
    let demo = demo().await;
    let links = format!("{}/api/links", demo.backend.url);
    let response = post(links.clone(), json!({ "provider": "tmobile" }), None).await;
    let mine = cookie(&response);
    let link: Value = response.json().await.unwrap();
    let id = link["linkId"].as_str().unwrap();

    let forged = client()
        .post(format!("{}/webhooks/passage", demo.backend.url))
        .header("x-passage-signature", "e30.e30.e30")
        .json(&json!({ "event": "link.complete", "linkId": id }))
        .send()
        .await
        .unwrap();
    assert_eq!(forged.status(), StatusCode::UNAUTHORIZED);
    let unsigned = post(
        format!("{}/webhooks/passage", demo.backend.url),
        json!({ "event": "link.complete", "linkId": id }),
        None,
    )
    .await;
    assert_eq!(unsigned.status(), StatusCode::UNAUTHORIZED);

    sign_in(&demo.connect.url, &link["claimCode"], "user_good").await;
    let webhook = format!("{links}/{id}/webhook");
    let arrived: Value = get(webhook.clone(), &mine).await.json().await.unwrap();
    assert_eq!(arrived, json!({ "event": "link.complete" }));
    assert_eq!(get(webhook, "").await.status(), StatusCode::NOT_FOUND);
}
