//! The description of the API: served, checked in, and the same.

use passage_connect::http::openapi;
use serde_json::Value;

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
