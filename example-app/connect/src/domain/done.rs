//! What was done of a link that ended before its last operation: whoever stopped it, the words are the same.

use sqlx::AnyConnection;

use crate::{
    error::Error,
    store::{links::Link, sessions},
};

/// Which operations any session of the link has done, and which none has: another claim begins with the first again.
pub async fn of_link(db: &mut AnyConnection, link: &Link) -> Result<String, Error> {
    let done = match link.current_session_id {
        Some(_) => sessions::most_operations_done(db, &link.id).await?,
        None => 0,
    };
    Ok(told(link, done))
}

/// As `Done: a read. Not done: b write.`, where the first `done` operations are.
pub fn told(link: &Link, done: i64) -> String {
    let names: Vec<String> = link
        .operations
        .iter()
        .map(|one| format!("{} {}", one.resource, one.action))
        .collect();
    let done = usize::try_from(done).unwrap_or(0).min(names.len());
    let (done, not_done) = names.split_at(done);
    let list = |names: &[String]| {
        if names.is_empty() {
            "nothing".to_owned()
        } else {
            names.join(", ")
        }
    };
    format!("Done: {}. Not done: {}.", list(done), list(not_done))
}
