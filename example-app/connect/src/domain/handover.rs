//! A session that is handed over to a phone, and taken back.
//!
//! Each session is held by one device: by the one that claimed it, or by a phone that redeemed a one-time code which that device
//! showed. Who holds it is read in the transaction that takes a password, a one-time code or a cancel, and so two devices never
//! sign in at once. The others may watch, and are told who has it.

use sqlx::AnyConnection;

use super::life::tell_frame;
use crate::{
    error::Error,
    secrets,
    state::App,
    store::{
        handovers,
        links::Link,
        sessions::{self, Session, Stage},
    },
};

/// How long a code is good.
pub const CODE_MS: i64 = 120_000;

/// A key that repeats a redemption without its code is all that a caller has to know, and so must be one that nobody guesses: in
/// hexadecimal digits, 128 bits.
const SHORTEST_KEY: usize = 32;

/// How many codes of a session are remembered, for the answer to whoever comes with an old one, or with the token that it gave.
const REMEMBERED: i64 = 10;

/// Who calls for a session, by its client token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Device(i64);

impl Device {
    /// The one that claimed the session. It alone hands over and takes back.
    pub const FIRST: Self = Self(0);

    /// Whether it holds the session, and so may sign in.
    pub fn holds(self, session: &Session) -> bool {
        session.holder == self.0
    }

    /// Whether the session is there as long as this device is: the first one, and the one that holds it.
    pub fn counts(self, session: &Session) -> bool {
        self == Self::FIRST || self.holds(session)
    }

    fn must_be_first(self) -> Result<(), Error> {
        if self == Self::FIRST {
            Ok(())
        } else {
            Err(Error::NotFirstDevice)
        }
    }
}

/// Whose token it is. `None`: nobody's in this session.
pub async fn device(app: &App, session: &Session, token: &str) -> Result<Option<Device>, Error> {
    let hash = secrets::hash(token);
    if secrets::same(&hash, &session.token_hash) {
        return Ok(Some(Device::FIRST));
    }
    let place = handovers::by_token(app.store.reader(), &session.id, &hash).await?;
    Ok(place.map(Device))
}

/// Refuses a device that does not hold the session. Inside the transaction of what it asks for, nobody changes that meanwhile.
pub(super) async fn must_hold(
    db: &mut AnyConnection,
    session_id: &str,
    device: Device,
) -> Result<(), Error> {
    match sessions::by_id(db, session_id).await? {
        Some(session) if device.holds(&session) => Ok(()),
        _ => Err(Error::HeldElsewhere),
    }
}

/// Makes a code that is good once, for [`CODE_MS`]; an earlier one is over. `code` is a new one.
pub async fn offer(
    app: &App,
    link: &Link,
    session_id: &str,
    device: Device,
    code: &str,
) -> Result<(), Error> {
    device.must_be_first()?;
    let mut transaction = app.store.write(&link.id).await?;
    let session = waiting(&mut transaction, session_id).await?;
    if !device.holds(&session) {
        return Err(Error::HeldElsewhere);
    }
    let now_ms = app.clock.now_ms();
    handovers::withdraw(&mut transaction, session_id, now_ms).await?;
    let hash = secrets::hash(code);
    handovers::insert(
        &mut transaction,
        session_id,
        &hash,
        now_ms + CODE_MS,
        REMEMBERED,
    )
    .await?;
    transaction.commit().await?;
    Ok(())
}

/// The session is held by its first device again, and no code is good any more. Does nothing once it has ended.
pub async fn take_back(
    app: &App,
    link: &Link,
    session_id: &str,
    device: Device,
) -> Result<(), Error> {
    device.must_be_first()?;
    let mut transaction = app.store.write(&link.id).await?;
    handovers::withdraw(&mut transaction, session_id, app.clock.now_ms()).await?;
    let taken = sessions::hand_to(&mut transaction, session_id, Device::FIRST.0).await?;
    transaction.commit().await?;
    if let Some(session) = taken {
        tell_frame(app, link, &session);
        tracing::info!(session = session.id, "taken back");
    }
    Ok(())
}

/// Gives the session to the phone that brings a code. The same code and key get the same answer, so that one that was lost can be
/// asked for again; another key is another phone. Returns the phone's place.
pub async fn redeem(
    app: &App,
    link: &Link,
    session_id: &str,
    code: &str,
    token: &str,
) -> Result<i64, Error> {
    let mut transaction = app.store.write(&link.id).await?;
    let handover = handovers::by_code(&mut *transaction, session_id, &secrets::hash(code))
        .await?
        .ok_or(Error::UnknownHandover)?;
    let token_hash = secrets::hash(token);
    if let Some(first) = &handover.token_hash {
        return if secrets::same(first, &token_hash) {
            Ok(handover.place)
        } else {
            Err(Error::HandoverUsed)
        };
    }
    let session = sessions::by_id(&mut *transaction, session_id)
        .await?
        .ok_or(Error::UnknownHandover)?;
    let now_ms = app.clock.now_ms();
    if !session.stage.is_open() || link.is_due(now_ms) {
        return Err(Error::SessionEnded);
    }
    if handover.expires_at <= now_ms {
        return Err(Error::HandoverExpired);
    }
    waiting(&mut transaction, session_id).await?;
    if !handovers::redeem(&mut transaction, session_id, handover.place, &token_hash).await? {
        return Err(Error::HandoverUsed);
    }
    let session = sessions::hand_to(&mut transaction, session_id, handover.place)
        .await?
        .ok_or(Error::SessionEnded)?;
    transaction.commit().await?;
    tell_frame(app, link, &session);
    tracing::info!(session = session.id, "handed over");
    Ok(handover.place)
}

/// The place and the client token of the phone that redeemed a code with this key and did not get the answer: its page was loaded again
/// meanwhile, and has the key and no code. For as long as the code was good. `None`: no phone did.
pub async fn repeat(
    app: &App,
    session_id: &str,
    key: &str,
) -> Result<Option<(i64, String)>, Error> {
    if key.len() < SHORTEST_KEY {
        return Ok(None);
    }
    let now_ms = app.clock.now_ms();
    let redeemed = handovers::redeemed(app.store.reader(), session_id, now_ms).await?;
    Ok(redeemed.into_iter().find_map(|handover| {
        let token = secrets::phone_token(&handover.code_hash, key, session_id);
        let same = secrets::same(&secrets::hash(&token), handover.token_hash.as_deref()?);
        same.then_some((handover.place, token))
    }))
}

/// The session, as long as it waits for the person: nobody changes devices in the middle of the work.
async fn waiting(db: &mut AnyConnection, session_id: &str) -> Result<Session, Error> {
    let session = sessions::by_id(db, session_id)
        .await?
        .ok_or(Error::NotFound("There is no such session."))?;
    match session.stage {
        stage if stage.waits_for_person() => Ok(session),
        Stage::Working => Err(Error::WrongStage("The session is at work.")),
        _ => Err(Error::SessionEnded),
    }
}
