//! `cargo xtask fmt`: formats every source. The check `fmt` reports the sources that are not formatted.

use std::process::Command;

use anyhow::Result;

use crate::command::{cargo, command, run};
use crate::setup::npm;
use crate::workspace::Workspace;

/// The Markdown linter, from the npm packages of the root.
pub const MARKDOWN: &str = "markdownlint-cli2";

/// Runs rustfmt, Biome, and markdownlint with `--fix`.
pub fn format(workspace: &Workspace) -> Result<()> {
    npm::node(workspace)?;
    npm::install(workspace, &workspace.root)?;
    run(cargo(&workspace.root).args(["fmt", "--all"]))?;
    run(biome(workspace).args(["format", "--write"]))?;
    // It fails if it finds something that it cannot fix, which the check `lint` reports.
    let _ = run(command(workspace.npm_bin(MARKDOWN), &workspace.root).arg("--fix"));
    Ok(())
}

/// A command that runs Biome in the root.
pub fn biome(workspace: &Workspace) -> Command {
    command(workspace.npm_bin("biome"), &workspace.root)
}
