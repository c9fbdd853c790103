//! Builds the fuzzing program: the same crates once more, with counters at every edge.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use anyhow::{Result, bail};

use crate::command::{cargo, on_path, run};
use crate::step::step;
use crate::workspace::Workspace;

/// The flags of cargo-fuzz, without those that only nightly accepts: count every edge, and report comparisons.
const FLAGS: [&str; 5] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
];

/// The variable that is set when cargo calls this program as the compiler.
const COMPILES: &str = "PASSAGE_FUZZ_COMPILES";

/// Builds the program with coverage counters, and returns its path.
pub fn build(workspace: &Workspace) -> Result<PathBuf> {
    if !["c++", "g++", "clang++"]
        .iter()
        .any(|name| on_path(name).is_some())
    {
        bail!(
            "libFuzzer needs a C++ compiler, and none was found: on Debian, `apt-get install g++`"
        );
    }
    let folder = workspace.target.join("fuzz/build");
    step("building the targets with counters at every edge", || {
        run(cargo(&workspace.root)
            .args(["build", "--quiet", "--package", "passage-fuzz"])
            .args(["--features", "guided", "--bin", "fuzz", "--target-dir"])
            .arg(&folder)
            .env("CARGO_INCREMENTAL", "0")
            .env("RUSTC_WORKSPACE_WRAPPER", &workspace.xtask)
            .env(COMPILES, "1"))
    })?;
    let program = format!("debug/fuzz{}", std::env::consts::EXE_SUFFIX);
    Ok(folder.join(program))
}

/// Runs rustc with [`FLAGS`], if cargo has called this program as the compiler of the workspace's crates; otherwise `None`.
pub fn compile() -> Option<ExitCode> {
    std::env::var_os(COMPILES)?;
    let mut arguments = std::env::args_os().skip(1);
    let mut rustc = Command::new(arguments.next()?);
    let arguments: Vec<OsString> = arguments.collect();
    // A build script cannot be linked with the counters, since it lacks libFuzzer. A call without a crate's name compiles
    // nothing: cargo asks for the compiler's version or settings.
    let name = arguments
        .windows(2)
        .find_map(|pair| (pair[0] == "--crate-name").then(|| pair[1].to_string_lossy()));
    if name.is_some_and(|name| !name.starts_with("build_script")) {
        rustc.args(FLAGS);
    }
    let compiled = rustc.args(&arguments).status();
    Some(if compiled.is_ok_and(|status| status.success()) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
