//! Properties that must hold for every input, tested with many: the schedule of requests, and the readers of input from outside.

// WebAssembly has no source of random numbers for proptest.
#![cfg(not(target_family = "wasm"))]

mod addresses;
mod budgets;
mod fixtures;
mod json;
mod readers;
mod rebasing;
mod schedule;
mod simulation;
mod worlds;

/// Writes no file of failed seeds: a failed case becomes a test with a name.
fn cases(cases: u32) -> proptest::test_runner::Config {
    proptest::test_runner::Config {
        cases,
        failure_persistence: None,
        ..Default::default()
    }
}
