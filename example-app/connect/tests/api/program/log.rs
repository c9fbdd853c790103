//! What the program logs.

use std::path::Path;

use reqwest::StatusCode;
use serde_json::{Value, json};

use super::{API_KEY, Program};
use crate::support::{client, text};

#[tokio::test]
async fn even_the_most_talkative_log_holds_no_secret() {
    let program = Program::start(Path::new(":memory:"), "trace");
    let (code, claim) = program.claimed().await;
    let frame = format!("{}/clip/{}", program.url, text(&claim["sessionId"]));
    let token = text(&claim["clientToken"]);
    let handover = client().post(format!("{frame}/handover"));
    let offered = handover.bearer_auth(&token).send().await.unwrap();
    let offered: Value = offered.json().await.unwrap();
    let address = text(&offered["address"]);
    let handover_code = address.split_once('#').unwrap().1;
    let redeem = client().post(format!("{frame}/redeem"));
    let body = json!({ "code": handover_code });
    let redeemed = redeem.json(&body).send().await.unwrap();
    let redeemed: Value = redeemed.json().await.unwrap();
    let phone_token = text(&redeemed["clientToken"]);
    let taken_back = client().delete(format!("{frame}/handover"));
    taken_back.bearer_auth(&token).send().await.unwrap();
    assert_eq!(program.login(&claim).await, StatusCode::ACCEPTED);
    program.status(&code, "\"2\"").send().await.unwrap();
    // The page of a link, by somebody who puts the code where it is sent.
    let page = format!("{}/clip/link_1?code={code}", program.url);
    client().get(page).send().await.unwrap();
    program.signal("-TERM");
    let (_, _, log) = program.end();
    let link_id = claim["linkId"].as_str().unwrap();
    assert!(log.contains(link_id), "the search finds what is there");
    assert!(log.contains("handed over") && log.contains("taken back"));
    for secret in [
        code.as_str(),
        &token,
        handover_code,
        &phone_token,
        API_KEY,
        "pass_good",
        "user_good",
        "4111111111111111",
        "Jane Roe",
        "person@example.com",
    ] {
        let line = log.lines().find(|line| line.contains(secret));
        assert_eq!(line, None, "{secret}");
    }
}
