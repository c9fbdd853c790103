//! Claims: how a browser comes to a session of a link.

use sqlx::AnyConnection;

use super::life::{MOST_CLAIMS, fail_in, settle, tell_frame, tell_link};
use crate::{
    error::Error,
    failure::Failure,
    secrets,
    state::App,
    store::{
        links::{self, Link, Status},
        sessions::{self, Session, Stage},
    },
};

/// What a claim gets.
pub struct Claim {
    /// The link, now active.
    pub link: Link,
    /// The session of this claim.
    pub session_id: String,
}

/// Claims a link. Of any number of claims at once, one wins. The same key gets the same session as long as that is
/// open, and after it has completed the link: a page that was reloaded meanwhile has still to hear of it.
pub async fn claim(
    app: App,
    code: String,
    idempotency_key: Option<String>,
) -> Result<Claim, Error> {
    let session_id = app.random.session_id()?;
    // A claim without a key never matches another.
    let key = idempotency_key.unwrap_or_else(|| session_id.clone());

    let claim_hash = secrets::hash(&code);
    let link = links::by_claim_hash(app.store.reader(), &claim_hash)
        .await?
        .ok_or(Error::UnknownClaimCode)?;
    // Whoever claims the link again has read why it failed, or was not there to read it.
    if let Some(id) = &link.current_session_id
        && sessions::by_id(app.store.reader(), id)
            .await?
            .is_some_and(|session| session.is_showing_failure())
    {
        settle(&app, &link.id, id).await?;
    }
    let mut transaction = app.store.write(&link.id).await?;
    let now_ms = app.clock.now_ms();
    // Read again: now it stays as it is.
    let link = links::by_claim_hash(&mut *transaction, &claim_hash)
        .await?
        .ok_or(Error::UnknownClaimCode)?;
    if let Some(earlier) = sessions::by_idempotency_key(&mut *transaction, &link.id, &key).await? {
        let is_open = earlier.stage.is_open() && !link.is_due(now_ms);
        if is_open || earlier.stage == Stage::Complete {
            // The caller did not get the first answer, or lost it: repeat it.
            return Ok(Claim {
                link,
                session_id: earlier.id,
            });
        }
        // The session has failed, so this claim counts as one with a new key.
        sessions::give_back_key(&mut transaction, &earlier.id).await?;
    }
    let is_used_up = sessions::count_of_link(&mut *transaction, &link.id).await? >= MOST_CLAIMS;
    let left = match link.status {
        Status::Complete => return Err(Error::AlreadyComplete),
        _ if link.deleted_at.is_some() => return Err(Error::CalledOff),
        // A failed link keeps its status when its time is over, and yet cannot be claimed again.
        _ if link.expires_at <= now_ms => return Err(Error::Expired),
        Status::Expired => return Err(Error::Expired),
        Status::Active if is_used_up => {
            let holder = abandoned(&app, &mut transaction, &link).await?;
            fail_in(&app, transaction, &link.id, &holder.id, &Failure::used_up()).await?;
            return Err(Error::UsedUp);
        }
        _ if is_used_up => return Err(Error::UsedUp),
        Status::Active => Some(leave_abandoned(&app, &mut transaction, &link, now_ms).await?),
        Status::Pending | Status::Failed => None,
    };
    let token_hash = secrets::hash(&secrets::client_token(&code, &session_id));
    sessions::insert(
        &mut transaction,
        &session_id,
        &link.id,
        &key,
        &token_hash,
        now_ms,
    )
    .await?;
    let link = links::activate(&mut transaction, &link, &session_id, now_ms)
        .await?
        .ok_or(Error::InUse)?;
    transaction.commit().await?;

    app.metrics.session_reached(Stage::Login.as_str());
    if let Some(left) = left {
        app.metrics.session_reached(left.stage.as_str());
        app.presence.forget(&left.id);
        tell_frame(&app, &link, &left);
    }
    tell_link(&app, &link);
    tracing::info!(link = link.id, session = session_id, "claimed");
    Ok(Claim { link, session_id })
}

/// The session that holds an active link, if its frame is gone while it waits for the person.
async fn abandoned(app: &App, db: &mut AnyConnection, link: &Link) -> Result<Session, Error> {
    let id = link.current_session_id.as_deref().ok_or(Error::InUse)?;
    let holder = sessions::by_id(&mut *db, id).await?.ok_or(Error::InUse)?;
    if !holder.stage.waits_for_person() || !app.presence.is_gone(&app.store, &holder).await? {
        return Err(Error::InUse);
    }
    Ok(holder)
}

/// Ends the session that holds an active link, if its frame is gone while it waits for the person.
async fn leave_abandoned(
    app: &App,
    db: &mut AnyConnection,
    link: &Link,
    now_ms: i64,
) -> Result<Session, Error> {
    let holder = abandoned(app, db, link).await?;
    sessions::end(
        db,
        &holder.id,
        Stage::Failed,
        Some(&Failure::replaced()),
        now_ms,
    )
    .await?
    .ok_or(Error::InUse)
}
