//! The description of the API: served, checked in, and the same.

use passage_connect::http::openapi;
use serde_json::{Value, json};

use crate::support::Connect;

#[tokio::test]
async fn the_description_that_is_checked_in_is_the_one_that_is_served() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi.json");
    let described = openapi::description().to_pretty_json().unwrap() + "\n";
    if std::env::var_os("UPDATE_OPENAPI").is_some() {
        std::fs::write(path, &described).unwrap();
    }
    assert!(
        std::fs::read_to_string(path).unwrap() == described,
        "openapi.json is not current: UPDATE_OPENAPI=1 cargo test -p passage-connect openapi"
    );
    let served = Connect::start().await.get("/openapi.json", "").await.json();
    assert_eq!(served, serde_json::from_str::<Value>(&described).unwrap());
}

#[test]
fn every_code_of_an_error_is_described_and_no_other() {
    let source = include_str!("../../src/error.rs");
    let (_, codes) = source.split_once("pub fn code(&self)").unwrap();
    let (codes, _) = codes.split_once("\n    }\n").unwrap();
    let mut written: Vec<&str> = codes.split('"').skip(1).step_by(2).collect();
    written.sort_unstable();
    let described = serde_json::to_value(openapi::description()).unwrap();
    assert_eq!(
        described["components"]["schemas"]["Code"]["enum"],
        json!(written)
    );
}
