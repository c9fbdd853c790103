//! `GET /metrics`: what an operator measures, and that nothing in it is anybody's.

use axum::{body::Body, http::StatusCode};
use http_body_util::BodyExt as _;
use passage_connect::config::Config;
use serde_json::json;
use tower::ServiceExt as _;

use crate::{
    program::{self, Program},
    receiver::Receiver,
    support::{API_KEY, Connect, client, config, poll, request},
    webhooks::{delivery, ended},
};

async fn measured() -> Connect {
    Connect::with(Config {
        metrics: true,
        ..config()
    })
    .await
}

pub async fn scrape(connect: &Connect) -> String {
    let request = request(axum::http::Method::GET, "/metrics", "")
        .body(Body::empty())
        .unwrap();
    let router = connect.service.metrics_router();
    let response = router.oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let kind = response.headers()["content-type"].to_str().unwrap();
    assert!(kind.starts_with("text/plain; version=0.0.4"), "{kind}");
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// The value of a series, by its whole name; 0 if it is not there.
pub fn value(text: &str, series: &str) -> f64 {
    text.lines()
        .find_map(|line| line.strip_prefix(series)?.strip_prefix(' '))
        .map_or(0.0, |value| value.parse().unwrap())
}

#[track_caller]
fn are(text: &str, expected: &[(&str, f64)]) {
    for (series, wanted) in expected {
        let is = value(text, series);
        assert!((is - wanted).abs() < f64::EPSILON, "{series} {is}\n{text}");
    }
}

#[tokio::test]
async fn the_life_of_a_link_is_counted() {
    let connect = measured().await;
    let mut receiver = Receiver::start(&[500]).await;
    ended(&connect, &receiver.url, "user_good").await;
    receiver.next().await;
    delivery(&connect, |one| one["attempts"][0]["status"] == 500).await;
    let waiting = scrape(&connect).await;
    are(&waiting, &[("passage_webhooks_waiting", 1.0)]);
    connect.advance_s(1);
    receiver.next().await;
    delivery(&connect, |one| one["state"] == "delivered").await;

    let (_, code) = connect.link().await;
    let session = connect.session(&code, "key").await;
    connect.login(&session, "user_mfa", "pass_good").await;
    connect.wait_for_stage(&session, "code").await;
    let (called_off, code) = connect.link().await;
    connect.session(&code, "key").await;
    connect.delete(&called_off, API_KEY).await;
    let (_, code) = connect.link().await;
    let session = connect.session(&code, "key").await;
    connect.login(&session, "user_bad", "x").await;
    connect.wait_for_stage(&session, "failed").await;
    let (expired, _) = connect.link().await;
    connect.advance_s(20_000);
    assert_eq!(connect.show(&expired).await["status"], "expired");

    connect
        .until_shown(|shown| {
            let links = shown["links"].as_array().unwrap();
            links.iter().all(|link| link["status"] != "active")
        })
        .await;
    let text = scrape(&connect).await;
    are(
        &text,
        &[
            ("passage_links_created_total", 5.0),
            ("passage_links_ended_total{outcome=\"complete\"}", 1.0),
            ("passage_links_ended_total{outcome=\"failed\"}", 1.0),
            ("passage_links_ended_total{outcome=\"canceled\"}", 1.0),
            ("passage_links_ended_total{outcome=\"expired\"}", 2.0),
            ("passage_sessions_total{stage=\"login\"}", 4.0),
            ("passage_sessions_total{stage=\"working\"}", 3.0),
            ("passage_sessions_total{stage=\"code\"}", 1.0),
            ("passage_sessions_total{stage=\"complete\"}", 1.0),
            ("passage_sessions_total{stage=\"failed\"}", 2.0),
            ("passage_sessions_total{stage=\"expired\"}", 1.0),
            (
                "passage_automation_seconds_count{outcome=\"complete\"}",
                1.0,
            ),
            ("passage_automation_seconds_count{outcome=\"failed\"}", 1.0),
            ("passage_automation_seconds_count{outcome=\"asked\"}", 1.0),
            ("passage_webhook_tries_total{result=\"refused\"}", 1.0),
            ("passage_webhook_tries_total{result=\"delivered\"}", 1.0),
            ("passage_webhook_lag_seconds_count", 1.0),
            ("passage_webhooks_waiting", 0.0),
            ("passage_held_requests{by=\"page\"}", 0.0),
            ("passage_database_errors_total{place=\"request\"}", 0.0),
            (
                "passage_requests_total{route=\"/v1/links\",method=\"POST\",status=\"201\"}",
                5.0,
            ),
            (
                "passage_request_duration_seconds_count{route=\"/v1/links\",method=\"POST\"}",
                5.0,
            ),
        ],
    );
    let version = env!("CARGO_PKG_VERSION");
    are(
        &text,
        &[(&format!("passage_build_info{{version=\"{version}\"}}"), 1.0)],
    );
    assert!(value(&text, "passage_database_write_wait_seconds_count") > 20.0);
}

#[tokio::test]
async fn a_held_request_is_seen_while_it_is_held_and_slows_no_figure() {
    let connect = measured().await;
    let (link_id, code) = connect.link().await;
    let status = connect.get("/link/status", &code).await;
    let held = connect.spawn(poll(
        "/link/status",
        &code,
        status.header("etag"),
        "wait=50",
    ));
    connect.until(|app| app.links.held() == 1).await;
    let text = scrape(&connect).await;
    are(&text, &[("passage_held_requests{by=\"page\"}", 1.0)]);
    connect.delete(&link_id, API_KEY).await;
    held.await.unwrap();
    let text = scrape(&connect).await;
    let route = "route=\"/link/status\",method=\"GET\"";
    are(
        &text,
        &[
            ("passage_held_requests{by=\"page\"}", 0.0),
            (
                &format!("passage_requests_total{{{route},status=\"200\"}}"),
                2.0,
            ),
            (
                &format!("passage_request_duration_seconds_count{{{route}}}"),
                1.0,
            ),
        ],
    );
}

#[tokio::test]
async fn nothing_that_a_caller_sent_is_in_a_label() {
    let connect = measured().await;
    let mut receiver = Receiver::start(&[]).await;
    let (link_id, code) = connect
        .link_for(json!({
            "integrationId": "att", "resource": "paymentMethod", "action": "read",
            "webhookUrl": receiver.url, "externalUserId": "person-of-theirs", "returnUrl": "https://return.example/x",
        }))
        .await;
    let session = connect.session(&code, "key-of-a-claim").await;
    let password = json!({ "force_error": "CODE_OF_A_PERSON" }).to_string();
    connect.login(&session, "user_custom", &password).await;
    connect.wait_for_stage(&session, "failed").await;
    connect.show(&link_id).await;
    receiver.next().await;
    delivery(&connect, |one| one["state"] == "delivered").await;
    for path in [
        "/no-such-path",
        "/v1/links/no-such-link",
        "/link/status?x=query",
    ] {
        connect.get(path, "bearer-of-nobody").await;
    }
    let strange = request(
        axum::http::Method::from_bytes(b"STRANGE").unwrap(),
        "/v1/links",
        "",
    );
    connect.call(strange.body(Body::empty()).unwrap()).await;

    let text = scrape(&connect).await;
    let host = receiver.url.trim_start_matches("http://");
    for of_somebody in [
        &link_id,
        &code,
        &session.id,
        &session.token,
        API_KEY,
        host,
        "127.0.0.1",
        "person-of-theirs",
        "return.example",
        "key-of-a-claim",
        "CODE_OF_A_PERSON",
        "no-such",
        "query",
        "bearer-of-nobody",
        "STRANGE",
        "msg_",
        "att",
    ] {
        let label = |line: &str| {
            let labels = line.split_once('{').map_or("", |(_, labels)| labels);
            !line.starts_with('#') && labels.contains(of_somebody)
        };
        assert_eq!(text.lines().find(|line| label(line)), None, "{of_somebody}");
    }
    assert!(text.contains("method=\"other\""));
}

#[tokio::test]
async fn it_is_text_that_prometheus_reads() {
    let connect = measured().await;
    connect.link().await;
    let text = scrape(&connect).await;
    let mut types = std::collections::BTreeMap::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        if let Some(kind) = line.strip_prefix("# TYPE ") {
            let (name, kind) = kind.split_once(' ').unwrap();
            assert_eq!(types.insert(name, kind), None, "{name} twice");
        } else if !line.starts_with("# HELP ") {
            let (series, value) = line.rsplit_once(' ').unwrap();
            value.parse::<f64>().unwrap();
            let name = series.split('{').next().unwrap();
            let base = ["_bucket", "_sum", "_count"]
                .iter()
                .find_map(|end| name.strip_suffix(end))
                .unwrap_or(name);
            assert!(
                types.contains_key(name) || types[base] == "histogram",
                "{line}"
            );
        }
    }
}

