//! Tests the package's other entries as their users use them: `/testing` in the tests of a sample app, `/server` in four
//! frameworks and with the real service, the migration command on whole projects.

use std::path::PathBuf;

use anyhow::Result;

use super::Run;
use super::count::Count;
use super::runners::{jest, node, step, test_files, vitest};
use crate::command::run_quietly;
use crate::folders::{MIGRATE, SAMPLE_APP, SERVER, SERVER_SPECS, TESTING};
use crate::setup::npm::npm_command;

pub fn check(run: &Run) -> Result<Count> {
    let mut count = testing(run)?;
    count += server(run)?;
    count += migration(run)?;
    Ok(count)
}

fn testing(run: &Run) -> Result<Count> {
    let workspace = run.workspace;
    let (folder, app) = (workspace.at(TESTING), workspace.at(SAMPLE_APP));
    let package = [("PASSAGE_PACKAGE", workspace.at("pkg"))];
    let mut count = vitest(run, "testing", &folder, "test", &package)?;
    count += step(
        run,
        "types of the sample app",
        npm_command(&app).args(["run", "types"]),
    )?;
    count += vitest(run, "testing-in-vitest", &app, "test:vitest", &[])?;
    count += jest(run, "testing-in-jest", &app, "test:jest")?;
    Ok(count)
}

fn server(run: &Run) -> Result<Count> {
    let workspace = run.workspace;
    let entry = ("PASSAGE_SERVER_ENTRY", workspace.at("pkg/dist/server.js"));
    let mut build = npm_command(&workspace.at(SERVER));
    run_quietly(build.args(["run", "build"]).env(entry.0, &entry.1))?;
    let program = ("CONNECT_PROGRAM", workspace.program("passage-connect"));
    tests_in(run, "server", SERVER_SPECS, &[program, entry])
}

fn migration(run: &Run) -> Result<Count> {
    let tarball = ("PASSAGE_TARBALL", run.workspace.tarball());
    tests_in(run, "migrate", MIGRATE, &[tarball])
}

fn tests_in(run: &Run, name: &str, folder: &str, variables: &[(&str, PathBuf)]) -> Result<Count> {
    let folder = run.workspace.at(folder);
    let files = test_files(&folder)?;
    let files: Vec<_> = files.iter().map(String::as_str).collect();
    node(run, name, &folder, &files, variables)
}
