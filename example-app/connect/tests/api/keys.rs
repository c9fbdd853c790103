//! API keys: made, listed and revoked by command; wrong ones are slowed.

use std::process::{Command, Output};

use axum::http::StatusCode;
use passage_connect::{config::Config, service::Service};
use serde_json::{Value, json};

use crate::{
    database::Database,
    support::{API_KEY, Connect, config, poll, text},
};

async fn keys(database: &Database, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_passage-connect"));
    command
        .arg("keys")
        .args(arguments)
        .env_remove("CONNECT_API_KEY");
    database.arguments(&mut command);
    // In a thread of its own: the service runs in this one, and may hold the lock that the command waits for.
    tokio::task::spawn_blocking(move || command.output())
        .await
        .unwrap()
        .unwrap()
}

/// What a command that succeeds prints.
async fn printed(database: &Database, arguments: &[&str]) -> String {
    let output = keys(database, arguments).await;
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

async fn on(database: &Database, api_keys: &[&str]) -> Connect {
    database
        .service(Config {
            api_keys: api_keys.iter().map(|key| (*key).to_owned()).collect(),
            ..config()
        })
        .await
}

fn body() -> Value {
    json!({ "integrationId": "att", "resource": "paymentMethod", "action": "read" })
}

async fn is_let_in(connect: &Connect, key: &str) -> bool {
    connect.get("/v1/links", key).await.status == StatusCode::OK
}

#[tokio::test]
async fn a_key_is_made_and_revoked_while_the_service_runs_and_several_are_one_integrator() {
    let database = Database::new().await;
    let first = printed(&database, &["add"]).await;
    let digits = first.strip_prefix("psg_test_").unwrap();
    assert_eq!(digits.len(), 64);

    let connect = on(&database, &[]).await;
    let created = connect.post("/v1/links", &first, &body()).await;
    assert_eq!(created.status, StatusCode::CREATED, "{}", created.text);
    let link = format!("/v1/links/{}", text(&created.json()["linkId"]));

    let listed = printed(&database, &["list"]).await;
    let (integrator, key) = listed.split_once('\n').unwrap();
    let second = printed(&database, &["add", "--integrator", integrator]).await;
    let stranger = printed(&database, &["add"]).await;
    assert_eq!(connect.get(&link, &second).await.status, StatusCode::OK);
    assert_eq!(
        connect.get(&link, &stranger).await.status,
        StatusCode::NOT_FOUND
    );

    let id = key.split_whitespace().next().unwrap();
    printed(&database, &["revoke", id]).await;
    assert!(!is_let_in(&connect, &first).await, "from this moment");
    assert_eq!(connect.get(&link, &second).await.status, StatusCode::OK);
    assert!(
        printed(&database, &["list"])
            .await
            .contains(&format!("{id} test revoked"))
    );
    assert!(!keys(&database, &["revoke", id]).await.status.success());
    assert!(
        !keys(&database, &["add", "--integrator", "int_none"])
            .await
            .status
            .success()
    );

    for entry in std::fs::read_dir(database.folder.path()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains(digits), "only its hash is kept");
    }
}

#[tokio::test]
async fn a_key_that_the_service_was_started_with_can_be_replaced_without_losing_its_links() {
    let database = Database::new().await;
    let connect = on(&database, &[API_KEY]).await;
    let (link_id, _) = connect.link().await;
    let integrator = printed(&database, &["list"]).await;
    let key = printed(&database, &["add", "--integrator", &integrator]).await;
    drop(connect);

    let connect = on(&database, &[]).await;
    let path = format!("/v1/links/{link_id}");
    assert_eq!(connect.get(&path, &key).await.status, StatusCode::OK);
    assert!(!is_let_in(&connect, API_KEY).await);
}

#[tokio::test]
async fn a_live_key_is_refused_by_simulated_providers() {
    let database = Database::new().await;
    let live = printed(&database, &["add", "--live"]).await;
    assert!(live.starts_with("psg_live_"));
    let connect = on(&database, &["psg_live_chosen"]).await;
    for key in [live.as_str(), "psg_live_chosen"] {
        let answer = connect.post("/v1/links", key, &body()).await;
        answer.is_error(StatusCode::BAD_REQUEST, "VALIDATION_FAILED");
        assert_eq!(answer.json()["issues"][0]["path"], "integrationId");
        assert!(is_let_in(&connect, key).await);
    }
}

#[tokio::test]
async fn wrong_keys_are_limited_and_right_ones_are_not() {
    let connect = Connect::with(Config {
        wrong_codes_per_minute: 2,
        client_address_header: Some("x-real-ip".into()),
        ..config()
    })
    .await;
    let with = async |key: &str| {
        let mut request = poll("/v1/links", key, "", "");
        let headers = request.headers_mut();
        headers.insert("x-real-ip", "192.0.2.1".parse().unwrap());
        connect.call(request).await.status
    };
    for expected in [
        StatusCode::UNAUTHORIZED,
        StatusCode::UNAUTHORIZED,
        StatusCode::TOO_MANY_REQUESTS,
    ] {
        assert_eq!(with("wrong").await, expected);
    }
    assert_eq!(with(API_KEY).await, StatusCode::OK);
}

#[tokio::test]
async fn a_service_that_nobody_could_call_does_not_start() {
    let refused = Service::start(Config {
        api_keys: Vec::new(),
        ..config()
    })
    .await;
    let error = refused.err().unwrap().to_string();
    assert!(
        error.contains("--api-key") && error.contains("keys add"),
        "{error}"
    );
}

#[tokio::test]
async fn a_key_names_its_integrator_with_a_picture_and_a_later_one_may_rename_it() {
    let database = Database::new().await;
    let folder = tempfile::TempDir::new().unwrap();
    let logo = folder.path().join("logo.webp");
    std::fs::write(&logo, b"RIFF1234WEBP rest").unwrap();
    let logo = logo.to_str().unwrap();
    let key = printed(&database, &["add", "--name", "Budget App", "--logo", logo]).await;
    let listed = printed(&database, &["list"]).await;
    let (integrator, name) = listed.lines().next().unwrap().split_once(' ').unwrap();
    assert_eq!(name, "Budget App");

    let connect = on(&database, &[]).await;
    let created = connect.post("/v1/links", &key, &body()).await.json();
    let session = connect.session(&text(&created["claimCode"]), "key").await;
    let path = format!("/clip/{}/request", session.id);
    let asked = connect.get(&path, &session.token).await.json();
    assert_eq!(
        asked["integrator"],
        json!({ "name": "Budget App", "hasLogo": true })
    );
    printed(
        &database,
        &["add", "--integrator", integrator, "--name", "Budgets"],
    )
    .await;
    let asked = connect.get(&path, &session.token).await.json();
    assert_eq!(
        asked["integrator"],
        json!({ "name": "Budgets", "hasLogo": true })
    );

    std::fs::write(logo, "<svg></svg>").unwrap();
    for wrong in [["--name", "two\nlines"], ["--name", ""], ["--logo", logo]] {
        let refused = keys(&database, &["add", wrong[0], wrong[1]]).await;
        assert!(!refused.status.success(), "{wrong:?}");
    }
}
