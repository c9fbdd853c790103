//! The life of a link: pending, active, and then complete, failed or expired.
//!
//! Each change is one transaction over a link and its session, made conditional on where both stand,
//! and is told to those who wait only after it is committed. Run these through [`crate::state::Shared::run`].

use super::{
    done, outbox,
    snapshots::{FrameState, LinkStatus},
};
use crate::{
    error::Error,
    failure::Failure,
    news::News,
    state::App,
    store::{
        Write,
        create_keys::CreateKey,
        deliveries,
        links::{self, Link, NewLink, Status},
        sessions::{self, Move, Session, Stage},
    },
};
use serde_json::Value;

/// How often a link may be claimed: a page that claims in a loop shall not fill the database, nor the integrator's log.
pub const MOST_CLAIMS: i64 = 10;

/// Creates a link and returns it with its claim code: `claim_code`, or that of the link which the key created before.
pub async fn create(
    app: App,
    new: NewLink,
    claim_code: String,
    key: Option<CreateKey>,
) -> Result<(Link, String), Error> {
    let alone = match &key {
        Some(key) => format!("create {} {}", key.owner, key.key),
        None => new.id.clone(),
    };
    let mut transaction = app.store.write(&alone).await?;
    if let Some(key) = &key
        && let Some(earlier) = key.find(&mut transaction, new.created_at).await?
    {
        if earlier.body_hash != key.body_hash {
            return Err(Error::KeyReused);
        }
        let link = links::by_id(&mut *transaction, &earlier.link_id)
            .await?
            .ok_or(Error::Internal("a key names a link that is not there"))?;
        return Ok((link, earlier.claim_code(app.store.vault())?));
    }
    let vault = app.store.vault();
    let link = links::insert(&mut transaction, vault, &new).await?;
    if let Some(key) = &key {
        key.insert(
            &mut transaction,
            vault,
            &link.id,
            &claim_code,
            new.created_at,
        )
        .await?;
    }
    transaction.commit().await?;
    app.expiry_changed.notify_one();
    app.changes.bump();
    app.metrics.link_created();
    tracing::info!(
        link = link.id,
        integration = link.integration_id,
        "link created"
    );
    Ok((link, claim_code))
}

/// Moves an open session on. `None`: it is not where the change starts from.
pub async fn advance(
    app: &App,
    link: &Link,
    session_id: &str,
    change: Move<'_>,
) -> Result<Option<Session>, Error> {
    let transaction = app.store.write(&link.id).await?;
    advance_in(app, transaction, link, session_id, change).await
}

pub(super) async fn advance_in(
    app: &App,
    mut transaction: Write,
    link: &Link,
    session_id: &str,
    change: Move<'_>,
) -> Result<Option<Session>, Error> {
    let now_ms = app.clock.now_ms();
    let before = change.from.0;
    let moved =
        sessions::advance(&mut transaction, &app.replica, session_id, change, now_ms).await?;
    transaction.commit().await?;
    if let Some(session) = &moved {
        if session.stage != before {
            app.metrics.session_reached(session.stage.as_str());
        }
        tell_frame(app, link, session);
    }
    Ok(moved)
}

/// Ends a session and its link with a result. False: the session had lost the link, or its time is over.
pub async fn complete(
    app: &App,
    link_id: &str,
    session_id: &str,
    result: &Value,
) -> Result<bool, Error> {
    let mut transaction = app.store.write(link_id).await?;
    let now_ms = app.clock.now_ms();
    let Some(link) = links::complete(&mut transaction, link_id, session_id, result, now_ms).await?
    else {
        return Ok(false);
    };
    let session =
        sessions::end(&mut transaction, session_id, Stage::Complete, None, now_ms).await?;
    outbox::queue(app, &mut transaction, &link).await?;
    transaction.commit().await?;
    app.store.wiped();
    ended(app, &link, session.as_ref());
    Ok(true)
}

/// Ends a session and fails its link. False: the session had lost the link, or its time is over.
pub async fn fail(
    app: &App,
    link_id: &str,
    session_id: &str,
    failure: &Failure,
) -> Result<bool, Error> {
    let transaction = app.store.write(link_id).await?;
    fail_in(app, transaction, link_id, session_id, failure).await
}

pub(super) async fn fail_in(
    app: &App,
    mut transaction: Write,
    link_id: &str,
    session_id: &str,
    failure: &Failure,
) -> Result<bool, Error> {
    let now_ms = app.clock.now_ms();
    let Some(link) = links::fail(&mut transaction, link_id, session_id, failure, now_ms).await?
    else {
        return Ok(false);
    };
    let session = sessions::end(
        &mut transaction,
        session_id,
        Stage::Failed,
        Some(failure),
        now_ms,
    )
    .await?;
    outbox::queue(app, &mut transaction, &link).await?;
    if sessions::count_of_link(&mut *transaction, link_id).await? >= MOST_CLAIMS {
        // Nobody can need them any more.
        links::wipe_arguments_of(&mut transaction, link_id).await?;
    }
    transaction.commit().await?;
    app.store.wiped();
    ended(app, &link, session.as_ref());
    Ok(true)
}

