//! What must be true of the database whenever the service was killed.

use std::collections::{BTreeSet, HashMap, HashSet};

use sqlx::{AnyConnection, Connection as _, Executor as _, Row as _};

use super::visitors::Book;
use crate::database::{Database, is_postgres};

/// Each finds what cannot be; the ids that it returns are told.
const IMPOSSIBLE: [(&str, &str); 16] = [
    (
        "an active link has just its current session open, and no other link has any",
        "SELECT id FROM links AS l WHERE (status = 'active') != EXISTS
           (SELECT 1 FROM link_sessions WHERE id = l.current_session_id AND link_id = l.id AND ended_at IS NULL)
         UNION SELECT s.link_id FROM link_sessions AS s JOIN links AS l ON l.id = s.link_id
         WHERE s.ended_at IS NULL AND s.id != l.current_session_id",
    ),
    (
        "a pending link was never claimed",
        "SELECT id FROM links WHERE status = 'pending'
         AND (current_session_id IS NOT NULL OR id IN (SELECT link_id FROM link_sessions))",
    ),
    (
        "the current session is the newest",
        "SELECT id FROM links AS l WHERE current_session_id IS DISTINCT FROM
           (SELECT id FROM link_sessions WHERE link_id = l.id ORDER BY seq DESC LIMIT 1)",
    ),
    (
        "a complete or failed link has a session that ended so, for the same reason",
        "SELECT l.id FROM links AS l LEFT JOIN link_sessions AS s ON s.id = l.current_session_id
         WHERE l.status IN ('complete', 'failed') AND l.deleted_at IS NULL
         AND (s.stage IS DISTINCT FROM l.status OR s.error_code IS DISTINCT FROM l.error_code)",
    ),
    (
        "a session is open or ended, not both",
        "SELECT id FROM link_sessions WHERE (ended_at IS NULL) != (stage IN ('login', 'code', 'working'))
         AND NOT (stage = 'failed' AND ended_at IS NULL AND shows_failure = 1)",
    ),
    (
        "an operation counts as done when its outcome is recorded",
        "SELECT id FROM link_sessions AS s
         WHERE operations_done != (SELECT count(*) FROM operation_outcomes WHERE session_id = s.id)",
    ),
    (
        "nothing is written twice",
        "SELECT session_id FROM account_writes GROUP BY session_id, place HAVING count(*) > 1",
    ),
    (
        "what was written counts as done",
        "SELECT session_id FROM account_writes AS w WHERE NOT EXISTS
           (SELECT 1 FROM operation_outcomes WHERE session_id = w.session_id AND place = w.place)",
    ),
    (
        "what operations read is wiped when the session ends",
        "SELECT id FROM link_sessions AS s WHERE ended_at IS NOT NULL
         AND EXISTS (SELECT 1 FROM operation_outcomes WHERE session_id = s.id AND sealed IS NOT NULL)",
    ),
    (
        "a link is claimed ten times at most",
        "SELECT link_id FROM link_sessions GROUP BY link_id HAVING count(*) > 10",
    ),
    (
        "a step belongs to work",
        "SELECT id FROM link_sessions WHERE (stage = 'working') != (step IS NOT NULL)",
    ),
    (
        "a link completes once",
        "SELECT link_id FROM link_sessions WHERE stage = 'complete' GROUP BY link_id HAVING count(*) > 1",
    ),
    (
        "arguments are there as long as they may be needed, and no longer",
        "SELECT id FROM links WHERE (arguments IS NULL AND status IN ('pending', 'active'))
         OR (arguments IS NOT NULL AND status IN ('complete', 'expired'))",
    ),
    (
        "every end that an integrator is told of is in the outbox",
        "SELECT id FROM link_sessions WHERE stage IN ('complete', 'failed') AND error_code IS DISTINCT FROM 'LINK_IN_USE'
         AND id NOT IN (SELECT session_id FROM webhook_deliveries)",
    ),
    (
        "nothing is in the outbox that did not happen",
        "SELECT d.id FROM webhook_deliveries AS d JOIN link_sessions AS s ON s.id = d.session_id
         WHERE d.event != 'link.' || s.stage OR s.link_id != d.link_id",
    ),
    (
        "a round has three tries",
        "SELECT id FROM webhook_deliveries WHERE round_tries > 3 OR (state = 'waiting' AND round_tries > 2)",
    ),
];

/// What was seen after the kill before, and what the links were doing at the last one.
#[derive(Default)]
pub struct History {
    sessions: HashMap<String, Vec<(String, Option<String>)>>,
    results: HashMap<String, String>,
    /// The states in which the last kill met links.
    pub states: BTreeSet<String>,
}

/// What was confirmed to visitors.
struct Promised {
    links: Vec<String>,
    complete: Vec<String>,
    sessions: Vec<String>,
}

