//! What `onEvent` is told while a session runs.

use crate::wire::Status;
use serde::Serialize;

/// How a session ended, without details.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Outcome {
    /// The service said that the link is complete.
    Complete,
    /// A [`crate::error::ConnectionError`] was reported.
    Error,
    /// The person, the host or a signal dismissed it.
    Closed,
}

/// One step of a session, for the host's own display or analytics. No event carries a secret.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Event {
    /// The modal is open.
    Opened,
    /// The link was claimed; a session has started at the service.
    Claimed {
        /// The link's id.
        link_id: String,
    },
    /// The frame reported ready for the first time.
    FrameReady,
    /// The automation at the provider reached a step, as the frame names it.
    Progress {
        /// A short identifier, at most 64 characters.
        step: String,
    },
    /// The link's status changed.
    Status {
        /// The new status.
        status: Status,
    },
    /// The browser lost its connection; no request is made until it is back.
    Offline,
    /// The browser is connected again.
    Online,
    /// A request failed and is tried again.
    Retrying {
        /// 1 for the first retry.
        attempt: u32,
        /// How long until then, in milliseconds.
        delay_ms: u32,
    },
    /// The page is about to leave for the link's `returnUrl`.
    Redirecting {
        /// Where to.
        return_url: String,
    },
    /// The session is over. Always the last event.
    Ended {
        /// How.
        outcome: Outcome,
    },
}
