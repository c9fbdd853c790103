//! Starts the test runners, each with the filter in its own syntax and with a report that [`junit`] can read.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use super::count::Count;
use super::{Run, junit, libtest};
use crate::command::{command, run_and_keep};
use crate::setup::npm::npm_command;

/// Runs a command that is not a test runner, as one step that passes if the command succeeds.
pub fn step(run: &Run, name: &str, command: &mut Command) -> Result<Count> {
    if !run.filter.takes(name) {
        return Ok(Count::default());
    }
    Ok(Count::step(
        name,
        run_and_keep(command.args(run.filter.flags()))?.success,
    ))
}

/// What `quick` leaves to the whole run: the service killed a hundred times.
const LONG: &str = "kills::";

/// Runs `cargo test`, or a command with the same output.
pub fn cargo_test(run: &Run, name: &str, test: &mut Command) -> Result<Count> {
    test.arg("--");
    if run.quick {
        test.args(["--skip", LONG]);
    }
    let finished = run_and_keep(test.args(run.filter.as_given()))?;
    Ok(libtest::read(&finished.text).judged(name, finished.success, !run.filter.is_empty()))
}

/// Runs Node's test runner on these files of `folder`; if there are none, on the files that it finds by their names.
pub fn node(
    run: &Run,
    name: &str,
    folder: &Path,
    files: &[&str],
    variables: &[(&str, PathBuf)],
) -> Result<Count> {
    let report = report(run, name)?;
    let mut test = command("node", folder);
    test.arg("--test")
        .args(run.filter.arguments("--test-name-pattern"))
        .args(["--test-reporter=spec", "--test-reporter-destination=stdout"])
        .args(["--test-reporter=junit", "--test-reporter-destination"])
        .arg(&report)
        .args(files)
        .envs(variables.iter().map(|(name, value)| (name, value)));
    finish(run, name, &mut test, &report)
}

/// The test files in `folder`, listed here because Node 20 does not expand patterns.
pub fn test_files(folder: &Path) -> Result<Vec<String>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        files.push(entry?.file_name().to_string_lossy().into_owned());
    }
    files.retain(|file| file.ends_with(".test.mjs"));
    files.sort();
    Ok(files)
}

/// Runs an npm script that ends in `vitest run`.
pub fn vitest(
    run: &Run,
    name: &str,
    folder: &Path,
    script: &str,
    variables: &[(&str, PathBuf)],
) -> Result<Count> {
    let report = report(run, name)?;
    let mut test = npm_command(folder);
    test.args([
        "run",
        script,
        "--",
        "--reporter=default",
        "--reporter=junit",
    ])
    .arg(option("--outputFile.junit=", &report))
    .args(run.filter.arguments("--testNamePattern"))
    .envs(variables.iter().map(|(name, value)| (name, value)));
    finish(run, name, &mut test, &report)
}

/// Runs an npm script that ends in `jest`. An npm package of the root writes Jest's JUnit XML.
pub fn jest(run: &Run, name: &str, folder: &Path, script: &str) -> Result<Count> {
    let report = report(run, name)?;
    let reporter = run.workspace.at("node_modules/jest-junit");
    let mut test = npm_command(folder);
    test.args(["run", script, "--", "--reporters=default"])
        .arg(option("--reporters=", &reporter))
        .args(run.filter.arguments("--testNamePattern"))
        .env("JEST_JUNIT_OUTPUT_FILE", &report);
    finish(run, name, &mut test, &report)
}

/// Runs `playwright test`, with additional reporters. The configurations set no retries, because a test that passes on a retry
/// would count as passed.
pub fn playwright(run: &Run, name: &str, test: &mut Command, reporters: &[&str]) -> Result<Count> {
    let report = report(run, name)?;
    let reporters = [&["list", "junit"], reporters].concat().join(",");
    test.args(["--reporter", &reporters])
        .args(run.filter.arguments("--grep"))
        // The filter may match the tests of another check only.
        .args((!run.filter.is_empty()).then_some("--pass-with-no-tests"))
        .env("PLAYWRIGHT_JUNIT_OUTPUT_FILE", &report);
    finish(run, name, test, &report)
}

/// The path of a runner's report. Deletes an older report, which would be read if the runner wrote none.
pub fn report(run: &Run, name: &str) -> Result<PathBuf> {
    let folder = run.workspace.target.join("test-results");
    fs::create_dir_all(&folder)?;
    let report = folder.join(format!("{name}.xml"));
    let _ = fs::remove_file(&report);
    Ok(report)
}

/// Runs the test runner and reads its report.
pub fn finish(run: &Run, name: &str, test: &mut Command, report: &Path) -> Result<Count> {
    let seen = run_and_keep(test)?;
    Ok(junit::read(report).judged(name, seen.success, !run.filter.is_empty()))
}

fn option(name: &str, path: &Path) -> OsString {
    let mut option = OsString::from(name);
    option.push(path);
    option
}
