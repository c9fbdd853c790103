//! The checks of the sources: formatting, lints, types; also the generated input for the readers in JavaScript.

use anyhow::Result;

use super::Run;
use super::count::Count;
use super::runners::{node, step, test_files};
use crate::command::{cargo, command};
use crate::folders::{FUZZ_SCRIPT, PROJECTS, Packages, TYPES};
use crate::format::{MARKDOWN, biome};
use crate::setup::npm::{install, install_packed};

/// Finds sources that `cargo xtask fmt` would change.
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

/// Runs the linters; their rules are in `.biome.json` and `.markdownlint-cli2.jsonc`.
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

/// Compiles every project, then the packed declarations with every supported version of TypeScript.
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
            // tsc only compiles again what has changed.
            .args(["--incremental", "--tsBuildInfoFile"])
            .arg(known.join(project.replace('/', "-")));
        count += step(run, project, &mut tsc)?;
    }
    if !run.quick {
        count += node(run, "types", &workspace.at(TYPES), &["test.mjs"], &[])?;
    }
    Ok(count)
}

/// Generated options, states and messages of the frame; the same in every run.
pub fn generated_input(run: &Run) -> Result<Count> {
    let folder = run.workspace.at(FUZZ_SCRIPT);
    let files = test_files(&folder)?;
    let files: Vec<_> = files.iter().map(String::as_str).collect();
    node(run, "fuzz", &folder, &files, &[])
}
