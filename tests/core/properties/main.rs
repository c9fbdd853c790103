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

use proptest::test_runner::{Config, RngSeed};

/// The same cases in every run, so that what fails is the change and not the day; `PROPTEST_RNG_SEED=N` tries others, as every night does.
/// Writes no file of failed seeds: a failed case becomes a test with a name.
fn cases(cases: u32) -> Config {
    let from_environment = Config::default();
    Config {
        cases,
        failure_persistence: None,
        rng_seed: match from_environment.rng_seed {
            RngSeed::Random => RngSeed::Fixed(0),
            fixed @ RngSeed::Fixed(_) => fixed,
        },
        ..from_environment
    }
}
