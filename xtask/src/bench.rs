//! Benches: they measure and print, and fail only when they cannot run.

use anyhow::Result;
use clap::ValueEnum;

use crate::command::{cargo, command, run};
use crate::workspace::Workspace;
use crate::{package, setup};

/// What can be measured.
#[derive(Clone, Copy, ValueEnum)]
pub enum Subject {
    /// The Connect service: 10,000 long-poll waiters, their memory and delays, creates and claims a second
    Service,
    /// Loading the engine over a slow link: the WebAssembly inside its script against a file that is compiled as it arrives
    Loading,
    /// A million sessions of the session core, simulated: requests at the service and delays, against asking at fixed intervals; writes tests/bench/SCALE.md
    Scale,
}

/// Builds the subject as for production and measures it.
pub fn run_bench(workspace: &Workspace, subject: Subject) -> Result<()> {
    match subject {
        Subject::Service => run(cargo(&workspace.root)
            .args(["bench", "--quiet", "--package", "passage-connect"])
            .args(["--bench", "service"])),
        Subject::Loading => loading(workspace),
        Subject::Scale => run(cargo(&workspace.root)
            .args(["bench", "--quiet", "--package", "passage-web"])
            .args(["--bench", "scale"])),
    }
}

fn loading(workspace: &Workspace) -> Result<()> {
    setup::everything(workspace)?;
    let chrome = setup::chrome::chrome(workspace)?;
    package::package(workspace)?;
    let streamed = package::without_bytes(workspace)?;
    run(command("node", &workspace.root)
        .arg("tests/bench/loading.mjs")
        .arg(workspace.at("pkg/dist"))
        .arg(streamed)
        .arg(workspace.at("pkg/dist/passage.wasm"))
        .env("CHROME_PATH", chrome.browser))
}
