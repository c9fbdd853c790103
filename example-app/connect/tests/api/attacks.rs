//! Attacks: what is sent is data, and never a part of a query, a header, a line of the log or another path; and whoever
//! has one secret gets what belongs to that one.

use std::{
    fs,
    io::{Read as _, Write as _},
    net::TcpStream,
    path::{Path, PathBuf},
    process::Command,
};

use axum::http::StatusCode;
use reqwest::header::USER_AGENT;
use serde_json::{Value, json};
use tokio::task::spawn_blocking;

use crate::{
    database::{is_postgres, tables},
    program::{self, Program},
    receiver::Receiver,
    support::{API_KEY, Answer, Connect, OTHER_API_KEY, client, text},
};

const SQL: [&str; 11] = [
    "' OR '1'='1",
    "' OR 1=1 --",
    "\" OR \"\"=\"",
    "'; DROP TABLE links; --",
    "x'); DELETE FROM link_sessions; --",
    "x' UNION SELECT claim_hash FROM links --",
    "x' UNION SELECT private_key FROM webhook_keys --",
    "%",
    "link\\_%",
    "link_' || '",
    "1; ATTACH DATABASE 'attacked.sqlite' AS other",
];

/// What would begin a header or a line of its own where it is not kept as text.
const BREAK: &str = "\r\nx-forged: forged\r\nset-cookie: forged=1\r\n";

/// Every byte as `%XX`, so that it reaches the service whatever it is.
fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02x}")).collect()
}

/// All tables with their number of rows, and whether SQLite finds the file whole.
async fn rows_by_table(connect: &Connect) -> Vec<(String, i64)> {
    let db = connect.service.app.store.reader();
    if !is_postgres() {
        let whole: String = sqlx::query_scalar("PRAGMA integrity_check")
            .fetch_one(db)
            .await
            .unwrap();
        assert_eq!(whole, "ok");
    }
    let mut counts = Vec::new();
    for name in tables(db).await {
        let count = sqlx::AssertSqlSafe(format!("SELECT count(*) FROM {name}"));
        counts.push((name, sqlx::query_scalar(count).fetch_one(db).await.unwrap()));
    }
    counts
}

#[tokio::test]
async fn sql_that_looks_for_something_finds_nothing_and_changes_nothing() {
    let connect = Connect::start().await;
    let (_, code) = connect.link().await;
    let session = connect.session(&code, "key").await;
    let before = rows_by_table(&connect).await;
    for sql in SQL {
        let claim = connect.claim(sql, "").await;
        claim.is_error(StatusCode::NOT_FOUND, "INVALID_CLAIM_CODE");
        let status = connect.get("/link/status", sql).await;
        status.is_error(StatusCode::UNAUTHORIZED, "INVALID_CLAIM_CODE");
        let list = connect.get("/v1/links", sql).await;
        list.is_error(StatusCode::UNAUTHORIZED, "UNAUTHORIZED");

        let sql = encoded(sql);
        let link = connect.get(&format!("/v1/links/{sql}"), API_KEY).await;
        link.is_error(StatusCode::NOT_FOUND, "NOT_FOUND");
        let state = connect
            .get(&format!("/clip/{sql}/state"), &session.token)
            .await;
        state.is_frame_error(StatusCode::NOT_FOUND, "NOT_FOUND");
        for query in [
            format!("cursor={sql}"),
            format!("cursor=cur_{sql}"),
            format!("limit={sql}"),
        ] {
            let page = connect.get(&format!("/v1/links?{query}"), API_KEY).await;
            page.is_error(StatusCode::BAD_REQUEST, "VALIDATION_FAILED");
        }
    }
    assert_eq!(rows_by_table(&connect).await, before);
}

