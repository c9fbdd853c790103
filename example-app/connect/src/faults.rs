//! Faults that a developer can switch on, to see how a page handles them.
//!
//! A fault applies to some calls, of one link or of all, a number of times or until it is removed. Only the sandbox sets
//! any; without one, a request costs a look at an empty list.

use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The calls that a fault can meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Call {
    /// `POST /link/claim`
    Claim,
    /// `GET /link/status`
    Status,
    /// The page of the frame, `GET /clip/{sessionId}`.
    Page,
    /// The calls of the frame, below `/clip/{sessionId}/`.
    Frame,
    /// The calls of an integrator's backend, `/v1/links`.
    Links,
}

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// The answer comes `ms` milliseconds late.
    Latency,
    /// The work is done and committed, and the connection closed without an answer.
    ReplyDropped,
    /// 429, with `Retry-After`.
    RateLimited,
    /// `status`, 503 if not given.
    ServerError,
    /// The connection is closed; nothing was done.
    ConnectionDropped,
    /// The work is done; the answer is 200 with half a JSON.
    MalformedBody,
    /// As a service that knows no `Prefer`.
    NoPrefer,
    /// The frame's page loads and never says that it is ready.
    FrameNeverReady,
}

/// One switch.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Fault {
    /// What goes wrong.
    pub kind: Kind,
    /// Which calls it applies to; by default those of the SDK, and for `frameNeverReady` the page.
    #[serde(default)]
    pub on: Vec<Call>,
    /// Which link alone; null for every link.
    pub link_id: Option<String>,
    /// How many requests it applies to; null for as long as it stands.
    #[schema(value_type = Option<i64>, minimum = 1, maximum = 4_294_967_295_i64)]
    pub count: Option<u32>,
    /// Of `latency`: how late, 1000 if not given, at most a minute.
    #[schema(maximum = 60_000)]
    pub ms: Option<u64>,
    /// Of `rateLimited`: seconds of `Retry-After`, 1 if not given.
    #[schema(maximum = 86_400)]
    pub retry_after: Option<u64>,
    /// Of `rateLimited`: `Retry-After` is a date instead of seconds.
    #[serde(default)]
    pub as_date: bool,
    /// Of `serverError`.
    #[schema(minimum = 500, maximum = 599)]
    pub status: Option<u16>,
}

impl Fault {
    /// What is wrong with it: the field, and what it must be.
    pub fn check(&self) -> Result<(), (&'static str, &'static str)> {
        if self.count == Some(0) {
            return Err(("count", "must be at least 1"));
        }
        if self.ms.is_some_and(|ms| ms > 60_000) {
            return Err(("ms", "must be at most 60000"));
        }
        if self.retry_after.is_some_and(|seconds| seconds > 86_400) {
            return Err(("retryAfter", "must be at most 86400"));
        }
        if self
            .status
            .is_some_and(|status| !(500..600).contains(&status))
        {
            return Err(("status", "must be from 500 to 599"));
        }
        Ok(())
    }

    fn meets(&self, call: Call, link_id: Option<&str>) -> bool {
        let on: &[Call] = match (self.on.as_slice(), self.kind) {
            ([], Kind::FrameNeverReady) => &[Call::Page],
            ([], _) => &[Call::Claim, Call::Status],
            (on, _) => on,
        };
        on.contains(&call)
            && self
                .link_id
                .as_deref()
                .is_none_or(|wanted| link_id == Some(wanted))
    }
}

/// A switch that stands, by its number.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Standing {
    /// For switching it off.
    pub id: u64,
    /// Its `count` is what is left of it.
    pub fault: Fault,
}

/// All switches.
#[derive(Default)]
pub struct Faults(Mutex<Switches>);

#[derive(Default)]
struct Switches {
    last_id: u64,
    standing: Vec<Standing>,
}

impl Faults {
    /// Switches one on. Returns its number.
    pub fn add(&self, fault: Fault) -> Standing {
        let mut switches = self.lock();
        switches.last_id += 1;
        let standing = Standing {
            id: switches.last_id,
            fault,
        };
        switches.standing.push(standing.clone());
        standing
    }

    /// Switches one off. False: it is none, or used up.
    pub fn remove(&self, id: u64) -> bool {
        let mut switches = self.lock();
        let before = switches.standing.len();
        switches.standing.retain(|one| one.id != id);
        switches.standing.len() < before
    }

    /// Switches all off.
    pub fn clear(&self) {
        self.lock().standing.clear();
    }

    /// Those that stand, oldest first.
    pub fn all(&self) -> Vec<Standing> {
        self.lock().standing.clone()
    }

    /// Whether nothing is to go wrong.
    pub fn is_empty(&self) -> bool {
        self.lock().standing.is_empty()
    }

    /// The faults that apply to a request; each is counted down.
    pub fn take(&self, call: Call, link_id: Option<&str>) -> Vec<Fault> {
        let mut taken = Vec::new();
        self.lock().standing.retain_mut(|Standing { fault, .. }| {
            if !fault.meets(call, link_id) {
                return true;
            }
            taken.push(fault.clone());
            match &mut fault.count {
                None => true,
                Some(count) => {
                    *count -= 1;
                    *count > 0
                }
            }
        });
        taken
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Switches> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
