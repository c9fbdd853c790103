//! The WebAssembly target of the toolchain that runs us.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::command::{command, on_path, run, run_quietly};
use crate::step::step;
use crate::workspace::Workspace;

/// The target of the SDK.
pub const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// Adds the target's standard library where it is not there yet.
pub fn wasm_target(workspace: &Workspace) -> Result<()> {
    let libraries = sysroot(workspace)?
        .join("lib/rustlib")
        .join(WASM_TARGET)
        .join("lib");
    if libraries.is_dir() {
        return Ok(());
    }
    if on_path(if cfg!(windows) {
        "rustup.exe"
    } else {
        "rustup"
    })
    .is_none()
    {
        bail!(
            "the target {WASM_TARGET} is missing and there is no rustup to add it: see https://rustup.rs, or put the target's standard library into {}",
            libraries.display()
        );
    }
    step(&format!("adding the Rust target {WASM_TARGET}"), || {
        run(command("rustup", &workspace.root).args(["target", "add", WASM_TARGET]))
    })
}

/// Where the toolchain lives.
pub fn sysroot(workspace: &Workspace) -> Result<PathBuf> {
    let path = run_quietly(rustc(workspace).args(["--print", "sysroot"]))?;
    Ok(PathBuf::from(path.trim()))
}

/// The commit of the compiler: standard library paths in a binary start with it.
pub fn commit(workspace: &Workspace) -> Result<String> {
    let version = run_quietly(rustc(workspace).arg("-vV"))?;
    version
        .lines()
        .find_map(|line| line.strip_prefix("commit-hash: "))
        .map(str::to_owned)
        .context("`rustc -vV` names no commit")
}

fn rustc(workspace: &Workspace) -> std::process::Command {
    command(
        std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()),
        &workspace.root,
    )
}
