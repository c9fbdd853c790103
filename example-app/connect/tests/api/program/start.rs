//! The program starts: over what a killed one has left, or not at all, and then it says why.

use std::process::Command;

use reqwest::StatusCode;
use serde_json::Value;
use tempfile::TempDir;

use super::{PROGRAM, Program};

#[test]
fn what_cannot_be_started_says_why() {
    let folder = TempDir::new().unwrap();
    let program = |arguments: &[&str]| {
        Command::new(PROGRAM)
            .args(["--listen", "127.0.0.1:0"])
            .args(arguments)
            .env_remove("CONNECT_API_KEY")
            // The database is there unless it is named.
            .current_dir(folder.path())
            .output()
            .unwrap()
    };
    let database = folder.path().to_str().unwrap();
    for (arguments, expected) in [
        (vec![], "--api-key"),
        (vec!["--api-key", "k", "--database", database], "database"),
        (
            vec!["--api-key", "k", "--frame-ancestors", "a;b"],
            "must be a source",
        ),
        (vec!["--api-key", "k", "--listen", "nowhere"], "--listen"),
    ] {
        let output = program(&arguments);
        assert!(!output.status.success());
        let text = String::from_utf8(output.stderr).unwrap();
        assert!(text.contains(expected), "{text}");
    }
}

#[test]
fn a_second_process_on_the_same_file_is_refused_and_disturbs_nothing() {
    let folder = TempDir::new().unwrap();
    let database = folder.path().join("connect.sqlite");
    let first = Program::start(&database, "info");
    let output = Command::new(PROGRAM)
        .args(["--listen", "127.0.0.1:0", "--api-key", "k", "--database"])
        .arg(&database)
        .output()
        .unwrap();
    assert!(!output.status.success());
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(text.contains("another process uses"), "{text}");
    assert_eq!(output.stdout, b"", "it was never ready");
    drop(first);
    // A killed process leaves no lock behind.
    Program::start(&database, "info");
}

#[tokio::test]
async fn a_killed_service_goes_on_where_it_was() {
    let folder = TempDir::new().unwrap();
    let database = folder.path().join("connect.sqlite");
    let program = Program::start(&database, "info");
    let (code, claim) = program.claimed().await;
    program.signal("-KILL");
    program.end();

    let program = Program::start(&database, "info");
    assert_eq!(program.login(&claim).await, StatusCode::ACCEPTED);
    let status: Value = program
        .status(&code, "\"2\"")
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(status["status"], "complete");
}
