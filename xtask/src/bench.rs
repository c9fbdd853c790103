//! Benches: they measure and print, and fail only when they cannot run.

use anyhow::Result;
use clap::ValueEnum;

use crate::command::{cargo, run};
use crate::workspace::Workspace;

/// What can be measured.
#[derive(Clone, Copy, ValueEnum)]
pub enum Subject {
    /// The Connect service: 10,000 long-poll waiters, their memory and delays, creates and claims a second
    Service,
}

/// Builds the subject as for production and measures it.
pub fn run_bench(workspace: &Workspace, subject: Subject) -> Result<()> {
    let package = match subject {
        Subject::Service => "passage-connect",
    };
    run(cargo(&workspace.root).args([
        "bench",
        "--quiet",
        "--package",
        package,
        "--bench",
        "service",
    ]))
}
