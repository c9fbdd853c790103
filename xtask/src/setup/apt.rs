//! Installs Debian's packages; only called as root.

use anyhow::Result;

use crate::command::{command, run_quietly};
use crate::workspace::Workspace;

/// Runs `apt-get update`, then `apt-get install` for these packages and their dependencies.
pub fn install(workspace: &Workspace, packages: &[&str]) -> Result<()> {
    let apt = |arguments: &[&str]| {
        run_quietly(
            command("apt-get", &workspace.root)
                .env("DEBIAN_FRONTEND", "noninteractive")
                .args(arguments),
        )
    };
    apt(&["update"])?;
    apt(&[&["install", "--yes", "--no-install-recommends"], packages].concat())?;
    Ok(())
}
