//! Test runners: each is started with a report that [`junit`] reads, and with the filter in its own words.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use super::count::Count;
use super::{Run, junit, libtest};
use crate::command::{command, run_and_keep};
use crate::setup::npm::npm_command;

/// What is no test runner: one step, passed when it ends well.
pub fn step(run: &Run, name: &str, command: &mut Command) -> Result<Count> {
    if !run.filter.takes(name) {
        return Ok(Count::default());
    }
    Ok(Count::step(
        name,
        run_and_keep(command.args(run.filter.flags()))?.success,
    ))
}

/// `cargo test`, or what prints the same.
pub fn cargo_test(run: &Run, name: &str, test: &mut Command) -> Result<Count> {
    let seen = run_and_keep(test.arg("--").args(run.filter.as_given()))?;
    Ok(libtest::read(&seen.text).judged(name, seen.success, !run.filter.is_empty()))
}

/// Node's own runner, on these files of `folder`; without any, on those that it finds by their names.
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

/// The files of Node's tests in `folder`: Node 20 expands no patterns.
pub fn test_files(folder: &Path) -> Result<Vec<String>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        files.push(entry?.file_name().to_string_lossy().into_owned());
    }
    files.retain(|file| file.ends_with(".test.mjs"));
    files.sort();
    Ok(files)
}

/// An npm script that ends in `vitest run`.
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

/// An npm script that ends in `jest`, which has its JUnit from a package of the root.
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

/// `playwright test` with these reporters besides. A test that passes at its second try would be reported as passed: the
/// configurations allow no second try.
pub fn playwright(run: &Run, name: &str, test: &mut Command, reporters: &[&str]) -> Result<Count> {
    let report = report(run, name)?;
    let reporters = [&["list", "junit"], reporters].concat().join(",");
    test.args(["--reporter", &reporters])
        .args(run.filter.arguments("--grep"))
        // A filter that fits none of this check's tests may fit another's.
        .args((!run.filter.is_empty()).then_some("--pass-with-no-tests"))
        .env("PLAYWRIGHT_JUNIT_OUTPUT_FILE", &report);
    finish(run, name, test, &report)
}

/// Where a runner writes its report; an older one must not speak for a run that writes none.
pub fn report(run: &Run, name: &str) -> Result<PathBuf> {
    let folder = run.workspace.target.join("test-results");
    fs::create_dir_all(&folder)?;
    let report = folder.join(format!("{name}.xml"));
    let _ = fs::remove_file(&report);
    Ok(report)
}

/// Runs it and reads its report.
pub fn finish(run: &Run, name: &str, test: &mut Command, report: &Path) -> Result<Count> {
    let seen = run_and_keep(test)?;
    Ok(junit::read(report).judged(name, seen.success, !run.filter.is_empty()))
}

fn option(name: &str, path: &Path) -> OsString {
    let mut option = OsString::from(name);
    option.push(path);
    option
}
