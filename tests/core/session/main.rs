//! The session's specification, one behaviour a test: what goes in, what comes out, in order.
//!
//! Effects are written as short lines (see `script.rs`), time is simulated, nothing waits.

// The simulated page stands among the native dependencies.
#![cfg(not(target_family = "wasm"))]

mod claiming;
mod ending;
mod frame;
mod life;
mod polling;
mod retrying;
mod script;
mod told;
mod watching;
