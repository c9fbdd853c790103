//! A session in a simulated page, for everything that runs one without a browser: the transcripts (`../session`), the model
//! check (`../model`), the properties (`../properties`), the fuzzing (`../../stress/fuzz`) and the million sessions of
//! `../../bench/scale`.
//!
//! [`Simulated`] hands inputs to the session and carries its effects out, as the driver does in a browser. It checks every
//! promise at every step, so that a test of anything is a test of all of them. [`answers`] makes what a service answers,
//! [`json`] reads JSON as a browser does, and [`readers`] and [`addresses`] judge what was read.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a broken promise stops where it stands"
)]

pub mod addresses;
pub mod answers;
pub mod json;
mod page;
mod promises;
pub mod readers;
mod simulated;

pub use page::{Frame, Modal, Page, Sent};
pub use simulated::{LAST_REQUEST, Simulated};
