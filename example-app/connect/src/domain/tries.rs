//! Three tries for the password and for the one-time code. Each is read, compared, counted and, if it was the last, ended in one
//! transaction: any number of tries at once are judged as three, and a kill gives nobody a fourth.

use super::{
    handover::{self, Device},
    life::{self, tell_frame},
    shown,
    steps::VERIFYING_CODE,
};
use crate::{
    error::Error,
    failure::Failure,
    providers::credentials::{CODE_ATTEMPTS, ONE_TIME_CODE, PASSWORD_ATTEMPTS},
    secrets,
    state::App,
    store::{
        links::Link,
        sessions::{self, Move, Session, Stage},
        shown_failures,
    },
};

/// What came of a password that the provider did not accept.
pub enum Refused {
    /// The person is asked again.
    Again,
    /// It was the last one.
    Last,
    /// The session had moved on.
    TooLate,
}

/// Takes a login of the device that holds the session, and remembers whether its frame shows failures. `None`: the session is not
/// where the change starts from. The caller starts the automation, which finds out whether the password is right.
pub async fn sign_in(
    app: &App,
    link: &Link,
    session_id: &str,
    device: Device,
    change: Move<'_>,
    shows_failure: bool,
) -> Result<Option<Session>, Error> {
    let mut transaction = app.store.write(&link.id).await?;
    handover::must_hold(&mut transaction, session_id, device).await?;
    let now_ms = app.clock.now_ms();
    let moved =
        sessions::advance(&mut transaction, &app.replica, session_id, change, now_ms).await?;
    if moved.is_some() && shows_failure {
        shown_failures::will_show(&mut transaction, session_id).await?;
    }
    transaction.commit().await?;
    if let Some(session) = &moved {
        app.metrics.session_reached(session.stage.as_str());
        tell_frame(app, link, session);
    }
    Ok(moved)
}

/// Counts a wrong password: asks for the login again or, at the last one, fails the link.
pub async fn wrong_password(app: &App, link: &Link, session_id: &str) -> Result<Refused, Error> {
    let mut transaction = app.store.write(&link.id).await?;
    let now_ms = app.clock.now_ms();
    let counted =
        sessions::count_wrong_password(&mut transaction, &app.replica, session_id, now_ms).await?;
    let Some(session) = counted else {
        return Ok(Refused::TooLate);
    };
    if session.wrong_passwords >= PASSWORD_ATTEMPTS {
        let failure = Failure::wrong_passwords();
        shown::show_in(app, transaction, &link.id, session_id, &failure).await?;
        return Ok(Refused::Last);
    }
    transaction.commit().await?;
    app.metrics.session_reached(Stage::Login.as_str());
    tell_frame(app, link, &session);
    Ok(Refused::Again)
}

/// Compares a one-time code of the device that holds the session: sets the session to work, or counts a wrong one and, at the last, fails the link. The caller starts
/// the automation.
pub async fn enter_code(
    app: &App,
    link: &Link,
    session_id: &str,
    device: Device,
    typed: &str,
) -> Result<(), Error> {
    let mut transaction = app.store.write(&link.id).await?;
    handover::must_hold(&mut transaction, session_id, device).await?;
    if secrets::same(typed.as_bytes(), ONE_TIME_CODE.as_bytes()) {
        let change = Move {
            from: (Stage::Code, None),
            to: (Stage::Working, Some(VERIFYING_CODE)),
            verdict: None,
        };
        return match life::advance_in(app, transaction, link, session_id, change).await? {
            Some(_) => Ok(()),
            None => Err(Error::WrongStage("The session does not wait for a code.")),
        };
    }
    let session = sessions::count_wrong_code(&mut transaction, session_id, app.clock.now_ms())
        .await?
        .ok_or(Error::WrongStage("The session does not wait for a code."))?;
    if session.wrong_codes >= CODE_ATTEMPTS {
        let failure = Failure::wrong_codes();
        shown::show_in(app, transaction, &link.id, session_id, &failure).await?;
    } else {
        transaction.commit().await?;
        tell_frame(app, link, &session);
    }
    Err(Error::OneTimeCode)
}
