//! Builds the guides of `pkg-template/docs` as a static site, and checks them against the code.

use std::path::PathBuf;

use anyhow::Result;

use crate::command::run_quietly;
use crate::folders::DOCS;
use crate::setup::npm::{self, npm_command};
use crate::step::step;
use crate::test::{Count, Run, node};
use crate::workspace::Workspace;

/// Builds the site, and returns its folder.
pub fn build(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.at(DOCS);
    let site = workspace.target.join("docs");
    npm::install(workspace, &folder)?;
    step("building the guides", || {
        run_quietly(
            npm_command(&folder)
                .args(["run", "build", "--", "--outDir"])
                .arg(&site),
        )
    })?;
    Ok(site)
}

/// Compiles, parses or runs every example, follows every link, compares every table with its source, and checks the site.
pub fn check(run: &Run) -> Result<Count> {
    let workspace = run.workspace;
    let folder = workspace.at(DOCS);
    let mut count = node(run, "docs", &folder, &["check.mjs"], &[])?;
    let site = [("DOCS_SITE", build(workspace)?)];
    count += node(run, "docs-site", &folder, &["site.check.mjs"], &site)?;
    Ok(count)
}
