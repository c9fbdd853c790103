//! What a session asks the driver to do.

use super::input::RequestNumber;
use crate::{
    secret::Secret,
    told::{ClosedBy, ConnectionError, Event, HostObject, Outcome},
};

/// One thing to do. The driver executes effects in order, and calls the host page after all of them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Open the modal. Comes before every effect that needs it.
    OpenModal,
    /// Switch the modal to this view.
    Show(View),
    /// Ask the host's `claimCode` function and answer with [`super::Input::CodeGiven`].
    AskClaimCode {
        /// The number to answer with: 1, or 2 when an expired code is replaced. Asked again after it failed offline, it is the same.
        ask: u32,
    },
    /// `POST /link/claim`. Each claim has an idempotency key of its own, the same for all of its tries.
    SendClaim {
        /// The number to answer with.
        request: RequestNumber,
        /// Which claim of this session: 1, or higher when an expired code was replaced or the resumed session was over.
        claim: u32,
        /// The claim code.
        code: Secret,
    },
    /// `GET /link/status`.
    SendStatus {
        /// The number to answer with.
        request: RequestNumber,
        /// The claim code.
        code: Secret,
        /// The last `ETag`, to be sent as `If-None-Match`.
        etag: Option<String>,
        /// Seconds to be sent as `Prefer: wait=N`.
        wait_s: Option<u32>,
    },
    /// `POST /link/cancel`: the service begins no further operation. Nothing waits for its answer, and it outlives the session.
    SendCancel {
        /// The claim code.
        code: Secret,
        /// The session to call off. `None`: the one that the claim resumes, if it does, by its idempotency key.
        session_id: Option<String>,
    },
    /// Abort the request under way.
    CancelRequest,
    /// Load the frame from this address, in place of the one before.
    LoadFrame {
        /// `https:` or `http:`.
        url: String,
    },
    /// Take the frame away.
    UnloadFrame,
    /// Send `init` to the frame.
    SendInit {
        /// The session's id.
        session_id: String,
        /// What the frame authenticates with.
        client_token: Secret,
    },
    /// Whether closing the modal would lose something, so that it asks first.
    SetAtStake(bool),
    /// Send `ping` to the frame.
    SendPing,
    /// Set the one timer, in milliseconds from now; `None` clears it. The latest wins.
    WakeIn(Option<u64>),
    /// Warn the developer in the console.
    Warn(&'static str),
    /// Pass an event to the host page.
    Emit(Event),
    /// Take the modal away and give focus and scrolling back.
    CloseModal,
    /// Tell the host page how the session ended. Always the last effect.
    End(Ending),
}

/// How a session ends; exactly one of these, once.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Ending {
    /// The service said that the link is complete.
    Complete {
        /// The link's id.
        link_id: String,
        /// The checked address to navigate to after the host's callback; `None` to stay.
        return_url: Option<String>,
    },
    /// It failed.
    Error(ConnectionError),
    /// It was closed.
    Closed(ClosedBy),
}

/// What the modal shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum View {
    /// The link is being claimed.
    Opening,
    /// The frame is loading.
    Loading,
    /// Claiming or loading takes longer than usual.
    Slow,
    /// The frame is ready and can be used.
    Live,
    /// The frame does not answer.
    Unresponsive,
    /// Requests fail and are retried.
    Reconnecting,
    /// The browser is offline.
    Offline,
    /// The session failed; the modal closes in a moment.
    Failed,
}

impl Ending {
    /// How it ended, without details.
    #[must_use]
    pub const fn outcome(&self) -> Outcome {
        match self {
            Self::Complete { .. } => Outcome::Complete,
            Self::Error(_) => Outcome::Error,
            Self::Closed(_) => Outcome::Closed,
        }
    }

    /// The object that the shim receives: the host page's result, with `returnUrl` added.
    pub fn to_object<O: HostObject>(&self) -> O {
        let object = O::default();
        object.set("outcome", self.outcome().name());
        match self {
            Self::Complete {
                link_id,
                return_url,
            } => {
                object.set("linkId", link_id.as_str());
                if let Some(return_url) = return_url {
                    object.set("returnUrl", return_url.as_str());
                }
            }
            Self::Error(error) => object.nest("error", &error.to_object()),
            Self::Closed(by) => object.set("by", by.name()),
        }
        object
    }
}
