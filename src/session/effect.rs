//! What a session wants done.

use super::input::RequestId;
use crate::{
    secret::Secret,
    told::{ConnectionError, Event, HostObject, Outcome},
};

/// One thing to do. The driver carries effects out in order, the host's callbacks last.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Open the modal. Of all that needs it, nothing comes before.
    OpenModal,
    /// Show this in the modal.
    Show(View),
    /// Ask the host's `claimCode` function and answer with [`super::Input::CodeGiven`].
    AskClaimCode {
        /// The number to answer with.
        ask: u32,
    },
    /// `POST /link/claim`. Each claim has an idempotency key of its own, the same for all of its tries.
    SendClaim {
        /// The request's generation.
        request: RequestId,
        /// Which claim of this session: 1, or 2 after an expired code was replaced.
        claim: u32,
        /// The claim code.
        code: Secret,
    },
    /// `GET /link/status`.
    SendStatus {
        /// The request's generation.
        request: RequestId,
        /// The claim code.
        code: Secret,
        /// The last `ETag`, to be sent as `If-None-Match`.
        etag: Option<String>,
        /// Seconds to be sent as `Prefer: wait=N`.
        wait_s: Option<u32>,
    },
    /// Abort the request under way.
    CancelRequest,
    /// Point the frame at this address.
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
    /// Send `ping` to the frame.
    SendPing,
    /// Set the one timer, in milliseconds from now; `None` clears it. The latest wins.
    WakeIn(Option<u64>),
    /// Tell the developer in the console.
    Warn(&'static str),
    /// Tell the host.
    Emit(Event),
    /// Take the modal away and give focus and scrolling back.
    CloseModal,
    /// Tell the host how it ended. Always the last effect.
    End(Ending),
}

/// How a session ends; exactly one of these, once.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Ending {
    /// The service said that the link is complete.
    Complete {
        /// The link's id.
        link_id: String,
        /// Where the page goes after the host's callback, checked; `None` to stay.
        return_url: Option<String>,
    },
    /// It failed.
    Error(ConnectionError),
    /// It was dismissed.
    Closed,
}

/// What the person should see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum View {
    /// The link is being claimed.
    Opening,
    /// The frame is loading.
    Loading,
    /// One of the two takes long; still working.
    Slow,
    /// The frame is there.
    Live,
    /// The frame does not answer.
    Unresponsive,
    /// Requests fail and are tried again.
    Reconnecting,
    /// No connection.
    Offline,
    /// It failed; the modal closes in a moment.
    Failed,
}

impl Ending {
    /// How it ended, without details.
    #[must_use]
    pub const fn outcome(&self) -> Outcome {
        match self {
            Self::Complete { .. } => Outcome::Complete,
            Self::Error(_) => Outcome::Error,
            Self::Closed => Outcome::Closed,
        }
    }

    /// What the shim is told: the host's result, with the address to go to beside it.
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
            Self::Closed => {}
        }
        object
    }
}
