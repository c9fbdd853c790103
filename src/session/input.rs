//! What can happen to a session.

use crate::{
    secret::Secret,
    told::ConnectionError,
    wire::{Answer, Claimed, FrameMessage, LinkStatus},
};

/// The generation of a request: an answer that names an older one is ignored.
pub type RequestId = u32;

/// Everything a session can be told. Time comes beside it, in milliseconds, to [`super::Session::handle`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Input {
    /// The first input: open the modal and begin.
    Open,
    /// The host's `claimCode` function gave a code; `ask` is the number it was asked with.
    CodeGiven {
        /// Which asking this answers.
        ask: u32,
        /// The code; `None` if the function threw, rejected, or gave no usable string.
        code: Option<Secret>,
    },
    /// A claim was answered.
    ClaimAnswered {
        /// Which request.
        request: RequestId,
        /// The answer.
        answer: Answer<Claimed>,
        /// The time of day at the answer, in epoch milliseconds.
        wall_ms: u64,
        /// It carried the idempotency key of an earlier session, so it may have given that one, in whatever state it is.
        resumed: bool,
    },
    /// A status request was answered.
    StatusAnswered {
        /// Which request.
        request: RequestId,
        /// The answer.
        answer: Answer<LinkStatus>,
    },
    /// A deadline that [`super::Effect::WakeIn`] asked for may have come.
    Wake,
    /// The frame spoke; its source and origin were checked.
    Frame(FrameMessage),
    /// The browser refused the frame, with what can be said of it.
    FrameBlocked {
        /// The page's policy that did it, when it can be seen.
        text: &'static str,
    },
    /// The page became visible or hidden.
    Visible(bool),
    /// The browser found or lost its connection.
    Online(bool),
    /// The page came back: from the back-forward cache, from being frozen, or into focus.
    Resumed,
    /// The person, the host or a signal wants it closed.
    Close,
    /// An adapter could not do its work: no modal, no `fetch`.
    Broken(ConnectionError),
}
