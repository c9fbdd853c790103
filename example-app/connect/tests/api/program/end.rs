//! The program is told to end: what it finishes, whom it answers, and for whom it does not wait.

use std::{
    io::{Read as _, Write as _},
    path::Path,
};

use reqwest::StatusCode;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::task::yield_now;

use super::{API_KEY, Program};
use crate::support::client;

#[tokio::test]
async fn it_prints_one_line_and_ends_by_itself_on_either_signal() {
    let folder = TempDir::new().unwrap();
    for signal in ["-TERM", "-INT"] {
        let program = Program::start(&folder.path().join("connect.sqlite"), "info");
        assert!(program.url.starts_with("http://127.0.0.1:"));
        let address = program.claimed().await.1["appClipUrl"]
            .as_str()
            .unwrap()
            .to_owned();
        assert!(
            address.starts_with(&program.url),
            "the public address is the bound one"
        );
        program.signal(signal);
        let (status, stdout, _) = program.end();
        assert!(status.success(), "{status}");
        assert_eq!(stdout, "", "nothing beside the one line");
    }
}

#[tokio::test]
async fn whoever_waits_is_answered_before_it_ends() {
    let program = Program::start(Path::new(":memory:"), "debug");
    let (code, _) = program.claimed().await;
    let held = tokio::spawn(program.status(&code, "\"2\"").send());
    program.until_logged("held").await;
    program.signal("-TERM");
    assert_eq!(
        held.await.unwrap().unwrap().status(),
        StatusCode::NOT_MODIFIED
    );
    assert!(program.end().0.success());
}

/// A connection that has sent so much and no more.
fn stopped_in_the_middle(program: &Program, sent: &str) -> std::net::TcpStream {
    let mut stream =
        std::net::TcpStream::connect(program.url.trim_start_matches("http://")).unwrap();
    stream.write_all(sent.as_bytes()).unwrap();
    stream
}

#[tokio::test]
async fn whoever_stops_in_the_middle_of_a_request_does_not_keep_it_from_ending() {
    let program = Program::start(Path::new(":memory:"), "info");
    let head = "POST /link/claim HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n";
    let mut in_the_body =
        stopped_in_the_middle(&program, &format!("{head}content-length: 100\r\n\r\n{{"));
    let _in_the_head = stopped_in_the_middle(&program, head);
    let _before_it = stopped_in_the_middle(&program, "");
    // Answered after these were accepted.
    program.claimed().await;
    let began = std::time::Instant::now();
    program.signal("-TERM");
    assert!(program.end().0.success());
    let took = began.elapsed();
    assert!(took.as_secs() < 5, "{took:?}");
    let mut answer = String::new();
    in_the_body.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 503 "), "{answer}");
}

#[tokio::test]
async fn a_try_of_a_webhook_that_is_under_way_is_finished_and_recorded() {
    let folder = TempDir::new().unwrap();
    let database = folder.path().join("connect.sqlite");
    let start = || {
        Program::start_with(|command| {
            command
                .args(["--listen", "127.0.0.1:0", "--sandbox", "--private-webhooks"])
                .args(["--log", "info", "--database"])
                .arg(&database);
        })
    };
    let program = start();
    let mut receiver = crate::receiver::Receiver::start_slow().await;
    let body = json!({
        "integrationId": "att", "resource": "paymentMethod", "action": "read", "webhookUrl": receiver.url
    });
    let (_, link) = program.post("/v1/links", API_KEY, &body).await;
    let code = json!({ "code": link["claimCode"] });
    assert_eq!(
        program.post("/link/claim", "", &code).await.0,
        StatusCode::OK
    );
    let complete = format!(
        "{}/sandbox/links/{}/complete",
        program.url,
        link["linkId"].as_str().unwrap()
    );
    client().post(complete).send().await.unwrap();
    receiver.next().await;
    program.signal("-TERM");
    program.until_logged("shutting down").await;
    receiver.answer();
    assert!(
        tokio::task::spawn_blocking(|| program.end())
            .await
            .unwrap()
            .0
            .success()
    );

    let program = start();
    let shown = client()
        .get(format!("{}/sandbox/links", program.url))
        .send()
        .await;
    let shown: Value = shown.unwrap().json().await.unwrap();
    let delivery = &shown["links"][0]["deliveries"][0];
    assert_eq!(delivery["state"], "delivered");
    assert_eq!(delivery["attempts"].as_array().unwrap().len(), 1);
    assert!(receiver.is_empty());
}

#[tokio::test]
async fn while_it_drains_it_is_not_ready_and_answers_as_ever() {
    let program = Program::start_with(|command| {
        command.args([
            "--listen",
            "127.0.0.1:0",
            "--database",
            ":memory:",
            "--drain-seconds",
            "600",
        ]);
    });
    let get = async |path: &str| {
        let response = client().get(format!("{}{path}", program.url)).send().await;
        response.unwrap().status()
    };
    assert_eq!(get("/health/ready").await, StatusCode::OK);
    program.signal("-TERM");
    while get("/health/ready").await != StatusCode::SERVICE_UNAVAILABLE {
        yield_now().await;
    }
    assert_eq!(get("/health/live").await, StatusCode::OK);
    program.claimed().await;
    program.signal("-TERM");
    assert!(program.end().0.success(), "a second signal ends it at once");
}
