//! Builds the guides of `pkg-template/docs` as a static site, and checks them against the code.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::command::{command, run, run_quietly};
use crate::folders::{DOCS, LIGHTHOUSE};
use crate::setup::chrome::chrome;
use crate::setup::npm::{self, npm_command};
use crate::step::step;
use crate::test::{Count, Run, node};
use crate::workspace::Workspace;

/// Builds the site, and returns its folder. The caller has built the package, which the playground uses.
pub fn build(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.at(DOCS);
    let site = workspace.target.join("docs");
    npm::install(workspace, &folder)?;
    npm::install_packed(workspace, &folder, &workspace.tarball())?;
    step("building the guides", || {
        run_quietly(
            npm_command(&folder)
                .args(["run", "build", "--", "--outDir"])
                .arg(&site),
        )
    })?;
    Ok(site)
}

/// Measures the built site with Lighthouse, as on a phone and on a desktop.
pub fn lighthouse(workspace: &Workspace, site: &Path) -> Result<()> {
    let folder = workspace.at(LIGHTHOUSE);
    let chrome = chrome(workspace)?;
    npm::install(workspace, &folder)?;
    step("measuring the site with Lighthouse", || {
        run(command("node", &folder)
            .arg("run.mjs")
            .arg(site)
            .arg(chrome.browser))
    })
}

/// Compiles, parses or runs every example, follows every link, compares every table with its source, and checks the site
/// with its playground.
pub fn check(run: &Run) -> Result<Count> {
    let workspace = run.workspace;
    let folder = workspace.at(DOCS);
    let mut count = node(run, "docs", &folder, &["check.mjs"], &[])?;
    let variables = [
        ("DOCS_SITE", build(workspace)?),
        ("CONNECT_PROGRAM", workspace.program("passage-connect")),
        ("CHROME_PATH", run.chrome()?.headless.clone()),
    ];
    for (name, file) in [
        ("docs-site", "site.check.mjs"),
        ("docs-playground", "playground.check.mjs"),
    ] {
        count += node(run, name, &folder, &[file], &variables)?;
    }
    Ok(count)
}
