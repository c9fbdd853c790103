//! The specification of the session, one test for each behaviour: its inputs and its effects, in order.
//!
//! Effects are written as short lines (see `script.rs`). Time is simulated, so no test waits.

// The simulated page stands among the native dependencies.
#![cfg(not(target_family = "wasm"))]

mod claiming;
mod ending;
mod frame;
mod life;
mod polling;
mod request_id;
mod retrying;
mod script;
mod told;
mod watching;
