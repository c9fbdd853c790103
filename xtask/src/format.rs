//! `cargo xtask fmt`: brings every source into its form. The check `fmt` says where that is still to be done.

use std::process::Command;

use anyhow::Result;

use crate::command::{cargo, command, run};
use crate::setup::npm;
use crate::workspace::Workspace;

/// The Markdown linter among the npm packages of the root.
pub const MARKDOWN: &str = "markdownlint-cli2";

/// rustfmt, Biome, and what markdownlint can mend by itself.
pub fn format(workspace: &Workspace) -> Result<()> {
    npm::node(workspace)?;
    npm::install(workspace, &workspace.root)?;
    run(cargo(&workspace.root).args(["fmt", "--all"]))?;
    run(biome(workspace).args(["format", "--write"]))?;
    // It ends badly where something is left that it cannot mend: that is for the check `lint` to say.
    let _ = run(command(workspace.npm_bin(MARKDOWN), &workspace.root).arg("--fix"));
    Ok(())
}

/// Biome, in the root.
pub fn biome(workspace: &Workspace) -> Command {
    command(workspace.npm_bin("biome"), &workspace.root)
}