#[tokio::test]
async fn sql_that_is_kept_comes_back_as_it_was_sent() {
    let connect = Connect::start().await;
    for sql in SQL {
        let (link_id, code) = connect
            .link_for(json!({
                "integrationId": "tmobile", "resource": "mobileBillingStatement", "action": "read",
                "externalUserId": sql,
            }))
            .await;
        assert_eq!(connect.show(&link_id).await["externalUserId"], sql);
        let session = connect.session(&code, sql).await;
        let again = connect.session(&code, sql).await;
        assert_eq!(
            (&session.id, &session.token),
            (&again.id, &again.token),
            "the same idempotency key"
        );
        connect.login(&session, sql, sql).await;
        connect
            .wait_for_state(&session, |state| state["attemptsLeft"] == 2)
            .await;
    }
    let rows = rows_by_table(&connect).await;
    assert!(rows.contains(&("links".to_owned(), 11)));
    assert!(rows.contains(&("link_sessions".to_owned(), 11)));
}

#[tokio::test]
async fn a_nul_is_refused_wherever_a_text_is_kept_or_looked_for() {
    let connect = Connect::start().await;
    let (_, code) = connect.link().await;
    let session = connect.session(&code, "key").await;
    let created = connect
        .create(&json!({
            "integrationId": "tmobile", "resource": "mobileBillingStatement", "action": "read",
            "externalUserId": "a\0b",
        }))
        .await;
    created.is_error(StatusCode::BAD_REQUEST, "VALIDATION_FAILED");
    let page = connect.get("/v1/links?externalUserId=a%00b", API_KEY).await;
    page.is_error(StatusCode::BAD_REQUEST, "VALIDATION_FAILED");
    let link = connect.get("/v1/links/link_%00", API_KEY).await;
    link.is_error(StatusCode::NOT_FOUND, "NOT_FOUND");
    let sessions = connect.get("/v1/links/link_%00/sessions", API_KEY).await;
    sessions.is_error(StatusCode::NOT_FOUND, "NOT_FOUND");
    let state = connect.get("/clip/ses_%00/state", &session.token).await;
    state.is_frame_error(StatusCode::NOT_FOUND, "NOT_FOUND");
    let claim = connect.claim("clm_\0", "").await;
    claim.is_error(StatusCode::NOT_FOUND, "INVALID_CLAIM_CODE");
    let login = connect.login(&session, "user\0good", "pass\0good").await;
    assert_eq!(login.status, StatusCode::ACCEPTED);
    connect
        .wait_for_state(&session, |state| state["attemptsLeft"] == 2)
        .await;
}

