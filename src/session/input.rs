//! What a session can be told.

use crate::{
    secret::Secret,
    told::{ClosedBy, ConnectionError},
    wire::{Answer, Claimed, FrameMessage, LinkStatus},
};

/// The number of a request. The answer to any but the latest is ignored.
pub type RequestNumber = u32;

/// Everything that can happen to a session. [`super::Session::handle`] takes it with the time at which it happened.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Input {
    /// The first input: open the modal and begin.
    Open,
    /// The host's `claimCode` function has answered.
    CodeGiven {
        /// The number from [`super::Effect::AskClaimCode`].
        ask: u32,
        /// The code; `None` if the function threw, rejected, or gave no usable string.
        code: Option<Secret>,
    },
    /// A claim was answered.
    ClaimAnswered {
        /// Which request.
        request: RequestNumber,
        /// The answer.
        answer: Answer<Claimed>,
        /// The answer's `Request-Id`.
        request_id: Option<String>,
        /// The time of day at the answer, in epoch milliseconds.
        wall_ms: u64,
        /// The claim carried the idempotency key of an earlier session, so the service may have returned that session, which may
        /// be over.
        resumed: bool,
    },
    /// A status request was answered.
    StatusAnswered {
        /// Which request.
        request: RequestNumber,
        /// The answer.
        answer: Answer<LinkStatus>,
        /// The answer's `Request-Id`.
        request_id: Option<String>,
    },
    /// A deadline that [`super::Effect::WakeIn`] asked for may have come.
    Wake,
    /// The frame sent a message, whose source and origin were checked.
    Frame(FrameMessage),
    /// The browser refused to load the frame.
    FrameBlocked {
        /// Why, and what to do about it, for the developer.
        text: &'static str,
    },
    /// The page became visible (`true`) or hidden.
    Visible(bool),
    /// The browser went online (`true`) or offline.
    Online(bool),
    /// The page came back: from the back-forward cache, from being frozen, or into focus.
    Resumed,
    /// Somebody closes the session.
    Close(ClosedBy),
    /// An adapter cannot work in this page: there is no `fetch`, for example.
    Broken(ConnectionError),
}
