//! Fuzz targets for all code that reads input from outside: the engine's readers, its session, and the calls of the service.
//!
//! A target takes any bytes, and panics if a promise is broken. As part of `cargo xtask test`, `tests/replay.rs` runs each target on
//! the inputs of its corpus and on mutations of them, which are the same in every run. `cargo xtask fuzz` runs the targets with
//! libFuzzer, which looks for inputs that reach new code.

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

/// Code that reads bytes from outside, with the assertions that must hold for all of them.
pub struct Target {
    /// The target's name, and that of its folder below `corpus/`.
    pub name: &'static str,
    /// Runs the target on an input; panics if an assertion fails.
    pub run: fn(&[u8]),
    /// How many mutated inputs the short run tries; fewer for the targets that call the service, which are slower.
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