/// The failure that a session shows was read, or nobody is there to read it: the link fails as well. False: it shows none.
pub async fn settle(app: &App, link_id: &str, session_id: &str) -> Result<bool, Error> {
    let mut transaction = app.store.write(link_id).await?;
    let session = sessions::by_id(&mut *transaction, session_id).await?;
    let Some(failure) = session
        .filter(Session::is_showing_failure)
        .and_then(|session| session.error)
    else {
        return Ok(false);
    };
    fail_in(app, transaction, link_id, session_id, &failure).await
}

/// Expires a link whose time is over, with its open session. Does nothing to any other.
pub async fn expire(app: &App, link_id: &str) -> Result<(), Error> {
    let transaction = app.store.write(link_id).await?;
    expire_in(app, transaction, link_id).await
}

/// As [`expire`], unless another replica is at this link.
pub async fn try_expire(app: &App, link_id: &str) -> Result<(), Error> {
    match app.store.try_write(link_id).await? {
        Some(transaction) => expire_in(app, transaction, link_id).await,
        None => Ok(()),
    }
}

async fn expire_in(app: &App, mut transaction: Write, link_id: &str) -> Result<(), Error> {
    let now_ms = app.clock.now_ms();
    let Some(link) = links::by_id(&mut *transaction, link_id).await? else {
        return Ok(());
    };
    let failure = Failure::expired(&done::of_link(&mut transaction, &link).await?);
    let Some(link) = links::expire(&mut transaction, link_id, &failure, now_ms).await? else {
        return Ok(());
    };
    end_with_link(app, transaction, &link, Stage::Expired, &failure).await
}

/// Ends the open session of a link that has just ended without it, if there is one, and tells of both.
async fn end_with_link(
    app: &App,
    mut transaction: Write,
    link: &Link,
    stage: Stage,
    failure: &Failure,
) -> Result<(), Error> {
    let session = match &link.current_session_id {
        Some(id) => {
            sessions::end(&mut transaction, id, stage, Some(failure), link.updated_at).await?
        }
        None => None,
    };
    outbox::queue(app, &mut transaction, link).await?;
    transaction.commit().await?;
    app.store.wiped();
    ended(app, link, session.as_ref());
    Ok(())
}

/// Deletes a link: an open one is called off, an ended one loses its result. Does nothing to one that is deleted.
pub async fn delete(app: &App, link_id: &str) -> Result<(), Error> {
    let mut transaction = app.store.write(link_id).await?;
    let now_ms = app.clock.now_ms();
    let Some(link) = links::by_id(&mut *transaction, link_id).await? else {
        return Ok(());
    };
    let failure = Failure::called_off(&done::of_link(&mut transaction, &link).await?);
    let link = match links::call_off(&mut transaction, link_id, &failure, now_ms).await? {
        Some(link) => link,
        None => {
            let Some(link) = links::wipe(&mut transaction, link_id, now_ms).await? else {
                return Ok(());
            };
            deliveries::withdraw(&mut transaction, link_id).await?;
            transaction.commit().await?;
            app.store.wiped();
            tell_link(app, &link);
            tracing::info!(link = link.id, "wiped");
            return Ok(());
        }
    };
    end_with_link(app, transaction, &link, Stage::Failed, &failure).await
}

/// Ends a link's time now, and with it the link. False: it was over before.
pub async fn run_out(app: &App, link_id: &str) -> Result<bool, Error> {
    let mut transaction = app.store.write(link_id).await?;
    let ran_out = links::run_out(&mut transaction, link_id, app.clock.now_ms()).await?;
    transaction.commit().await?;
    let Some(link) = ran_out else {
        return Ok(false);
    };
    tell_link(app, &link);
    expire(app, link_id).await?;
    // A failed link does not expire, but its arguments are wiped.
    app.expiry_changed.notify_one();
    Ok(true)
}

pub(super) fn ended(app: &App, link: &Link, session: Option<&Session>) {
    app.outbox_changed.notify_one();
    app.news.tell(News::Outbox);
    let called_off = link.error.as_ref().is_some_and(Failure::is_called_off);
    app.metrics.link_ended(match link.status {
        Status::Failed if called_off => "canceled",
        status => status.as_str(),
    });
    tell_link(app, link);
    if let Some(session) = session {
        app.metrics.session_reached(session.stage.as_str());
        app.presence.forget(&session.id);
        tell_frame(app, link, session);
    }
    tracing::info!(
        link = link.id,
        session = link.current_session_id,
        status = ?link.status,
        code = link.error.as_ref().map(|error| error.code.as_str()),
        "ended"
    );
}

pub(super) fn tell_link(app: &App, link: &Link) {
    app.changes.bump();
    app.links.publish(&link.id, || LinkStatus::of(link));
    app.news.tell(News::Link(link.id.clone()));
}

pub(super) fn tell_frame(app: &App, link: &Link, session: &Session) {
    app.changes.bump();
    app.frames
        .publish(&session.id, || FrameState::of(link, session));
    app.news.tell(News::Session(session.id.clone()));
}

/// The link as it is now: if its time ran out and nobody wrote it down yet, that is done first.
pub async fn up_to_date(app: &App, link: Link) -> Result<Link, Error> {
    if !link.is_due(app.clock.now_ms()) {
        return Ok(link);
    }
    let id = link.id.clone();
    app.run(|app| async move { expire(&app, &id).await })
        .await?;
    Ok(links::by_id(app.store.reader(), &link.id)
        .await?
        .unwrap_or(link))
}
