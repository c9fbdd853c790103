//! The packed tarball in a minimal project of each bundler, framework and test runner: installed, built with no setting
//! for the package, and run through a whole connection. What there is stands in `tests/package/environments/environments.json`.

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

/// A filter chooses environments by their folders.
pub fn check(chosen: &Run) -> Result<Count> {
    let run = &chosen.whole();
    let workspace = run.workspace;
    let results = workspace.target.join("packaging");
    let (projects_file, report) = (results.join("projects.json"), results.join("report.json"));
    fs::create_dir_all(&results)?;
    // What an earlier run has found must not stand in the table of this one, nor speak for one that found nothing.
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

/// Folder and test runner, if it has one; without `all` those alone that every run of the checks looks at.
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

/// Installs and, where it is a page, builds.
fn prepare(run: &Run, path: &Path, page: bool) -> Result<()> {
    let workspace = run.workspace;
    let tarball = workspace.tarball();
    install(workspace, path)?;
    install_packed(workspace, path, &tarball)?;
    if !page {
        return Ok(());
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    // A cache of the tool lies beside the sources, under a hidden name: it must not count as one of them.
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
        // A tool that keeps what it built from the tarball before would build with that again.
        for left in [".parcel-cache", ".astro", "node_modules/.cache", "dist"] {
            let _ = fs::remove_dir_all(path.join(left));
        }
        step(&format!("building {FOLDER}/{name}"), || {
            npm_run(path, "build")
        })?;
        usual.keep()?;
    }
    // What takes too long for every run of the checks.
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
        other => bail!("{name} has a runner that is not known: {other}"),
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
