//! Every time and limit of the session, in one place.

/// The session's times and limits. Source: section 2 of the public contract; the defaults are its defaults.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Timing {
    /// A request without `Prefer: wait`, its body included, in milliseconds.
    pub request_ms: u64,
    /// How long the service is asked to hold a status request, in seconds. The request then lasts `request_ms` longer.
    pub wait_s: u32,
    /// The interval between polls at first, in milliseconds.
    pub poll_ms: u64,
    /// How long "at first" lasts, in milliseconds; from then on the interval grows with the session's age.
    pub poll_fast_for_ms: u64,
    /// The longest interval between polls in a visible tab, in milliseconds.
    pub poll_max_ms: u64,
    /// The interval between polls in a hidden tab, in milliseconds.
    pub poll_hidden_ms: u64,
    /// The longest delay after the first failure, in milliseconds; doubled with each further one. The delay is a random part of it.
    pub backoff_base_ms: u64,
    /// The longest delay after any number of failures, in milliseconds.
    pub backoff_max_ms: u64,
    /// The longest `Retry-After` that is honoured, in milliseconds.
    pub retry_after_max_ms: u64,
    /// How long after the start a link is claimed although the browser reports itself offline, as some browsers always do, in
    /// milliseconds.
    pub offline_try_after_ms: u64,
    /// The interval between further tries while the browser reports itself offline, in milliseconds.
    pub offline_try_every_ms: u64,
    /// How many times a claim is tried.
    pub claim_tries: u32,
    /// How long a claim is tried while online, in milliseconds.
    pub claim_budget_ms: u64,
    /// How long polling may fail while visible and online, in milliseconds.
    pub poll_budget_ms: u64,
    /// How long the frame may take to report ready, in milliseconds.
    pub frame_ready_ms: u64,
    /// The interval between pings to a visible frame, in milliseconds.
    pub ping_ms: u64,
    /// How many unanswered pings in a row make a frame unresponsive.
    pub pings_lost: u32,
    /// How long a `claimCode` function may take, in milliseconds.
    pub claim_code_ms: u64,
    /// After how long without visible progress the modal says that it is still working, in milliseconds.
    pub slow_ms: u64,
    /// How long the modal says that the session failed, if the frame was shown, before it closes and the host is told, in milliseconds.
    pub failed_ms: u64,
    /// How long the status may name another session before the link counts as in use, in milliseconds.
    pub foreign_session_ms: u64,
    /// When the person comes back to the page, a request that is at least this old is replaced, in milliseconds.
    pub stale_request_ms: u64,
    /// An answer that took at least this long was really held by the service, in milliseconds;
    /// also how long a held request may ignore a hint of the frame.
    pub held_ms: u64,
    /// A wake-up that comes this much too late means that the machine slept or the page was frozen, in milliseconds.
    pub late_ms: u64,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            request_ms: 10_000,
            wait_s: 25,
            poll_ms: 1_000,
            poll_fast_for_ms: 30_000,
            poll_max_ms: 5_000,
            poll_hidden_ms: 15_000,
            backoff_base_ms: 500,
            backoff_max_ms: 15_000,
            retry_after_max_ms: 60_000,
            offline_try_after_ms: 1_000,
            offline_try_every_ms: 15_000,
            claim_tries: 6,
            claim_budget_ms: 45_000,
            poll_budget_ms: 120_000,
            frame_ready_ms: 10_000,
            ping_ms: 5_000,
            pings_lost: 3,
            claim_code_ms: 30_000,
            slow_ms: 5_000,
            failed_ms: 1_000,
            foreign_session_ms: 15_000,
            stale_request_ms: 1_000,
            held_ms: 1_000,
            late_ms: 5_000,
        }
    }
}
