//! Checks the packed npm package, and that the example's page builds with it.

use std::fs;
use std::path::PathBuf;

use anyhow::Result;

use super::Run;
use super::count::Count;
use super::runners::step;
use crate::command::command;
use crate::folders::PACKAGE_CHECKS;
use crate::step::say;
use crate::workspace::Workspace;
use crate::{app, package};

pub fn check(run: &Run) -> Result<Count> {
    let workspace = run.workspace;
    let before = api_reports(workspace);
    package::package(workspace)?;
    let mut count = Count::default();
    if run.filter.is_empty() {
        count += Count::step("package", true);
    }
    if api_reports(workspace) != before {
        say("  the public API has changed: review the change in pkg-template/api, and commit it");
        count += Count::step("public API", false);
    }
    // How package managers, bundlers and TypeScript resolve the package and its types.
    let publint = ["publint", "--strict", "pkg"].as_slice();
    // /global and /passage.wasm are not modules, so attw would complain about them.
    let attw = &[
        "attw",
        "target/package/getpassage-web-react.tgz",
        "--exclude-entrypoints",
        "./global",
        "./passage.wasm",
        "./package.json",
    ];
    for tool in [publint, attw] {
        let mut command = command(workspace.npm_bin(tool[0]), &workspace.root);
        count += step(run, tool[0], command.args(&tool[1..]))?;
    }
    for check in PACKAGE_CHECKS {
        count += step(
            run,
            check,
            command("node", &workspace.root).args([check, "pkg"]),
        )?;
    }
    Ok(count)
}

/// The reports of the public API in the checkout.
fn api_reports(workspace: &Workspace) -> Vec<(PathBuf, String)> {
    let files = fs::read_dir(workspace.at(package::API_REPORTS));
    let mut reports: Vec<_> = files
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|file| Some((file.path(), fs::read_to_string(file.path()).ok()?)))
        .collect();
    reports.sort();
    reports
}

pub fn page(run: &Run) -> Result<Count> {
    app::page(run.workspace)?;
    Ok(Count::step("page", true))
}
