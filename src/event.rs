//! What `onEvent` is told while a session runs.

use crate::{error::ConnectionError, wire::Status};
use serde::{Serialize, Serializer, ser::SerializeMap};

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

/// What a member of an object for the host can be.
pub(crate) enum Value<'a> {
    Text(&'a str),
    Number(u32),
    Flag(bool),
    Error(&'a ConnectionError),
}

impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Number(number) => serializer.serialize_u32(*number),
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::Error(error) => error.serialize(serializer),
        }
    }
}

/// An object with these members, as a map. By hand and in one place: a quarter of the size of what the derive makes, on
/// every page that loads it.
pub(crate) fn object<S: Serializer>(
    serializer: S,
    members: &[Option<(&str, Value<'_>)>],
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    for (name, value) in members.iter().flatten() {
        map.serialize_entry(*name, value)?;
    }
    map.end()
}

impl Serialize for Event {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use Value::{Number, Text};
        let (name, detail) = match self {
            Self::Opened => ("opened", None),
            Self::Claimed { link_id } => ("claimed", Some(("linkId", Text(link_id)))),
            Self::FrameReady => ("frameReady", None),
            Self::Progress { step } => ("progress", Some(("step", Text(step)))),
            Self::Status { status } => ("status", Some(("status", Text(status.name())))),
            Self::Offline => ("offline", None),
            Self::Online => ("online", None),
            Self::Retrying { attempt, .. } => ("retrying", Some(("attempt", Number(*attempt)))),
            Self::Redirecting { return_url } => {
                ("redirecting", Some(("returnUrl", Text(return_url))))
            }
            Self::Ended { outcome } => ("ended", Some(("outcome", Text(outcome.name())))),
        };
        let delay = match self {
            Self::Retrying { delay_ms, .. } => Some(("delayMs", Number(*delay_ms))),
            _ => None,
        };
        object(serializer, &[Some(("type", Text(name))), detail, delay])
    }
}
