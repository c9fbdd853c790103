//! The engine of `@getpassage/web-react`: one call connects a person's account at another company.
//!
//! Reading order: [`session`] is the whole behaviour as a pure state machine (no browser, no clock of its own),
//! [`wire`] parses everything that comes from outside, [`told`] defines everything the host page is told (events, endings,
//! errors). `driver` and `browser`, compiled for WebAssembly only, execute the session's effects.

#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![cfg_attr(not(test), deny(clippy::disallowed_macros, clippy::disallowed_methods))]

#[cfg(target_family = "wasm")]
mod api;
#[cfg(target_family = "wasm")]
pub mod browser;
#[cfg(target_family = "wasm")]
mod driver;
#[cfg(target_family = "wasm")]
pub mod host;
pub mod secret;
pub mod session;
pub mod told;
pub mod wire;

pub use wire::{retry_after, return_url};
