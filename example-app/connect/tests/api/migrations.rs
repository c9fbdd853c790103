//! A database that an earlier version made is brought up to date, and what is in it stays.

use passage_connect::{config::Config, store::Location};
use serde_json::json;
use sqlx::{
    Connection as _, SqlSafeStr as _, SqliteConnection,
    migrate::{Migration, MigrationType, Migrator},
    sqlite::SqliteConnectOptions,
};
use tempfile::TempDir;

use crate::{
    receiver::Receiver,
    support::{API_KEY, Connect, config},
    webhooks::tries,
};

/// Those of the version before `DELETE /v1/links/{id}`.
const SIX: [(&str, &str); 6] = [
    (
        "links",
        include_str!("../../migrations/sqlite/0001_links.sql"),
    ),
    (
        "webhooks",
        include_str!("../../migrations/sqlite/0002_webhooks.sql"),
    ),
    (
        "lanes",
        include_str!("../../migrations/sqlite/0003_lanes.sql"),
    ),
    (
        "api_keys",
        include_str!("../../migrations/sqlite/0004_api_keys.sql"),
    ),
    (
        "timeline",
        include_str!("../../migrations/sqlite/0005_timeline.sql"),
    ),
    (
        "create_keys",
        include_str!("../../migrations/sqlite/0006_create_keys.sql"),
    ),
];

#[tokio::test]
async fn webhooks_and_their_tries_survive_the_new_table() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("connect.sqlite");
    let mut receiver = Receiver::start(&[]).await;
    let options = SqliteConnectOptions::new()
        .filename(&path)
        .create_if_missing(true);
    let mut db = SqliteConnection::connect_with(&options).await.unwrap();
    let migrations = (1..).zip(SIX).map(|(version, (name, sql))| {
        let kind = MigrationType::Simple;
        Migration::new(version, name.into(), kind, sql.into_sql_str(), false)
    });
    Migrator::with_migrations(migrations.collect())
        .run(&mut db)
        .await
        .unwrap();
    let owner = passage_connect::api_keys::ApiKeys::new(&[API_KEY.to_owned()], &[]);
    let owner = owner.owner(API_KEY).unwrap().to_owned();
    sqlx::query(
        "INSERT INTO links (id, claim_hash, owner, integration_id, operations, webhook_url, debug, status, result,
                            current_session_id, version, expires_at, created_at, updated_at)
         VALUES ('link_1', x'00', ?, 'att', '[]', 'http://a.example/', 0, 'complete', '{\"a\":1}', 'ses_1', 3, 9, 1, 3)",
    )
    .bind(owner)
    .execute(&mut db)
    .await
    .unwrap();
    sqlx::query(
        "INSERT INTO link_sessions (id, link_id, idempotency_key, token_hash, stage, version, created_at, updated_at, ended_at)
         VALUES ('ses_1', 'link_1', 'key', x'00', 'complete', 2, 2, 3, 3)",
    )
    .execute(&mut db)
    .await
    .unwrap();
    sqlx::query(
        "INSERT INTO webhook_deliveries (id, link_id, session_id, event, url, body, state, round_began_at, round_tries,
                                         next_try_at, created_at, owner, host)
         VALUES ('msg_1', 'link_1', 'ses_1', 'link.complete', ?, '{}', 'waiting', 3, 1, 4, 3, 'o', 'h')",
    )
    .bind(&receiver.url)
    .execute(&mut db)
    .await
    .unwrap();
    sqlx::query("INSERT INTO webhook_attempts (delivery_id, began_at, took_ms, status) VALUES ('msg_1', 3, 5, 500)")
        .execute(&mut db)
        .await
        .unwrap();
    db.close().await.unwrap();

    let connect = Connect::with(Config {
        database: Location::File(path),
        ..config()
    })
    .await;
    assert_eq!(receiver.next().await.header("webhook-id"), "msg_1");
    let shown = connect
        .until_shown(|shown| shown["links"][0]["deliveries"][0]["state"] == "delivered")
        .await;
    assert_eq!(tries(&shown["links"][0]["deliveries"][0]), 2);
    assert_eq!(connect.show("link_1").await["result"], json!({ "a": 1 }));
    // New rows go on where the old ones ended, and belong to what is there.
    crate::webhooks::ended(&connect, &receiver.url, "user_bad").await;
    receiver.next().await;
    connect.delete("link_1", API_KEY).await;
    assert_eq!(connect.show("link_1").await["result"], json!(null));
    let wrong: Vec<(String,)> = sqlx::query_as("SELECT \"table\" FROM pragma_foreign_key_check")
        .fetch_all(connect.service.app.store.reader())
        .await
        .unwrap();
    assert_eq!(wrong, []);
}
