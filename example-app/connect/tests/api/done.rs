//! A link that ends before its last operation, by its time or by `DELETE`, tells what was done in the words of a cancel: the link,
//! its session and the webhook the same.

use serde_json::{Value, json};

use crate::{
    bodies::reads_and_writes,
    cancel::{DONE_AT, at_step, told, writes},
    receiver::Receiver,
    support::{API_KEY, Connect, text},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    Delete,
    Time,
}

impl By {
    /// How its message begins.
    fn says(self) -> &'static str {
        match self {
            Self::Delete => "The link was called off.",
            Self::Time => "The link expired before the connection was complete.",
        }
    }

    /// Ends the link, and returns what its webhook says of it.
    async fn end(self, connect: &Connect, link_id: &str, receiver: &mut Receiver) -> Value {
        match self {
            Self::Delete => drop(connect.delete(link_id, API_KEY).await),
            Self::Time => connect.advance_s(20_000),
        }
        let webhook: Value = serde_json::from_slice(&receiver.next().await.body).unwrap();
        assert_eq!(webhook["linkId"], link_id);
        webhook["error"].clone()
    }
}

fn body(receiver: &Receiver) -> Value {
    let mut body = reads_and_writes("verizon");
    body["webhookUrl"] = json!(receiver.url);
    body["webhookEvents"] = json!(["link.canceled", "link.expired"]);
    body
}

async fn errors_of_sessions(connect: &Connect, link_id: &str) -> Vec<Value> {
    let sessions = format!("/v1/links/{link_id}/sessions");
    let shown = connect.get(&sessions, API_KEY).await.json();
    let sessions = shown["sessions"].as_array().unwrap();
    sessions.iter().map(|one| one["error"].clone()).collect()
}

#[tokio::test]
async fn a_link_that_ends_at_work_tells_what_was_done_at_each_of_its_steps() {
    let mut receiver = Receiver::start(&[]).await;
    for by in [By::Delete, By::Time] {
        let connect = Connect::start_slow().await;
        for (step, done) in DONE_AT {
            let (link_id, code, session) = at_step(&connect, step, body(&receiver)).await;
            let error = by.end(&connect, &link_id, &mut receiver).await;
            let wanted = format!("{} {}", by.says(), told(done));
            assert_eq!(text(&error["message"]), wanted, "{by:?} at step {step}");
            for same in [
                &connect.show(&link_id).await["error"],
                &connect.status(&code).await["error"],
                &connect.state(&session).await["error"],
                &errors_of_sessions(&connect, &link_id).await[0],
            ] {
                assert_eq!(*same, error, "{by:?} at step {step}");
            }
            assert_eq!(writes(&connect, &session).await, i64::from(done == 2));
        }
    }
}

#[tokio::test]
async fn of_a_link_that_nobody_claimed_nothing_is_done() {
    let mut receiver = Receiver::start(&[]).await;
    for by in [By::Delete, By::Time] {
        let connect = Connect::start().await;
        let (link_id, _) = connect.link_for(body(&receiver)).await;
        let error = by.end(&connect, &link_id, &mut receiver).await;
        let wanted = format!("{} {}", by.says(), told(0));
        assert_eq!(text(&error["message"]), wanted);
        assert_eq!(connect.show(&link_id).await["error"], error);
    }
}

#[tokio::test]
async fn what_an_earlier_session_wrote_is_told_as_done() {
    let mut receiver = Receiver::start(&[]).await;
    for by in [By::Delete, By::Time] {
        let connect = Connect::start_slow().await;
        let (link_id, code, first) = at_step(&connect, 4, body(&receiver)).await;
        let stop = json!({ "sessionId": first.id });
        connect.post("/link/cancel", &code, &stop).await;
        let stopped: Value = serde_json::from_slice(&receiver.next().await.body).unwrap();
        connect.session(&code, "again").await;
        let error = by.end(&connect, &link_id, &mut receiver).await;
        let wanted = format!("{} {}", by.says(), told(2));
        assert_eq!(text(&error["message"]), wanted);
        // The first session keeps the error that it ended with.
        let errors = errors_of_sessions(&connect, &link_id).await;
        assert_eq!(errors, [stopped["error"].clone(), error]);
    }
}
