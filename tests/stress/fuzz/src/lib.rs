//! Made-up input for everything that reads what comes from outside: the engine's readers, its session, and the calls of
//! the service.
//!
//! A target takes any bytes and panics where a promise is broken.
//! `tests/replay.rs` runs each on its kept corpus and on changes of it that are the same every time, as part of
//! `cargo xtask test`. `cargo xtask fuzz` runs them under libFuzzer, which looks for input that reaches new code.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a broken promise stops where it stands"
)]

mod addresses;
mod headers;
mod readers;
mod service;
mod session;

/// Something that reads bytes from outside, with what must hold for any of them.
pub struct Target {
    /// Also the name of its folder below `corpus/`.
    pub name: &'static str,
    /// Panics where something does not hold.
    pub run: fn(&[u8]),
    /// How many changed inputs the short run tries: those that call the service take longer.
    pub tries: u32,
}

/// Every target.
pub const TARGETS: [Target; 11] = [
    Target {
        name: "claim_answer",
        run: readers::claim_answer,
        tries: 2_000,
    },
    Target {
        name: "status_answer",
        run: readers::status_answer,
        tries: 2_000,
    },
    Target {
        name: "error_answer",
        run: readers::error_answer,
        tries: 2_000,
    },
    Target {
        name: "frame_message",
        run: readers::frame_message,
        tries: 2_000,
    },
    Target {
        name: "session",
        run: session::session,
        tries: 2_000,
    },
    Target {
        name: "return_url",
        run: addresses::return_url,
        tries: 4_000,
    },
    Target {
        name: "retry_after",
        run: headers::retry_after,
        tries: 4_000,
    },
    Target {
        name: "create_link",
        run: service::create_link,
        tries: 150,
    },
    Target {
        name: "claim",
        run: service::claim,
        tries: 100,
    },
    Target {
        name: "frame_input",
        run: service::frame_input,
        tries: 60,
    },
    Target {
        name: "request",
        run: service::request,
        tries: 150,
    },
];

/// The target with this name.
#[must_use]
pub fn target(name: &str) -> Option<&'static Target> {
    TARGETS.iter().find(|target| target.name == name)
}
