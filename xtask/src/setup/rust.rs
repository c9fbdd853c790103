//! The Rust toolchain: its targets, and flags that keep this machine's paths out of what it compiles.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::command::{command, on_path, run, run_quietly};
use crate::step::step;
use crate::workspace::Workspace;

/// The target for which the SDK is compiled.
pub const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// Adds the standard library of [`WASM_TARGET`] if it is missing.
pub fn wasm_target(workspace: &Workspace) -> Result<()> {
    target(workspace, WASM_TARGET)
}

/// Adds the target's standard library if it is missing.
pub fn target(workspace: &Workspace, target: &str) -> Result<()> {
    let libraries = sysroot(workspace)?
        .join("lib/rustlib")
        .join(target)
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
            "the target {target} is missing, and rustup, which would add it, was not found: see https://rustup.rs, or put the target's standard library into {}",
            libraries.display()
        );
    }
    step(&format!("adding the Rust target {target}"), || {
        run(command("rustup", &workspace.root).args(["target", "add", target]))
    })
}

/// The folder of the toolchain.
pub fn sysroot(workspace: &Workspace) -> Result<PathBuf> {
    let path = run_quietly(rustc(workspace).args(["--print", "sysroot"]))?;
    Ok(PathBuf::from(path.trim()))
}

/// The commit of the compiler, which is part of the standard library's paths in a binary.
pub fn commit(workspace: &Workspace) -> Result<String> {
    let version = run_quietly(rustc(workspace).arg("-vV"))?;
    version
        .lines()
        .find_map(|line| line.strip_prefix("commit-hash: "))
        .map(str::to_owned)
        .context("`rustc -vV` prints no commit-hash")
}

/// A command that runs the compiler that cargo would run.
pub fn rustc(workspace: &Workspace) -> std::process::Command {
    command(
        std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()),
        &workspace.root,
    )
}

/// Flags that replace the machine's folders in the compiled code by fixed names.
pub fn remapped_paths(workspace: &Workspace) -> Result<Vec<String>> {
    let home = std::env::home_dir().context("no home folder")?;
    let or_home = |variable: &str, name: &str| {
        std::env::var_os(variable).map_or_else(|| home.join(name), PathBuf::from)
    };
    let sysroot = sysroot(workspace)?;
    // The last match wins, so the folders go from the widest to the narrowest. Where the standard library's sources are not
    // installed, their paths contain the compiler's commit; where they are installed, these flags give them the same paths.
    let cargo_home = or_home("CARGO_HOME", ".cargo");
    let mut pairs = vec![
        (or_home("RUSTUP_HOME", ".rustup"), "/rustup".to_owned()),
        (cargo_home.clone(), "/cargo".to_owned()),
    ];
    // The names of these folders contain a hash that may differ between versions of cargo, and every path adds to the download.
    for registry in fs::read_dir(cargo_home.join("registry/src"))? {
        pairs.push((registry?.path(), "/crates".to_owned()));
    }
    pairs.extend([
        (
            sysroot.join("lib/rustlib/src/rust"),
            format!("/rustc/{}", commit(workspace)?),
        ),
        (workspace.root.clone(), "/web-react".to_owned()),
    ]);
    Ok(pairs
        .into_iter()
        .map(|(from, to)| format!("--remap-path-prefix={}={to}", from.display()))
        .collect())
}
