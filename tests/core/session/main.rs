//! The session's specification, one behaviour a test: what goes in, what comes out, in order.
//!
//! Effects are written as short lines (see `script.rs`), time is simulated, nothing waits.

mod claiming;
mod ending;
mod frame;
mod life;
mod polling;
mod retrying;
mod script;
// It writes JSON, which the native tests alone depend on.
#[cfg(not(target_family = "wasm"))]
mod told;
mod watching;
