//! Benches: they measure and tell, and fail only when they cannot run.

use anyhow::Result;
use clap::ValueEnum;

use crate::command::{cargo, command, run};
use crate::folders::{BENCH, BENCH_SCRIPT};
use crate::setup::npm;
use crate::step::step;
use crate::workspace::Workspace;
use crate::{package, setup};

/// What can be measured.
#[derive(Clone, Copy, ValueEnum)]
pub enum Subject {
    /// The package beside its peers and the same in plain TypeScript, in Chrome: bytes, import, click to modal, delays and requests, a thousand cycles
    Sdk,
    /// Loading the engine over a slow link: the WebAssembly inside its script against a file that is compiled as it arrives
    Loading,
    /// The Connect service: 10,000 long-poll waiters, their memory and delays, creates and claims a second
    Service,
    /// A million sessions of the session core, simulated: requests at the service and delays, against asking at fixed intervals; writes tests/bench/SCALE.md
    Scale,
}

/// Builds the subject, or everything, as for production and measures it. Of fewer than 20 `rounds` nothing is kept.
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
    run(cargo(&workspace.root)
        .args(["bench", "--quiet", "--package", "passage-connect"])
        .args(["--bench", "service"]))
}

/// Simulated time: no machine's speed is in its figures, so it may as well be quick.
fn scale(workspace: &Workspace) -> Result<()> {
    run(cargo(&workspace.root).args(["run", "--quiet", "--release", "--package", "passage-scale"]))
}

/// `tests/bench/run.mjs`, which writes RESULTS.md.
fn in_chrome(workspace: &Workspace, measures: &[&str], rounds: Option<u32>) -> Result<()> {
    setup::everything(workspace)?;
    let chrome = setup::chrome::chrome(workspace)?;
    package::package(workspace)?;
    let streamed = package::without_bytes(workspace)?;
    let folder = workspace.at(BENCH);
    npm::install(workspace, &folder)?;
    npm::install_packed(workspace, &folder, &workspace.tarball())?;
    step("building the service, as for production", || {
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
