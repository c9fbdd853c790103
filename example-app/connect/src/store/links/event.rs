//! Which ends of a link its webhooks tell of.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An end of a link, as an integrator may be told of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum Event {
    /// It has a result.
    #[serde(rename = "link.complete")]
    Complete,
    /// Its session ended without one.
    #[serde(rename = "link.failed")]
    Failed,
    /// Its time ran out.
    #[serde(rename = "link.expired")]
    Expired,
    /// It was called off.
    #[serde(rename = "link.canceled")]
    Canceled,
}

impl Event {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Complete, Self::Failed, Self::Expired, Self::Canceled];

    /// Those that are told if nothing else was asked for.
    pub const USUAL: [Self; 2] = [Self::Complete, Self::Failed];

    /// As it is written in the database and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Complete => "link.complete",
            Self::Failed => "link.failed",
            Self::Expired => "link.expired",
            Self::Canceled => "link.canceled",
        }
    }

    /// What [`Self::as_str`] wrote.
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.as_str() == text)
    }

    /// As the database keeps several.
    pub(super) fn join(events: &[Self]) -> String {
        let names: Vec<&str> = events.iter().map(|event| event.as_str()).collect();
        names.join(",")
    }

    /// What [`Self::join`] wrote.
    pub(super) fn split(text: &str) -> Result<Vec<Self>, sqlx::Error> {
        text.split(',')
            .filter(|name| !name.is_empty())
            .map(|name| {
                Self::from_text(name)
                    .ok_or_else(|| sqlx::Error::Decode(format!("event {name}").into()))
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_survive_being_stored() {
        for events in [&Event::ALL[..], &Event::USUAL, &[Event::Canceled], &[]] {
            assert_eq!(Event::split(&Event::join(events)).unwrap(), events);
        }
        assert!(Event::split("link.complete,link.other").is_err());
    }

    #[test]
    fn the_wire_has_the_same_names() {
        for event in Event::ALL {
            assert_eq!(serde_json::to_value(event).unwrap(), event.as_str());
        }
    }
}
