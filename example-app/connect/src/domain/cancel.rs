//! Stop means stop: a session at work is called off, and begins no further operation.

use super::{
    done::told,
    handover::Device,
    life::{fail_in, settle},
    shown::show_in,
};
use crate::{
    error::Error,
    failure::Failure,
    state::App,
    store::{
        links,
        sessions::{self, Stage},
        shown_failures,
    },
};

/// Who stops it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// Whoever has the claim code: the link fails at once.
    Claimer,
    /// The frame of the device that holds the session, which shows what was done first.
    Frame(Device),
}

/// Which session is stopped.
pub enum Which {
    /// The one with this id.
    Id(String),
    /// The one that was claimed with this idempotency key: a page may be closed before the claim's answer has told it the id.
    Key(String),
}

/// Stops a session of the link that whoever has the claim code names, as [`stop`] does.
pub async fn cancel(app: &App, link_id: &str, which: Which) -> Result<bool, Error> {
    let session_id = match which {
        Which::Id(id) => id,
        Which::Key(key) => {
            let session = sessions::by_idempotency_key(app.store.reader(), link_id, &key).await?;
            match session {
                Some(session) => session.id,
                None => return Ok(false),
            }
        }
    };
    stop(app, link_id, &session_id, By::Claimer).await
}

/// Stops a session of the link if it is at work. True also if it was stopped before; false if there was nothing to stop.
pub async fn stop(app: &App, link_id: &str, session_id: &str, by: By) -> Result<bool, Error> {
    let mut transaction = app.store.write(link_id).await?;
    let link = links::by_id(&mut *transaction, link_id).await?;
    let session = sessions::by_id(&mut *transaction, session_id).await?;
    let (Some(link), Some(session)) = (link, session.filter(|one| one.link_id == link_id)) else {
        return Ok(false);
    };
    if let By::Frame(device) = by
        && !device.holds(&session)
    {
        return Err(Error::HeldElsewhere);
    }
    let was_stopped = session.error.as_ref().is_some_and(Failure::is_called_off);
    if session.is_showing_failure() && by == By::Claimer {
        // Its frame is closed, so nobody reads on.
        drop(transaction);
        settle(app, link_id, session_id).await?;
        return Ok(was_stopped);
    }
    if session.stage != Stage::Working {
        return Ok(was_stopped);
    }
    let failure = Failure::stopped(&told(&link, session.operations_done));
    match by {
        By::Claimer => fail_in(app, transaction, link_id, session_id, &failure).await,
        By::Frame(_) => {
            shown_failures::will_show(&mut transaction, session_id).await?;
            show_in(app, transaction, link_id, session_id, &failure).await
        }
    }
}
