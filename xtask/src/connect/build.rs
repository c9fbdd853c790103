//! Builds the service for any platform, on any of them: zig is the linker and the C compiler for all.

use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use super::frameworks;
use super::platform::Platform;
use crate::command::{cargo, run};
use crate::folders::CROSS_REQUIREMENTS;
use crate::setup::{python, rust};
use crate::step::step;
use crate::workspace::Workspace;

/// Builds it, and returns the program.
pub fn build(workspace: &Workspace, platform: Platform) -> Result<PathBuf> {
    rust::target(workspace, platform.target)?;
    let tools = python::environment(workspace, "cross-venv", &workspace.at(CROSS_REQUIREMENTS))?;
    let mut flags = rust::remapped_paths(workspace)?;
    if platform.os == "darwin" {
        let folder = frameworks::write(workspace)?;
        flags.push(format!("-Clink-arg=-F{}", folder.display()));
    }
    step(
        &format!("building the service for {}", platform.system),
        || {
            run(cargo(&workspace.root)
                .args(["zigbuild", "--quiet", "--locked", "--profile", "program"])
                .args(["--package", "passage-connect", "--bin", "passage-connect"])
                .args(["--target", platform.target])
                .arg("--target-dir")
                .arg(&workspace.target)
                .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"))
                .env("PATH", before_path(tools)?))
        },
    )?;
    let program = workspace
        .target
        .join(platform.target)
        .join("program")
        .join(platform.program());
    let bytes = fs::read(&program)?;
    platform
        .check(&bytes)
        .with_context(|| format!("{} cannot be what was built", program.display()))?;
    Ok(program)
}

fn before_path(folder: PathBuf) -> Result<OsString> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    Ok(std::env::join_paths(
        std::iter::once(folder).chain(std::env::split_paths(&path)),
    )?)
}