/// Every source file of the service.
fn sources() -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else {
                found.push((path.clone(), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let mut found = Vec::new();
    walk(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut found,
    );
    assert!(found.len() > 30);
    found
}

/// sqlx takes a text of the program and nothing else, unless one of these says that it knows better.
#[test]
fn no_query_is_put_together_while_the_service_runs() {
    for (path, source) in sources() {
        for way in ["AssertSqlSafe", "QueryBuilder", "raw_sql"] {
            assert!(!source.contains(way), "{way} in {}", path.display());
        }
    }
}

/// Comparing the secrets themselves, byte by byte until the first difference, would tell by its time how much of one was
/// right. Times on a busy machine prove nothing either way, so this looks at how it is written.
#[test]
fn secrets_are_compared_as_hashes_and_in_constant_time() {
    let sources = sources();
    let source = |name: &str| {
        let (_, text) = sources
            .iter()
            .find(|(path, _)| path.ends_with(name))
            .unwrap();
        text.split("#[cfg(test)]").next().unwrap()
    };
    // API keys: only hashes are remembered, all of them are compared, and none of the ways to stop early is used.
    let keys = source("src/api_keys.rs");
    assert!(keys.contains("keys: Vec<([u8; 32], String)>,"));
    let (_, owner) = keys.split_once("fn owner").unwrap();
    let (owner, _) = owner.split_once("\n    }\n").unwrap();
    assert!(owner.contains("secrets::same(hash, &presented)") && owner.contains(".fold("));
    for early in ["return", "break", "find", "any(", "position", "=="] {
        assert!(!owner.contains(early), "{early} in {owner}");
    }
    // Client tokens and one-time codes.
    let handover = source("domain/handover.rs");
    assert!(handover.contains("let hash = secrets::hash(token);"));
    assert!(handover.contains("secrets::same(&hash, &session.token_hash)"));
    assert!(handover.contains("handovers::by_token(app.store.reader(), &session.id, &hash)"));
    assert!(handover.contains("secrets::same(first, &token_hash)"));
    assert!(source("domain/tries.rs").contains("secrets::same(typed.as_bytes()"));
    // Claim codes are looked up by their hash: how far an index was walked says something of the hash alone.
    assert!(source("http/browser.rs").contains("let claim_hash = secrets::hash(code);"));
    assert!(source("secrets.rs").contains("a.ct_eq(b).into()"));
    // And nobody else compares one: no other way to read a bearer token is there.
    for (path, text) in &sources {
        let own = path.ends_with("bearer.rs") || path.ends_with("secrets.rs");
        assert!(
            own || !text.contains("header::AUTHORIZATION)"),
            "{}",
            path.display()
        );
    }
}

#[track_caller]
fn has_no_forged_header(answer: &Answer) {
    for (name, value) in &answer.headers {
        let line = format!("{name}: {}", String::from_utf8_lossy(value.as_bytes()));
        assert!(!line.contains("forged"), "{line}");
        assert_ne!(name, "set-cookie");
    }
}

#[tokio::test]
async fn a_line_break_begins_no_header_of_an_answer() {
    let connect = Connect::start().await;
    let broken = encoded(BREAK);
    for path in [
        format!("/clip/{broken}"),
        format!("/clip/{broken}/state"),
        format!("/clip/assets/{broken}"),
        format!("/v1/links/{broken}"),
        format!("/v1/links?cursor={broken}"),
        format!("/{broken}"),
    ] {
        has_no_forged_header(&connect.get(&path, API_KEY).await);
    }
    let answer = connect
        .create(&json!({
            "integrationId": "tmobile", "resource": "mobileBillingStatement", "action": "read",
            "returnUrl": format!("https://app.example.com/{BREAK}"),
        }))
        .await;
    answer.is_error(StatusCode::BAD_REQUEST, "VALIDATION_FAILED");
    has_no_forged_header(&answer);

    let (_, code) = connect.link().await;
    let session = connect.session(&code, "key").await;
    let forced = json!({ "force_error": BREAK }).to_string();
    has_no_forged_header(&connect.login(&session, "user_custom", &forced).await);
    // What is no code is none.
    connect
        .wait_for_state(&session, |state| state["attemptsLeft"] == 2)
        .await;
    assert_eq!(connect.status(&code).await["error"], Value::Null);
}

#[tokio::test]
async fn a_line_break_begins_no_header_of_a_webhook() {
    let connect = Connect::start().await;
    let mut receiver = Receiver::start(&[]).await;
    let (_, code) = connect
        .link_for(json!({
            "integrationId": "tmobile", "resource": "mobileBillingStatement", "action": "read",
            "externalUserId": BREAK, "webhookUrl": format!("{}?from={BREAK}", receiver.url),
        }))
        .await;
    let session = connect.session(&code, "key").await;
    connect.login(&session, "user_good", "pass_good").await;
    let received = receiver.next().await;
    assert!(received.headers.contains_key("x-passage-signature"));
    assert!(!received.headers.contains_key("x-forged"));
    assert!(!received.headers.contains_key("set-cookie"));
}

#[tokio::test]
async fn nothing_that_is_sent_becomes_a_line_of_the_log() {
    let forged =
        "\n2026-11-21T00:00:00Z  INFO forged: all is well\n{\"level\":\"INFO\",\"forged\":1}\n";
    for format in ["text", "json"] {
        let program = Program::start_with(|command: &mut Command| {
            command
                .args(["--listen", "127.0.0.1:0", "--step-ms", "0"])
                .args(["--database", ":memory:", "--sandbox", "--private-webhooks"])
                .args(["--log", "trace", "--log-format", format]);
        });
        let mut body = json!({
            "integrationId": "tmobile", "resource": "mobileBillingStatement", "action": "read",
            "externalUserId": forged, "webhookUrl": format!("http://127.0.0.1:1/{forged}"),
        });
        let (status, link) = program.post("/v1/links", program::API_KEY, &body).await;
        assert_eq!(status, StatusCode::CREATED);
        body["integrationId"] = json!(forged);
        body["resource"] = json!(forged);
        let (status, _) = program.post("/v1/links", program::API_KEY, &body).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        let (status, _) = program
            .post("/link/claim", "", &json!({ "code": forged }))
            .await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        let code = link["claimCode"].as_str().unwrap();
        let (_, claim) = program
            .post("/link/claim", "", &json!({ "code": code }))
            .await;
        let session_id = claim["sessionId"].as_str().unwrap();
        program
            .post(
                &format!("/clip/{session_id}/login"),
                claim["clientToken"].as_str().unwrap(),
                &json!({ "username": forged, "password": forged }),
            )
            .await;
        for path in [encoded(forged), format!("clip/{}/state", encoded(forged))] {
            client()
                .get(format!("{}/{path}", program.url))
                .header(USER_AGENT, "forged")
                .header("x-request-id", "forged")
                .send()
                .await
                .unwrap();
        }
        program.signal("-TERM");
        let (_, _, log) = program.end();
        assert!(log.contains(session_id), "the search finds what is there");
        assert_eq!(log.lines().find(|line| line.contains("forged")), None);
        if format == "json" {
            for line in log.lines() {
                assert!(
                    serde_json::from_str::<Value>(line).is_ok_and(|line| line.is_object()),
                    "{line}"
                );
            }
        }
    }
}

/// Asks for this target as it is written, which a client would tidy up. Returns the status and the whole answer.
async fn as_written(url: &str, target: &str, bearer: &str) -> (u16, String) {
    let address = url.strip_prefix("http://").unwrap().to_owned();
    let request = format!(
        "GET {target} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer {bearer}\r\nconnection: close\r\n\r\n"
    );
    let exchange = move || {
        let mut stream = TcpStream::connect(address)?;
        stream.write_all(request.as_bytes())?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        std::io::Result::Ok(String::from_utf8_lossy(&answer).into_owned())
    };
    let answer = spawn_blocking(exchange).await.unwrap().unwrap();
    let status = answer.split(' ').nth(1).and_then(|text| text.parse().ok());
    (
        status.unwrap_or_else(|| panic!("{target}: {answer}")),
        answer,
    )
}

#[tokio::test]
async fn no_way_of_writing_a_path_leads_around_the_key() {
    let connect = Connect::start().await;
    let url = connect.listen().await;
    let (link_id, _) = connect.link().await;
    let (status, answer) = as_written(&url, "/v1/links", API_KEY).await;
    assert!(
        status == 200 && answer.contains(&link_id),
        "this is how it is found"
    );
    for target in [
        "/v1/links",
        "//v1/links",
        "/v1//links",
        "/./v1/links",
        "/v1/./links",
        "/v1/links/",
        "/v1/links/.",
        "/v1/links?",
        "/v1/links?key=1#x",
        "/v1/links;x=1",
        "/v1/links%00",
        "/v1/links%20",
        "/v1%2flinks",
        "/%76%31/links",
        "/V1/LINKS",
        "/v1\\links",
        "/link/../v1/links",
        "/link/status/../../v1/links",
        "/link/..%2fv1%2flinks",
        "/clip/assets/../../v1/links",
        "/sandbox/../v1/links",
        "http://127.0.0.1/v1/links",
        "http://evil.example/v1/links",
    ] {
        let (status, answer) = as_written(&url, target, "clm_none").await;
        assert!(
            matches!(status, 400 | 401 | 404 | 405),
            "{target}: {answer}"
        );
        assert!(!answer.contains(&link_id), "{target}: {answer}");
    }
}

#[tokio::test]
async fn no_way_of_writing_a_path_leads_out_of_the_frames_files() {
    let connect = Connect::start().await;
    let url = connect.listen().await;
    let (status, _) = as_written(&url, "/clip/assets/clip.js", "").await;
    assert_eq!(status, 200, "this is how one is found");
    for target in [
        "/clip/assets/../Cargo.toml",
        "/clip/assets/../../Cargo.toml",
        "/clip/assets/./../Cargo.toml",
        "/clip/assets//etc/passwd",
        "/clip/assets/%2fetc%2fpasswd",
        "/clip/assets/..%2fCargo.toml",
        "/clip/assets/..%5cCargo.toml",
        "/clip/assets/..\\Cargo.toml",
        "/clip/assets/%2e%2e/Cargo.toml",
        "/clip/assets/%252e%252e%252fCargo.toml",
        "/clip/assets/%c0%ae%c0%ae/Cargo.toml",
        "/clip/assets/views/../../Cargo.toml",
        "/clip/assets/clip.js%00.html",
        "/clip/assets/",
        "/clip/assets/views",
        "/sandbox/assets/../../Cargo.toml",
        "/sandbox/assets/..%2f..%2fCargo.toml",
    ] {
        let (status, answer) = as_written(&url, target, "").await;
        assert!(matches!(status, 400 | 404), "{target}: {answer}");
        assert!(!answer.contains("[package]"), "{target}: {answer}");
    }
}

#[tokio::test]
async fn an_integrator_cannot_page_into_the_links_of_another() {
    let connect = Connect::start().await;
    let mut theirs = Vec::new();
    for _ in 0..3 {
        theirs.push(connect.link().await.0);
    }
    let page = connect.get("/v1/links?limit=1", API_KEY).await.json();
    let cursor = text(&page["nextCursor"]);
    let far = format!("cur_{}", i64::MAX);
    for cursor in [cursor.as_str(), "cur_2", "cur_9999", far.as_str()] {
        let path = format!("/v1/links?limit=100&cursor={cursor}");
        let page = connect.get(&path, OTHER_API_KEY).await;
        assert_eq!(page.json(), json!({ "links": [], "nextCursor": null }));
    }
    for id in theirs {
        for path in [
            format!("/v1/links/{id}"),
            format!("/v1/links/{id}?owner=key"),
            format!("/v1/links/{}", id.to_uppercase()),
        ] {
            let other = connect.get(&path, OTHER_API_KEY).await;
            other.is_error(StatusCode::NOT_FOUND, "NOT_FOUND");
        }
    }
}

#[tokio::test]
async fn each_secret_opens_what_it_is_for_and_nothing_else() {
    let connect = Connect::start().await;
    let (link_id, code) = connect.link().await;
    let session = connect.session(&code, "key").await;
    for secret in [code.as_str(), &session.token, &session.id, &link_id] {
        for path in [
            "/v1/links",
            "/v1/providers",
            &format!("/v1/links/{link_id}"),
        ] {
            let answer = connect.get(path, secret).await;
            answer.is_error(StatusCode::UNAUTHORIZED, "UNAUTHORIZED");
        }
    }
    for secret in [API_KEY, &session.token, &session.id, &link_id] {
        let status = connect.get("/link/status", secret).await;
        status.is_error(StatusCode::UNAUTHORIZED, "INVALID_CLAIM_CODE");
        let claim = connect.claim(secret, "other").await;
        claim.is_error(StatusCode::NOT_FOUND, "INVALID_CLAIM_CODE");
    }
    // The token of an earlier session of the same link is no key to the next.
    connect.login(&session, "user_bad", "x").await;
    connect.wait_for_stage(&session, "failed").await;
    let next = connect.session(&code, "next").await;
    let path = format!("/clip/{}/state", next.id);
    let state = connect.get(&path, &session.token).await;
    state.is_frame_error(StatusCode::UNAUTHORIZED, "UNAUTHORIZED");
    assert_eq!(connect.state(&next).await["stage"], "login");
}
