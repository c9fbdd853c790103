//! The browser adapters, each in a real browser: what is made is registered, what is dropped is gone, counted.
//!
//! `cargo test --target wasm32-unknown-unknown --package passage-web --test browser`; the browser is whichever WebDriver
//! the environment names. On other targets there is nothing to test here.

#![cfg(target_family = "wasm")]
// A test that cannot go on has failed.
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
mod script;
mod timer;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
