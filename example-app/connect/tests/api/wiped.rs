//! What is wiped is gone: from the database's file, from its log, and from whatever else lies beside them.

use std::{
    collections::HashSet, fs, os::unix::fs::PermissionsExt as _, path::Path, time::Duration,
};

use aho_corasick::AhoCorasick;
use passage_connect::{config::Config, service::Service, store::Location};
use serde_json::json;
use tempfile::TempDir;
use tokio::time::{sleep, timeout};

use crate::support::{Connect, Session, config};

/// As many as were looked for when some were found.
const CARDS: u64 = 200;

async fn on(folder: &TempDir) -> Connect {
    Connect::with(Config {
        database: Location::File(folder.path().join("connect.sqlite")),
        ..config()
    })
    .await
}

/// All files of the folder, as one text.
fn files(folder: &Path) -> String {
    let mut all = String::new();
    for entry in fs::read_dir(folder).unwrap() {
        all.push_str(&String::from_utf8_lossy(
            &fs::read(entry.unwrap().path()).unwrap(),
        ));
    }
    all
}

fn number(index: u64) -> String {
    format!("4{:015}", 100_000_007 * index + 31)
}

async fn sessions_with_cards(connect: &Connect) -> Vec<Session> {
    let mut sessions = Vec::new();
    for index in 0..CARDS {
        let (_, code) = connect
            .link_for(json!({
                "integrationId": "att", "resource": "paymentMethod", "action": "write",
                "arguments": {
                    "cardNumber": number(index), "expirationDate": "12/28", "cvv": "987",
                    "nameOnCard": format!("Jane Roe the {index}th"), "billingZip": "10001"
                },
            }))
            .await;
        sessions.push(connect.session(&code, "key").await);
    }
    sessions
}

async fn sealed(connect: &Connect) -> Vec<String> {
    sqlx::query_scalar("SELECT arguments FROM links WHERE arguments IS NOT NULL")
        .fetch_all(connect.service.app.store.reader())
        .await
        .unwrap()
}

#[tokio::test]
async fn no_card_is_in_any_file_and_of_a_wiped_one_not_even_what_was_sealed() {
    let folder = TempDir::new().unwrap();
    let connect = on(&folder).await;
    let sessions = sessions_with_cards(&connect).await;
    let sealed = sealed(&connect).await;
    let found = |texts: &[String]| {
        // All at once: one after the other they take seconds in a build for tests.
        let search = AhoCorasick::new(texts).unwrap();
        let files = files(folder.path());
        let found = search.find_overlapping_iter(&files);
        found
            .map(|text| text.pattern())
            .collect::<HashSet<_>>()
            .len()
    };
    let cards: Vec<String> = (0..CARDS)
        .flat_map(|index| [number(index), format!("the {index}th")])
        .collect();
    assert_eq!(found(&cards), 0, "while they are needed");
    assert_eq!(
        found(&sealed),
        sealed.len(),
        "the search finds what is there"
    );
    for session in &sessions {
        connect.login(session, "user_good", "pass_good").await;
        connect.wait_for_stage(session, "complete").await;
    }
    let gone = async {
        while found(&sealed) > 0 {
            sleep(Duration::from_millis(100)).await;
        }
    };
    timeout(Duration::from_secs(20), gone)
        .await
        .unwrap_or_else(|_| panic!("{} of {CARDS} are there still", found(&sealed)));
    assert_eq!(found(&cards), 0, "while it runs");
    connect.service.app.store.close().await;
    assert_eq!(found(&cards) + found(&sealed), 0, "after it ended");
}

#[tokio::test]
async fn what_a_killed_service_had_wiped_is_gone_after_the_next_start() {
    let folder = TempDir::new().unwrap();
    let connect = on(&folder).await;
    let sessions = sessions_with_cards(&connect).await;
    let sealed = sealed(&connect).await;
    for session in &sessions {
        connect.login(session, "user_good", "pass_good").await;
        connect.wait_for_stage(session, "complete").await;
    }
    drop(connect);
    let _connect = on(&folder).await;
    let files = files(folder.path());
    assert!(sealed.iter().all(|text| !files.contains(text.as_str())));
}

#[tokio::test]
async fn arguments_of_an_earlier_version_are_sealed_at_the_start_and_work() {
    let folder = TempDir::new().unwrap();
    let connect = on(&folder).await;
    let (link_id, code) = connect
        .link_for(json!({
            "integrationId": "att", "resource": "mobileBillingStatement", "action": "read",
            "arguments": { "months": 2 },
        }))
        .await;
    let mut transaction = connect.service.app.store.write("a test").await.unwrap();
    sqlx::query("UPDATE links SET arguments = '[{\"months\":2}]'")
        .execute(&mut *transaction)
        .await
        .unwrap();
    sqlx::query("PRAGMA user_version = 0")
        .execute(&mut *transaction)
        .await
        .unwrap();
    transaction.commit().await.unwrap();
    assert!(files(folder.path()).contains("[{\"months\":2}]"));
    drop(connect);

    let connect = on(&folder).await;
    assert!(!files(folder.path()).contains("[{\"months\":2}]"));
    let session = connect.session(&code, "key").await;
    connect.login(&session, "user_good", "pass_good").await;
    connect.wait_for_stage(&session, "complete").await;
    let link = connect.show(&link_id).await;
    assert_eq!(link["result"]["billing"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn without_the_key_that_sealed_it_a_database_is_refused() {
    let folder = TempDir::new().unwrap();
    let connect = on(&folder).await;
    connect.link().await;
    drop(connect);
    fs::remove_file(folder.path().join("connect.sqlite-key")).unwrap();
    let refused = Service::start(Config {
        database: Location::File(folder.path().join("connect.sqlite")),
        ..config()
    })
    .await;
    let error = refused.err().unwrap().to_string();
    assert!(error.contains("connect.sqlite-key"), "{error}");
}

#[tokio::test]
async fn the_files_are_for_their_owner_alone() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("connect.sqlite");
    // As an earlier version left it.
    fs::write(&path, "").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    let connect = on(&folder).await;
    connect.link().await;
    let mut names = Vec::new();
    for entry in fs::read_dir(folder.path()).unwrap() {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{:?}", entry.path());
        names.push(entry.file_name().into_string().unwrap());
    }
    names.sort();
    let ending = |name: &str| name.replace("connect.sqlite", "");
    let endings: Vec<String> = names.iter().map(|name| ending(name)).collect();
    assert_eq!(endings, ["", "-key", "-lock", "-shm", "-wal"]);
}
