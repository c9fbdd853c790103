//! What holds for every input, tried with many: the schedule of requests, and the readers of what comes from outside.

// The random numbers have no source on WebAssembly.
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

/// A case that failed becomes a test with a name, not a line in a file of seeds.
fn cases(cases: u32) -> proptest::test_runner::Config {
    proptest::test_runner::Config {
        cases,
        failure_persistence: None,
        ..Default::default()
    }
}
