//! What `onEvent` is told while a session runs.

use crate::wire::Status;
use serde::Serialize;

/// How a session ended, without details.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The service said that the link is complete.
    Complete,
    /// A [`crate::error::ConnectionError`] was reported.
    Error,
    /// The person, the host or a signal dismissed it.
    Closed,
}

/// One step of a session, for the host's own display or analytics. No event carries a secret.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
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

impl Outcome {
    /// The name a host page compares with.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Error => "error",
            Self::Closed => "closed",
        }
    }
}

/// An object for the host, while it gets its members. By hand: a quarter of the size of what the derive makes, on every
/// page that loads it.
pub trait HostObject: Default {
    /// Sets a member: a text, a number or a flag.
    fn set<T: Serialize + ?Sized>(&self, name: &str, value: &T);

    /// Sets a member that is an object itself.
    fn nest(&self, name: &str, inner: &Self);
}

impl Event {
    /// The event as the host is told it.
    pub fn to_object<O: HostObject>(&self) -> O {
        let (name, detail) = match self {
            Self::Opened => ("opened", None),
            Self::Claimed { link_id } => ("claimed", Some(("linkId", link_id.as_str()))),
            Self::FrameReady => ("frameReady", None),
            Self::Progress { step } => ("progress", Some(("step", step.as_str()))),
            Self::Status { status } => ("status", Some(("status", status.name()))),
            Self::Offline => ("offline", None),
            Self::Online => ("online", None),
            Self::Retrying { .. } => ("retrying", None),
            Self::Redirecting { return_url } => {
                ("redirecting", Some(("returnUrl", return_url.as_str())))
            }
            Self::Ended { outcome } => ("ended", Some(("outcome", outcome.name()))),
        };
        let object = O::default();
        object.set("type", name);
        if let Some((name, text)) = detail {
            object.set(name, text);
        }
        if let Self::Retrying { attempt, delay_ms } = self {
            object.set("attempt", attempt);
            object.set("delayMs", delay_ms);
        }
        object
    }
}
