//! Traces: a span for each request arrives at a collector, in the trace of whoever asked, and without anybody's secret.

use std::time::Duration;

use axum::{Router, body::Bytes, extract::State, http::StatusCode, routing::post};
use opentelemetry_proto::tonic::{
    collector::trace::v1::ExportTraceServiceRequest,
    common::v1::{KeyValue, any_value::Value as Attribute},
    trace::v1::{Span, span::SpanKind, status::StatusCode as SpanStatus},
};
use prost::Message as _;
use serde_json::{Value, json};
use tokio::{
    net::TcpListener,
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    task::spawn_blocking,
    time::timeout,
};

use crate::{
    bodies::card,
    program::{API_KEY, Program},
    support::{client, text},
};

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const PARENT: &str = "b7ad6b7169203331";

/// What a collector received: the headers' `authorization`, and the message.
type Received = (String, ExportTraceServiceRequest);

async fn collect(
    State(sender): State<UnboundedSender<Received>>,
    headers: axum::http::HeaderMap,
    body: Bytes,
) -> StatusCode {
    assert_eq!(headers["content-type"], "application/x-protobuf");
    let key = headers
        .get("authorization")
        .map_or("", |key| key.to_str().unwrap());
    let message = ExportTraceServiceRequest::decode(body).unwrap();
    sender.send((key.to_owned(), message)).unwrap();
    StatusCode::OK
}

/// A collector: its address, and what it receives.
async fn collector() -> (String, UnboundedReceiver<Received>) {
    let (sender, received) = unbounded_channel();
    let router = Router::new()
        .route("/v1/traces", post(collect))
        .with_state(sender);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    (url, received)
}

fn shown(attributes: &[KeyValue], name: &str) -> String {
    let found = attributes.iter().find(|one| one.key == name);
    let value = found.and_then(|one| one.value.clone()?.value);
    match value {
        Some(Attribute::StringValue(text)) => text,
        Some(Attribute::IntValue(number)) => number.to_string(),
        other => format!("{other:?}"),
    }
}

fn spans(received: &[Received]) -> Vec<Span> {
    let resources = received
        .iter()
        .flat_map(|(_, message)| &message.resource_spans);
    resources
        .flat_map(|one| &one.scope_spans)
        .flat_map(|one| one.spans.clone())
        .collect()
}

fn hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(bytes)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_request_is_a_span_in_the_trace_of_whoever_asked() {
    let (collector, mut arriving) = collector().await;
    let program = Program::start_with(|command| {
        command
            .args([
                "--listen",
                "127.0.0.1:0",
                "--database",
                ":memory:",
                "--step-ms",
                "0",
            ])
            .env("OTEL_EXPORTER_OTLP_ENDPOINT", &collector)
            .env(
                "OTEL_EXPORTER_OTLP_HEADERS",
                "authorization=key-of-the-collector",
            );
    });
    let client = client();
    let created: Value = client
        .post(format!("{}/v1/links", program.url))
        .bearer_auth(API_KEY)
        .header("traceparent", format!("00-{TRACE}-{PARENT}-01"))
        .json(&json!({
            "integrationId": "att", "resource": "paymentMethod", "action": "write", "externalUserId": "their-user",
            "arguments": card(),
        }))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let (link_id, code) = (text(&created["linkId"]), text(&created["claimCode"]));
    let claimed: Value = client
        .post(format!("{}/link/claim", program.url))
        .header("idempotency-key", "key-of-the-claim")
        .json(&json!({ "code": code }))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let (session, token) = (text(&claimed["sessionId"]), text(&claimed["clientToken"]));
    client
        .post(format!("{}/clip/{session}/login", program.url))
        .bearer_auth(&token)
        .json(&json!({ "username": "user_bad", "password": "word-of-a-person" }))
        .send()
        .await
        .unwrap();
    let asked = client
        .get(format!(
            "{}/v1/links/{link_id}?secret=query-of-theirs",
            program.url
        ))
        .bearer_auth(API_KEY)
        .header("traceparent", "00-not-a-trace-01")
        .header("baggage", "secret=baggage-of-theirs")
        .send()
        .await
        .unwrap();
    let request_id = asked.headers()["request-id"].to_str().unwrap().to_owned();
    client
        .get(format!("{}/link/status", program.url))
        .bearer_auth(&code)
        .header("traceparent", format!("00-{TRACE}-{PARENT}-00"))
        .send()
        .await
        .unwrap();
    // What is left is sent at the end.
    program.signal("-TERM");
    let (status, _, log) = spawn_blocking(|| program.end()).await.unwrap();
    assert!(status.success(), "{log}");

    let mut received = Vec::new();
    while spans(&received).len() < 4 {
        let next = timeout(Duration::from_secs(20), arriving.recv()).await;
        received.push(next.unwrap().unwrap());
    }
    let spans = spans(&received);
    let named = |name: &str| spans.iter().find(|span| span.name == name).unwrap();

    let create = named("POST /v1/links");
    assert_eq!(hex(&create.trace_id), TRACE);
    assert_eq!(hex(&create.parent_span_id), PARENT);
    assert_eq!(create.kind, SpanKind::Server as i32);
    assert_eq!(shown(&create.attributes, "http.route"), "/v1/links");
    assert_eq!(shown(&create.attributes, "http.request.method"), "POST");
    assert_eq!(
        shown(&create.attributes, "http.response.status_code"),
        "201"
    );
    let show = named("GET /v1/links/{id}");
    assert_ne!(hex(&show.trace_id), TRACE);
    assert!(show.parent_span_id.is_empty());
    assert_eq!(shown(&show.attributes, "passage.request_id"), request_id);
    assert_eq!(
        show.status.as_ref().map_or(0, |status| status.code),
        SpanStatus::Unset as i32
    );
    named("POST /link/claim");
    named("POST /clip/{session_id}/login");
    assert_eq!(
        spans.len(),
        4,
        "whose trace is not sampled is not sent: {spans:#?}"
    );

    let resource = received[0].1.resource_spans[0].resource.as_ref().unwrap();
    assert_eq!(
        shown(&resource.attributes, "service.name"),
        "passage-connect"
    );
    assert_eq!(received[0].0, "key-of-the-collector");
    let all = format!("{received:?}");
    for secret in [
        code.as_str(),
        &link_id,
        &session,
        &token,
        API_KEY,
        "key-of-the-claim",
        "word-of-a-person",
        "user_bad",
        "their-user",
        "4111111111111111",
        "of-theirs",
        "127.0.0.1",
    ] {
        assert!(!all.contains(secret), "{secret}");
    }
    assert!(!log.contains("otel."), "the log has no line more: {log}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_collector_that_is_not_there_delays_nobody() {
    let program = Program::start_with(|command| {
        command
            .args(["--listen", "127.0.0.1:0", "--database", ":memory:"])
            .env("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1");
    });
    let answer = client()
        .get(format!("{}/v1/links", program.url))
        .bearer_auth(API_KEY)
        .send();
    let answer = timeout(Duration::from_secs(5), answer).await.unwrap();
    assert_eq!(answer.unwrap().status().as_u16(), 200);
    program.signal("-TERM");
    let (status, _, log) = spawn_blocking(|| program.end()).await.unwrap();
    assert!(status.success(), "{log}");
}