impl Promised {
    fn by(book: &Book) -> Self {
        Self {
            links: book.links().into_iter().map(|link| link.id).collect(),
            complete: book.complete(),
            sessions: book.sessions(),
        }
    }

    /// It is there.
    async fn check(&self, db: &mut AnyConnection) {
        let rows: HashMap<String, String> = sqlx::query_as("SELECT id, status FROM links")
            .fetch_all(&mut *db)
            .await
            .unwrap()
            .into_iter()
            .collect();
        for id in &self.links {
            assert!(rows.contains_key(id), "{id} is lost");
        }
        for id in &self.complete {
            assert_eq!(rows[id], "complete", "{id}");
        }
        let sessions: HashSet<String> = sqlx::query_scalar("SELECT id FROM link_sessions")
            .fetch_all(db)
            .await
            .unwrap()
            .into_iter()
            .collect();
        for id in &self.sessions {
            assert!(sessions.contains(id), "{id} is lost");
        }
    }
}

impl History {
    /// Everything, as it was at one moment.
    pub async fn check(&mut self, database: &Database, book: &Book) {
        let mut db = database.connection().await;
        // What a visitor was told before this moment is there.
        let promised = Promised::by(book);
        if is_postgres() {
            db.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                .await
                .unwrap();
        }
        let pragmas: &[&str] = if is_postgres() {
            &[]
        } else {
            &["integrity_check", "foreign_key_check"]
        };
        for pragma in pragmas {
            let found: Vec<String> = sqlx::query(sqlx::AssertSqlSafe(format!("PRAGMA {pragma}")))
                .fetch_all(&mut db)
                .await
                .unwrap()
                .iter()
                .map(|row| row.get(0))
                .collect();
            assert!(found.iter().all(|text| text == "ok"), "{found:?}");
        }
        for (rule, query) in IMPOSSIBLE {
            let found: Vec<String> = sqlx::query_scalar(query).fetch_all(&mut db).await.unwrap();
            assert!(found.is_empty(), "not so: {rule}: {found:?}");
        }
        promised.check(&mut db).await;
        self.check_history(&mut db).await;
        self.states = sqlx::query_scalar(
            "SELECT coalesce(s.step, nullif(s.stage, 'working'), l.status) FROM links AS l
             LEFT JOIN link_sessions AS s ON s.id = l.current_session_id
             UNION SELECT status FROM links
             UNION SELECT 'webhook ' || state FROM webhook_deliveries",
        )
        .fetch_all(&mut db)
        .await
        .unwrap()
        .into_iter()
        .collect();
        db.close().await.unwrap();
    }

    /// What was there is there still: sessions in their order, ends as they were, results unchanged.
    async fn check_history(&mut self, db: &mut AnyConnection) {
        let mut sessions: HashMap<String, Vec<(String, Option<String>)>> = HashMap::new();
        let rows: Vec<(String, String, Option<String>)> = sqlx::query_as(
            "SELECT link_id, id, CASE WHEN ended_at IS NULL THEN NULL ELSE stage END
             FROM link_sessions ORDER BY seq",
        )
        .fetch_all(&mut *db)
        .await
        .unwrap();
        for (link, id, end) in rows {
            sessions.entry(link).or_default().push((id, end));
        }
        for (link, before) in &self.sessions {
            let now = &sessions[link];
            for ((id, end), (id_now, end_now)) in before.iter().zip(now) {
                assert_eq!(id, id_now, "the history of {link} changed");
                assert!(end.is_none() || end == end_now, "the end of {id} changed");
            }
            assert!(
                before.len() <= now.len(),
                "the history of {link} got shorter"
            );
        }
        self.sessions = sessions;
        let results: HashMap<String, String> =
            sqlx::query_as("SELECT id, result FROM links WHERE status = 'complete'")
                .fetch_all(db)
                .await
                .unwrap()
                .into_iter()
                .collect();
        for (link, result) in &self.results {
            assert_eq!(
                results.get(link),
                Some(result),
                "the result of {link} changed"
            );
        }
        self.results = results;
    }
}

/// How many webhooks still wait.
pub async fn waiting(database: &Database) -> i64 {
    sqlx::query_scalar("SELECT count(*) FROM webhook_deliveries WHERE state = 'waiting'")
        .fetch_one(&mut database.connection().await)
        .await
        .unwrap()
}

/// All webhooks there ever were, oldest first: the link and the id of each.
pub async fn deliveries(database: &Database) -> Vec<(String, String)> {
    sqlx::query_as("SELECT link_id, id FROM webhook_deliveries ORDER BY seq")
        .fetch_all(&mut database.connection().await)
        .await
        .unwrap()
}
