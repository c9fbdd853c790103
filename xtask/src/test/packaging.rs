//! Installs the packed tarball in a minimal project of each bundler, framework and test runner, builds the project without any
//! setting for the package, and runs a whole connection. `tests/package/environments/environments.json` lists the projects.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::Run;
use super::count::Count;
use super::runners::{jest, node, playwright, vitest};
use crate::command::{self, command, run_quietly};
use crate::folders::{PACKAGING as FOLDER, PACKAGING_CONFIG};
use crate::setup::npm::{install, install_packed, npm_command};
use crate::stamp::Stamp;
use crate::step::{paint, say, step};
use crate::workspace::Workspace;

/// Runs the check. The filter selects environments by their folders.
pub fn check(chosen: &Run) -> Result<Count> {
    let run = &chosen.whole();
    let workspace = run.workspace;
    let results = workspace.target.join("packaging");
    let (projects_file, report) = (results.join("projects.json"), results.join("report.json"));
    fs::create_dir_all(&results)?;
    // The table of this run must not contain the results of an earlier one.
    for file in [&projects_file, &report] {
        let _ = fs::remove_file(file);
    }

    let mut count = Count::default();
    let mut pages = Vec::new();
    let mut outcomes = BTreeMap::new();
    for (folder, runner) in projects(workspace, run.wider.packaging)? {
        if !chosen.filter.takes(&folder) {
            continue;
        }
        let path = workspace.at(FOLDER).join(&folder);
        let (built, ran) = match prepare(run, &path, runner.is_none()) {
            Err(error) => {
                say(&format!("  {} {error:#}", paint("error:", "31")));
                count.fail(&folder, &format!("{error:#}"));
                (false, Value::Null)
            }
            Ok(()) => match runner {
                None => {
                    pages.push(folder.clone());
                    (true, Value::Null)
                }
                Some(runner) => {
                    let tests = tests(run, &path, &runner)?;
                    let ran = tests.failed == 0;
                    count += tests;
                    (true, json!(ran))
                }
            },
        };
        outcomes.insert(folder, json!({ "built": built, "ran": ran }));
    }
    fs::write(&projects_file, json!(outcomes).to_string())?;
    if !pages.is_empty() {
        count += in_chrome(run, &pages, &report)?;
    }
    command::run(
        command("node", &workspace.root)
            .arg(workspace.at(FOLDER).join("table.mjs"))
            .args([&projects_file, &report]),
    )?;
    Ok(count)
}

/// The folder and the test runner, if it has one, of every environment; without `all`, only of those that every run tests.
fn projects(workspace: &Workspace, all: bool) -> Result<BTreeMap<String, Option<String>>> {
    let file = workspace.at(FOLDER).join("environments.json");
    let text = fs::read_to_string(&file).with_context(|| format!("{}", file.display()))?;
    let environments: Vec<Value> = serde_json::from_str(&text)?;
    environments
        .iter()
        .filter(|environment| all || environment["always"] == true)
        .map(|environment| {
            let folder = environment["folder"]
                .as_str()
                .context("a packaging environment without a folder")?;
            let runner = environment["runner"].as_str().map(str::to_owned);
            Ok((folder.to_owned(), runner))
        })
        .collect()
}

/// Installs the project's packages and, if it is a page, builds it.
fn prepare(run: &Run, path: &Path, page: bool) -> Result<()> {
    let workspace = run.workspace;
    let tarball = workspace.tarball();
    install(workspace, path)?;
    install_packed(workspace, path, &tarball)?;
    if !page {
        return Ok(());
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    // Hidden files are left out, because tools keep their caches in them.
    let mut inputs = vec![tarball, workspace.at(FOLDER).join("page")];
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if !name.starts_with('.') && !["node_modules", "dist", "generated"].contains(&&*name) {
            inputs.push(entry.path());
        }
    }
    inputs.sort();
    let stamp = |script: &str| {
        let file = format!("stamps/packaging-{name}-{script}");
        Stamp::of(workspace.target.join(file), &inputs, "")
    };
    let (usual, more) = (stamp("build")?, stamp("more")?);
    let dist = path.join("dist");
    if !usual.is_fresh(&[&dist]) {
        usual.forget();
        more.forget();
        // With its cache, a tool could build from an earlier tarball.
        for left in [
            ".angular",
            ".astro",
            ".nuxt",
            ".output",
            ".parcel-cache",
            ".svelte-kit",
            "node_modules/.cache",
            "dist",
        ] {
            let _ = fs::remove_dir_all(path.join(left));
        }
        step(&format!("building {FOLDER}/{name}"), || {
            npm_run(path, "build")
        })?;
        usual.keep()?;
    }
    // A part of the build that takes too long for every run.
    let has_more = fs::read_to_string(path.join("package.json"))?.contains("\"build:more\"");
    if run.wider.packaging && has_more && !more.is_fresh(&[&dist]) {
        more.forget();
        step(&format!("building more of {FOLDER}/{name}"), || {
            npm_run(path, "build:more")
        })?;
        more.keep()?;
    }
    Ok(())
}

fn npm_run(path: &Path, script: &str) -> Result<()> {
    run_quietly(
        npm_command(path)
            .args(["run", script])
            .env("NEXT_TELEMETRY_DISABLED", "1")
            .env("ASTRO_TELEMETRY_DISABLED", "1"),
    )
    .map(drop)
}

fn tests(run: &Run, path: &Path, runner: &str) -> Result<Count> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let report = format!("packaging-{name}");
    match runner {
        "node" => node(run, &report, path, &[], &[]),
        "jest" => jest(run, &report, path, "test"),
        "vitest" => vitest(run, &report, path, "test", &[]),
        other => bail!("{name} has an unknown runner: {other}"),
    }
}

fn in_chrome(run: &Run, pages: &[String], report: &Path) -> Result<Count> {
    let workspace = run.workspace;
    let wider = if run.wider.packaging { "all" } else { "usual" };
    let mut test = command(workspace.npm_bin("playwright"), &workspace.root);
    test.args([
        "test",
        "--config",
        PACKAGING_CONFIG,
        "--project",
        "packaging",
    ])
    .env("CHROME_PATH", &run.chrome()?.browser)
    .env("CONNECT_PROGRAM", workspace.program("passage-connect"))
    .env("PACKAGING_FOLDERS", pages.join(","))
    .env("PACKAGING", wider)
    .env("PLAYWRIGHT_JSON_OUTPUT_NAME", report);
    playwright(run, "packaging", &mut test, &["json"])
}
