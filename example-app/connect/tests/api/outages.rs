//! The disk is full for a while. Limits of a process stand in for it: with a file size of 0 no write succeeds.

use std::time::Duration;

use reqwest::StatusCode;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::time::timeout;

use crate::{
    program::{API_KEY, Program},
    receiver::Receiver,
    support::client,
};

fn start(folder: &TempDir) -> Program {
    Program::start_on_a_disk_of_its_own(|command| {
        command
            .args(["--listen", "127.0.0.1:0", "--step-ms", "0", "--log", "info"])
            .args(["--private-webhooks", "--sandbox", "--database"])
            .arg(folder.path().join("connect.sqlite"));
    })
}

async fn create(program: &Program, webhook_url: Option<&str>) -> (StatusCode, Value) {
    let mut body = json!({ "integrationId": "att", "resource": "paymentMethod", "action": "read" });
    if let Some(url) = webhook_url {
        body["webhookUrl"] = json!(url);
    }
    program.post("/v1/links", API_KEY, &body).await
}

async fn health(program: &Program) -> StatusCode {
    let response = client().get(format!("{}/health", program.url)).send().await;
    response.unwrap().status()
}

/// Health is asked for anew at most once a second.
async fn until_health_is(program: &Program, wanted: StatusCode) {
    let asked = async {
        while health(program).await != wanted {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(Duration::from_secs(10), asked).await.unwrap();
}

#[tokio::test]
async fn a_full_disk_stops_writes_only_as_long_as_it_is_full() {
    let folder = TempDir::new().unwrap();
    let program = start(&folder);
    assert_eq!(create(&program, None).await.0, StatusCode::CREATED);

    program.disk(true);
    for _ in 0..3 {
        let (status, body) = create(&program, None).await;
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(body["code"], "SERVICE_UNAVAILABLE");
    }
    until_health_is(&program, StatusCode::SERVICE_UNAVAILABLE).await;

    program.disk(false);
    let (status, link) = create(&program, None).await;
    assert_eq!(status, StatusCode::CREATED, "{link}");
    let claim = json!({ "code": link["claimCode"] });
    let (status, _) = program.post("/link/claim", "", &claim).await;
    assert_eq!(status, StatusCode::OK);
    until_health_is(&program, StatusCode::OK).await;
}

#[tokio::test]
async fn a_webhook_that_arrived_but_cannot_be_recorded_is_not_sent_again_and_again() {
    let folder = TempDir::new().unwrap();
    let program = start(&folder);
    let mut receiver = Receiver::start_slow().await;
    let (_, link) = create(&program, Some(&receiver.url)).await;
    let claim = json!({ "code": link["claimCode"] });
    assert_eq!(
        program.post("/link/claim", "", &claim).await.0,
        StatusCode::OK
    );
    let path = format!(
        "/sandbox/links/{}/complete",
        link["linkId"].as_str().unwrap()
    );
    let done = client().post(format!("{}{path}", program.url)).send().await;
    assert_eq!(done.unwrap().status(), StatusCode::NO_CONTENT);
    receiver.next().await;

    program.disk(true);
    receiver.answer();
    let again = timeout(Duration::from_millis(3_500), receiver.next()).await;
    assert!(again.is_err(), "it was sent again");
    program.disk(false);
    let recorded = async {
        loop {
            let shown = client()
                .get(format!("{}/sandbox/links", program.url))
                .send()
                .await;
            let shown: Value = shown.unwrap().json().await.unwrap();
            if shown["links"][0]["deliveries"][0]["state"] == "delivered" {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(Duration::from_secs(20), recorded).await.unwrap();
    assert!(receiver.is_empty());
}
