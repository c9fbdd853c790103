//! Tests the browser adapters in a real browser. They count what the page has registered: an adapter must register what its
//! documentation says, and leave nothing when it is dropped.
//!
//! `cargo xtask test --only wasm` runs them in Chrome; with `--browsers all` in Firefox and WebKit, too.

#![cfg(target_family = "wasm")]
// A test that cannot continue has failed.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod fields;
mod http;
mod leftovers;
mod listener;
mod messages;
mod modal;
mod page;
mod platform;
mod policy;
mod presses;
mod script;
mod timer;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
