//! The toolchain that runs us: its WebAssembly target, and the folders it would write into what it compiles.

use std::fs;
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

/// The compiler that cargo would call.
pub fn rustc(workspace: &Workspace) -> std::process::Command {
    command(
        std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()),
        &workspace.root,
    )
}

/// Flags with which what is compiled tells nothing of the machine's folders.
pub fn remapped_paths(workspace: &Workspace) -> Result<Vec<String>> {
    let home = std::env::home_dir().context("no home folder")?;
    let or_home = |variable: &str, name: &str| {
        std::env::var_os(variable).map_or_else(|| home.join(name), PathBuf::from)
    };
    let sysroot = sysroot(workspace)?;
    // The last match wins: from the widest folder to the narrowest. The standard library's sources are named by the
    // compiler's commit where they are not installed; name them so where they are, too.
    let cargo_home = or_home("CARGO_HOME", ".cargo");
    let mut pairs = vec![
        (or_home("RUSTUP_HOME", ".rustup"), "/rustup".to_owned()),
        (cargo_home.clone(), "/cargo".to_owned()),
    ];
    // The names of these folders hold a hash that cargo may choose anew; and each path is bytes to download.
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
