//! What the package holds beside the SDK itself, each tried the way its users would: `/testing` in the suites of a
//! sample app, `/server` under four frameworks and against the real service, the migration on whole projects.

use std::path::{Path, PathBuf};

use anyhow::Result;

use super::Bench;
use super::count::Count;
use crate::command::{Seen, run_and_keep};
use crate::setup::npm::{install, install_packed, npm_command};
use crate::workspace::Workspace;
use crate::{app, package};

pub fn check(bench: &Bench) -> Result<Count> {
    let workspace = bench.workspace;
    package::package(workspace)?;
    app::programs(workspace)?;
    let mut count = testing(workspace)?;
    count += server(workspace)?;
    count += migration(workspace)?;
    Ok(count)
}

fn testing(workspace: &Workspace) -> Result<Count> {
    let folder = workspace.at("tests/package/testing");
    let app = folder.join("sample-app");
    install(workspace, &folder)?;
    let suite = npm_test(&folder, &[("PASSAGE_PACKAGE", workspace.at("pkg"))])?;
    let mut count = Count::of_vitest(&suite.text, suite.success);
    install(workspace, &app)?;
    install_packed(workspace, &app, &workspace.tarball())?;
    let types = run_and_keep(npm_command(&app).args(["run", "types"]))?;
    count += Count::one(types.success);
    let suites = npm_test(&app, &[])?;
    count += Count::of_vitest(&suites.text, suites.success);
    Ok(count)
}

fn server(workspace: &Workspace) -> Result<Count> {
    let folder = workspace.at("tests/package/server");
    install(workspace, &folder)?;
    let seen = npm_test(
        &folder,
        &[
            ("CONNECT_PROGRAM", workspace.program("passage-connect")),
            ("PASSAGE_SERVER_ENTRY", workspace.at("pkg/dist/server.js")),
        ],
    )?;
    Ok(Count::of_tap(&seen.text, seen.success))
}

fn migration(workspace: &Workspace) -> Result<Count> {
    let folder = workspace.at("tests/package/migrate");
    install(workspace, &folder)?;
    let seen = npm_test(&folder, &[("PASSAGE_TARBALL", workspace.tarball())])?;
    Ok(Count::of_tap(&seen.text, seen.success))
}

fn npm_test(folder: &Path, variables: &[(&str, PathBuf)]) -> Result<Seen> {
    run_and_keep(
        npm_command(folder)
            .arg("test")
            .envs(variables.iter().map(|(name, value)| (name, value))),
    )
}
