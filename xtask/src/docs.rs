//! The guides of `pkg-template/docs` as a static site, and the check that holds them to the code.

use std::path::PathBuf;

use anyhow::Result;

use crate::command::{run_and_keep, run_quietly};
use crate::package;
use crate::setup::npm::{self, npm_command};
use crate::step::step;
use crate::test::{Bench, Count};
use crate::workspace::Workspace;

/// The folder of the checks and of the site's settings.
const FOLDER: &str = "tests/package/docs";

/// Builds the site; returns its folder.
pub fn build(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.at(FOLDER);
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

/// Every example compiled, parsed or run, every link followed, every table compared with its source, and the site.
pub fn check(bench: &Bench) -> Result<Count> {
    let workspace = bench.workspace;
    // The examples are compiled against js/, which needs the engine's types.
    package::package(workspace)?;
    let folder = workspace.at(FOLDER);
    npm::install(workspace, &folder)?;
    let guides = run_and_keep(npm_command(&folder).arg("test"))?;
    let mut count = Count::of_tap(&guides.text, guides.success);
    let site = build(workspace)?;
    let pages = run_and_keep(
        npm_command(&folder)
            .args(["run", "test:site"])
            .env("DOCS_SITE", site),
    )?;
    count += Count::of_tap(&pages.text, pages.success);
    Ok(count)
}
