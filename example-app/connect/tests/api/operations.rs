//! Several operations: one that fails, whichever it is, fails the link, and nothing of the others is kept.

use axum::http::StatusCode;
use serde_json::{Value, json};
use sqlx::Row as _;

use crate::{
    bodies::card,
    database::tables,
    receiver::Receiver,
    support::{API_KEY, Connect, poll},
};

/// Reads the bill, adds a card, reads the payment methods.
fn three_operations(webhook_url: &str) -> Value {
    json!({
        "integrationId": "verizon",
        "webhookUrl": webhook_url,
        "debug": true,
        "operations": [
            { "resource": "mobileBillingStatement", "action": "read" },
            { "resource": "paymentMethod", "action": "write", "arguments": card() },
            { "resource": "paymentMethod", "action": "read" },
        ],
    })
}

/// What only a result holds, one for each operation.
const OF_RESULTS: [&str; 3] = ["amountDue", "pm_verizon_3", "First Platypus Bank"];

/// All columns of all rows of all tables, as one text.
async fn whole_database(connect: &Connect) -> String {
    let db = connect.service.app.store.reader();
    let mut all = String::new();
    for table in tables(db).await {
        let rows = sqlx::query(sqlx::AssertSqlSafe(format!("SELECT * FROM \"{table}\"")))
            .fetch_all(db)
            .await
            .unwrap();
        for row in rows {
            for column in 0..row.len() {
                if let Ok(Some(text)) = row.try_get_unchecked::<Option<String>, _>(column) {
                    all.push_str(&text);
                    all.push('\n');
                }
            }
        }
    }
    all
}

async fn custom(connect: &Connect, code: &str, operation: usize) -> crate::support::Session {
    let session = connect.session(code, &operation.to_string()).await;
    let password = json!({ "force_error": "CONNECTION_FAILED", "operation": operation });
    connect
        .login(&session, "user_custom", &password.to_string())
        .await;
    session
}

#[tokio::test]
async fn whichever_operation_fails_the_link_fails_and_nothing_partial_is_kept() {
    let connect = Connect::start().await;
    let mut receiver = Receiver::start(&[]).await;
    let (link_id, code) = connect.link_for(three_operations(&receiver.url)).await;
    for operation in 1..=3 {
        let session = custom(&connect, &code, operation).await;
        let state = connect.wait_for_stage(&session, "failed").await;
        assert_eq!(state["error"]["code"], "CONNECTION_FAILED");

        let link = connect.get(&format!("/v1/links/{link_id}"), API_KEY).await;
        assert_eq!(link.json()["status"], "failed");
        assert_eq!(link.json()["error"]["code"], "CONNECTION_FAILED");
        assert_eq!(link.json()["result"], Value::Null);
        let told = receiver.next().await;
        let body: Value = serde_json::from_slice(&told.body).unwrap();
        assert_eq!(body["event"], "link.failed");
        assert_eq!(body["error"]["code"], "CONNECTION_FAILED");
        assert_eq!(body.get("result"), None);

        let status = connect.call(poll("/link/status", &code, "", "")).await;
        let sessions = connect
            .get(&format!("/v1/links/{link_id}/sessions"), API_KEY)
            .await;
        let shown = connect.get("/sandbox/links", "").await;
        let kept = whole_database(&connect).await;
        assert!(kept.contains(&link_id), "the search finds what is there");
        let told = String::from_utf8(told.body).unwrap();
        let seen = [
            kept,
            told,
            link.text,
            status.text,
            sessions.text,
            shown.text,
            state.to_string(),
        ];
        for partial in OF_RESULTS {
            let found = seen.iter().find(|text| text.contains(partial));
            assert_eq!(found, None, "{partial}, when operation {operation} failed");
        }
    }

    // The arguments of all three were kept: the same claim code completes.
    let session = connect.session(&code, "last").await;
    connect.login(&session, "user_good", "pass_good").await;
    connect.wait_for_stage(&session, "complete").await;
    let link = connect.get(&format!("/v1/links/{link_id}"), API_KEY).await;
    for whole in OF_RESULTS {
        assert!(link.text.contains(whole), "the search finds what is there");
    }
}

#[tokio::test]
async fn an_operation_that_the_link_does_not_have_fails_nothing() {
    let connect = Connect::start().await;
    let (link_id, code) = connect.link().await;
    let session = custom(&connect, &code, 2).await;
    connect.wait_for_stage(&session, "complete").await;
    assert!(connect.show(&link_id).await["result"]["billing"].is_array());
}

#[tokio::test]
async fn the_only_operation_can_be_made_to_fail_as_well() {
    let connect = Connect::start().await;
    let (link_id, code) = connect.link().await;
    let session = custom(&connect, &code, 1).await;
    connect.wait_for_stage(&session, "failed").await;
    assert_eq!(connect.show(&link_id).await["result"], Value::Null);
    assert_eq!(connect.claim(&code, "again").await.status, StatusCode::OK);
}
