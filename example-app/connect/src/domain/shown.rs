//! A failure that the person reads before it is told.
//!
//! The modal closes as soon as the status says `failed`, and the reason would be gone with it. So a frame that shows failures
//! hears of one first: the session has failed, and nothing more is done in it, but its link stays active until the frame says
//! that the reason was read, or for [`SHOWN_MS`]. Both are in the database, so a restart keeps them.

use super::life::{self, fail_in, tell_frame};
use crate::{
    error::Error,
    failure::Failure,
    state::App,
    store::{
        Write,
        links::{self, Status},
        sessions, shown_failures,
    },
};

/// How long a link waits for its frame. The frame itself decides by the length of what it shows, and is done before.
pub const SHOWN_MS: i64 = 60_000;

/// How many sessions are looked up at once.
const BATCH: i64 = 256;

/// Fails a session and its link; the link not before the frame has shown why, if it is there and does that. False: the session
/// had lost the link, or its time is over.
pub async fn fail(
    app: &App,
    link_id: &str,
    session_id: &str,
    failure: &Failure,
) -> Result<bool, Error> {
    let transaction = app.store.write(link_id).await?;
    show_in(app, transaction, link_id, session_id, failure).await
}

/// As [`fail`], at the end of a transaction.
pub(super) async fn show_in(
    app: &App,
    mut transaction: Write,
    link_id: &str,
    session_id: &str,
    failure: &Failure,
) -> Result<bool, Error> {
    let now_ms = app.clock.now_ms();
    let link = links::by_id(&mut *transaction, link_id).await?;
    let session = sessions::by_id(&mut *transaction, session_id).await?;
    let (Some(link), Some(session)) = (link, session) else {
        return Ok(false);
    };
    let holds = link.status == Status::Active
        && link.current_session_id.as_deref() == Some(session_id)
        && link.expires_at > now_ms;
    let is_shown = holds
        && session.shows_failure
        && session.ended_at.is_none()
        && !app.presence.is_gone(&app.store, &session).await?;
    if !is_shown {
        return fail_in(app, transaction, link_id, session_id, failure).await;
    }
    let shown = shown_failures::show(&mut transaction, session_id, failure, now_ms).await?;
    transaction.commit().await?;
    let Some(session) = shown else {
        return Ok(false);
    };
    app.expiry_changed.notify_one();
    tell_frame(app, &link, &session);
    Ok(true)
}

/// Settles what was shown long enough. Returns when the next one will be.
pub(super) async fn settle_due(app: &App) -> Result<Option<i64>, Error> {
    let reader = app.store.reader();
    let until = app.clock.now_ms() - SHOWN_MS;
    for (link_id, session_id) in shown_failures::since(reader, until, BATCH).await? {
        if !life::settle(app, &link_id, &session_id).await?
            && let Some(link) = links::by_id(reader, &link_id).await?
        {
            // Its time ran out meanwhile.
            life::up_to_date(app, link).await?;
        }
    }
    Ok(shown_failures::first(reader)
        .await?
        .map(|since| since + SHOWN_MS))
}
