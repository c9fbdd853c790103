//! Checks of what stands in the sources: formatting, lints, types; and the made-up input for what JavaScript reads.

use anyhow::Result;

use super::Run;
use super::count::Count;
use super::runners::{node, step, test_files};
use crate::command::{cargo, command};
use crate::folders::{FUZZ_SCRIPT, PROJECTS, Packages, TYPES};
use crate::format::{MARKDOWN, biome};
use crate::setup::npm::{install, install_packed};

/// `cargo xtask fmt` mends what this finds.
pub fn format(run: &Run) -> Result<Count> {
    let root = &run.workspace.root;
    let mut count = step(
        run,
        "rustfmt",
        cargo(root).args(["fmt", "--all", "--check"]),
    )?;
    count += step(run, "biome format", biome(run.workspace).arg("format"))?;
    Ok(count)
}

/// Biome's rules stand in `.biome.json`, those of Markdown in `.markdownlint-cli2.jsonc`.
pub fn lint(run: &Run) -> Result<Count> {
    let workspace = run.workspace;
    let mut count = step(
        run,
        "biome lint",
        biome(workspace).args(["lint", "--error-on-warnings"]),
    )?;
    count += step(
        run,
        "markdownlint",
        &mut command(workspace.npm_bin(MARKDOWN), &workspace.root),
    )?;
    Ok(count)
}

/// Every project, then the packed declarations by each TypeScript that is promised.
pub fn types(run: &Run) -> Result<Count> {
    let workspace = run.workspace;
    let known = workspace.target.join("types");
    let mut count = Count::default();
    for (project, packages) in PROJECTS {
        if !run.filter.takes(project) {
            continue;
        }
        match packages {
            Packages::Root => {}
            Packages::Of(folder) => install(workspace, &workspace.at(folder))?,
            Packages::Packed(folder) => {
                install(workspace, &workspace.at(folder))?;
                install_packed(workspace, &workspace.at(folder), &workspace.tarball())?;
            }
        }
        let mut tsc = command(workspace.npm_bin("tsc"), &workspace.root);
        tsc.args(["--noEmit", "--project", project])
            // What was compiled before is looked at no more than it has to be.
            .args(["--incremental", "--tsBuildInfoFile"])
            .arg(known.join(project.replace('/', "-")));
        count += step(run, project, &mut tsc)?;
    }
    if !run.quick {
        count += node(run, "types", &workspace.at(TYPES), &["test.mjs"], &[])?;
    }
    Ok(count)
}

/// Options, the frame's states and its messages: the same made-up ones every time.
pub fn made_up_input(run: &Run) -> Result<Count> {
    let folder = run.workspace.at(FUZZ_SCRIPT);
    let files = test_files(&folder)?;
    let files: Vec<_> = files.iter().map(String::as_str).collect();
    node(run, "fuzz", &folder, &files, &[])
}
