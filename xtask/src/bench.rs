//! The benchmarks. They print and record figures, and fail only if they cannot run.

use anyhow::Result;
use clap::ValueEnum;

use crate::command::{cargo, command, run};
use crate::folders::{BENCH, BENCH_SCRIPT};
use crate::setup::npm;
use crate::setup::postgres::{self, Durability, Postgres};
use crate::step::{say, step};
use crate::workspace::Workspace;
use crate::{package, setup};

/// What can be measured.
#[derive(Clone, Copy, ValueEnum)]
pub enum Subject {
    /// The package, comparable packages, and a version in plain TypeScript, in Chrome: bytes, import, click to modal, delays, requests, a thousand cycles
    Sdk,
    /// The time to load the engine over a slow network: WebAssembly inside a script, against a .wasm file compiled while it downloads
    Loading,
    /// The Connect service, on SQLite, on Postgres and with three replicas: memory and delays of 10,000 held status requests, calls per second
    Service,
    /// A million simulated sessions: requests and delays, compared with polling at fixed intervals; writes tests/bench/SCALE.md
    Scale,
}

/// Builds the subject (by default all of them) for production, and measures it. Results of fewer than 20 `rounds` are not kept.
pub fn run_bench(
    workspace: &Workspace,
    subject: Option<Subject>,
    rounds: Option<u32>,
) -> Result<()> {
    match subject {
        Some(Subject::Sdk) => in_chrome(workspace, &["sdk"], rounds),
        Some(Subject::Loading) => in_chrome(workspace, &["loading"], rounds),
        Some(Subject::Service) => service(workspace),
        Some(Subject::Scale) => scale(workspace),
        None => {
            scale(workspace)?;
            in_chrome(workspace, &[], rounds)?;
            service(workspace)
        }
    }
}

fn service(workspace: &Workspace) -> Result<()> {
    let mut bench = cargo(&workspace.root);
    bench
        .args(["bench", "--quiet", "--package", "passage-connect"])
        .args(["--bench", "service"]);
    let postgres = if postgres::is_out_of_reach(workspace) {
        say("Postgres is not here: SQLite alone is measured");
        None
    } else {
        Some(Postgres::start(workspace, Durability::Whole)?)
    };
    if let Some(postgres) = &postgres {
        bench.env("CONNECT_BENCH_POSTGRES", &postgres.url);
    }
    run(&mut bench)
}

/// Time is simulated, so the build does not change the figures; `--release` only makes it finish sooner.
fn scale(workspace: &Workspace) -> Result<()> {
    run(cargo(&workspace.root).args(["run", "--quiet", "--release", "--package", "passage-scale"]))
}

/// Runs `tests/bench/run.mjs`, which writes RESULTS.md.
fn in_chrome(workspace: &Workspace, measures: &[&str], rounds: Option<u32>) -> Result<()> {
    setup::rust_and_npm(workspace)?;
    let chrome = setup::chrome::chrome(workspace)?;
    package::package(workspace)?;
    let streamed = package::without_bytes(workspace)?;
    let folder = workspace.at(BENCH);
    npm::install(workspace, &folder)?;
    npm::install_packed(workspace, &folder, &workspace.tarball())?;
    step("building the service for production", || {
        run(cargo(&workspace.root).args([
            "build",
            "--quiet",
            "--release",
            "--package",
            "passage-connect",
        ]))
    })?;
    let service = format!("passage-connect{}", std::env::consts::EXE_SUFFIX);
    let mut bench = command("node", &workspace.root);
    bench.arg(BENCH_SCRIPT).args(measures);
    if let Some(rounds) = rounds {
        bench.arg("--rounds").arg(rounds.to_string());
    }
    run(bench
        .env("CHROME_PATH", chrome.browser)
        .env(
            "CONNECT_PROGRAM",
            workspace.target.join("release").join(service),
        )
        .env("STREAMED", streamed))
}