#[tokio::test]
async fn the_program_serves_it_on_an_address_of_its_own_and_nowhere_else() {
    let port = {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        free.local_addr().unwrap().port()
    };
    let program = Program::start_with(|command| {
        command
            .args(["--listen", "127.0.0.1:0", "--database", ":memory:"])
            .args(["--metrics-listen", &format!("127.0.0.1:{port}")]);
    });
    let client = client();
    let get = async |url: String| {
        let answer = client.get(url).bearer_auth(program::API_KEY).send().await;
        let answer = answer.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    };
    assert_eq!(get(format!("{}/v1/links", program.url)).await.0, 200);
    let (status, text) = get(format!("http://127.0.0.1:{port}/metrics")).await;
    assert_eq!(status, 200);
    assert!(
        text.contains(
            "passage_requests_total{route=\"/v1/links\",method=\"GET\",status=\"200\"} 1"
        )
    );
    assert_eq!(get(format!("{}/metrics", program.url)).await.0, 404);
    assert_eq!(
        get(format!("http://127.0.0.1:{port}/v1/links")).await.0,
        404
    );
}

#[test]
fn every_metric_is_explained_to_the_operator_and_no_other() {
    let names = |text: &str| -> std::collections::BTreeSet<String> {
        text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .filter(|word| word.starts_with("passage_") && *word != "passage_connect")
            .map(str::to_owned)
            .collect()
    };
    let explained = names(include_str!("../../docs/operating.md"));
    assert_eq!(names(include_str!("../../src/metrics.rs")), explained);
}
