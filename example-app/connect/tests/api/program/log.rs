//! What the program logs.

use std::path::Path;

use reqwest::StatusCode;

use super::{API_KEY, Program};
use crate::support::client;

#[tokio::test]
async fn even_the_most_talkative_log_holds_no_secret() {
    let program = Program::start(Path::new(":memory:"), "trace");
    let (code, claim) = program.claimed().await;
    assert_eq!(program.login(&claim).await, StatusCode::ACCEPTED);
    program.status(&code, "\"2\"").send().await.unwrap();
    // The page of a link, by somebody who puts the code where it is sent.
    let page = format!("{}/clip/link_1?code={code}", program.url);
    client().get(page).send().await.unwrap();
    program.signal("-TERM");
    let (_, _, log) = program.end();
    let link_id = claim["linkId"].as_str().unwrap();
    assert!(log.contains(link_id), "the search finds what is there");
    let token = claim["clientToken"].as_str().unwrap();
    for secret in [
        code.as_str(),
        token,
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
