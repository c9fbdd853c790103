//! The checks themselves.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;
use serde_json::json;

use super::Bench;
use super::count::Count;
use crate::command::{cargo, command, run_and_keep, run_quietly};
use crate::playwright::playwright;
use crate::setup::npm::{install, install_packed, npm_command};
use crate::setup::rust::WASM_TARGET;
use crate::setup::{browsers, display};
use crate::step::{paint, say};
use crate::workspace::Workspace;
use crate::{app, package};

/// A page of its own in which the migration guide's snippet runs; also the place where the tarball is unpacked.
const GUIDE: &str = "tests/e2e/guide";

/// The modals of six libraries, from which ours is opened.
const MODAL_HOSTS: &str = "tests/e2e/modal/hosts";

/// The pages in which the hook runs, one for each React.
const REACT: &str = "tests/e2e/react";

pub fn format(bench: &Bench) -> Result<Count> {
    one(cargo(&bench.workspace.root).args(["fmt", "--all", "--check"]))
}

pub fn clippy(bench: &Bench) -> Result<Count> {
    one(cargo(&bench.workspace.root)
        .args(["clippy", "--quiet", "--workspace", "--all-targets", "--"])
        .args(["--deny", "warnings"]))
}

/// What the tests of the engine's adapters lend to it; see `tests/browser/platform.rs`.
fn bundle_for_browser_tests(workspace: &Workspace) -> Result<()> {
    run_quietly(
        command(workspace.npm_bin("esbuild"), &workspace.root)
            .args(["tests/browser/platform.js", "--bundle", "--format=esm"])
            .arg("--charset=utf8")
            .arg(format!(
                "--outfile={}",
                workspace.at("target/browser-tests/platform.js").display()
            )),
    )
    .map(drop)
}

pub fn clippy_wasm(bench: &Bench) -> Result<Count> {
    bundle_for_browser_tests(bench.workspace)?;
    one(cargo(&bench.workspace.root)
        .args(["clippy", "--quiet", "--package", "passage-web"])
        .args(["--all-targets", "--target", WASM_TARGET, "--"])
        .args(["--deny", "warnings"]))
}

/// This crate apart from the others: together, cargo would build its many dependencies once more with the features
/// that the others ask for.
pub fn native(bench: &Bench) -> Result<Count> {
    let mut count = Count::default();
    for selection in [
        ["--workspace", "--exclude", "xtask"].as_slice(),
        &["--package", "xtask"],
    ] {
        let seen = run_and_keep(
            cargo(&bench.workspace.root)
                .args(["test", "--quiet", "--no-fail-fast"])
                .args(selection),
        )?;
        count += Count::of_cargo(&seen.text, seen.success);
    }
    Ok(count)
}

/// Options, the frame's states and its messages: the same made-up ones every time.
pub fn made_up_input(bench: &Bench) -> Result<Count> {
    let folder = bench.workspace.at("tests/stress/fuzz");
    install(bench.workspace, &folder)?;
    let seen = run_and_keep(npm_command(&folder).arg("test"))?;
    Ok(Count::of_tap(&seen.text, seen.success))
}

pub fn wasm(bench: &Bench) -> Result<Count> {
    let workspace = bench.workspace;
    bundle_for_browser_tests(workspace)?;
    // In place of the one in .cargo/config.toml, which would start another cargo.
    let mut runner = workspace.xtask.clone().into_os_string();
    runner.push(" test-runner");
    let mut test = cargo(&workspace.root);
    // Not --quiet: cargo passes it on to the runner, which does not know it.
    test.args(["test", "--no-fail-fast"])
        .args(["--package", "passage-web", "--target", WASM_TARGET])
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", &runner)
        .env("CHROMEDRIVER", &bench.chrome.driver);
    if bench.chrome.named {
        let capabilities = json!({ "goog:chromeOptions": { "binary": bench.chrome.browser } });
        let file = workspace.target.join("webdriver.json");
        fs::write(&file, capabilities.to_string())?;
        test.env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", file);
    }
    let seen = run_and_keep(&mut test)?;
    let mut count = Count::of_cargo(&seen.text, seen.success);
    if bench.wider.browsers {
        for browser in browsers::others(workspace)? {
            say(&format!("  in {}", browser.name));
            let mut other = if browser.needs_display {
                let mut xvfb = command("xvfb-run", &workspace.root);
                xvfb.arg("-a").arg(test.get_program());
                xvfb
            } else {
                cargo(&workspace.root)
            };
            other
                .args(test.get_args())
                .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", &runner)
                // The runner takes the first driver that it finds a variable for.
                .env_remove("CHROMEDRIVER")
                .env_remove("GECKODRIVER")
                .env_remove("SAFARIDRIVER")
                .env(browser.variable, &browser.driver);
            let seen = run_and_keep(&mut other)?;
            count += Count::of_cargo(&seen.text, seen.success);
        }
    }
    Ok(count)
}

/// Its documentation, warnings denied, and `cargo publish` up to the upload: it builds what it would send.
pub fn engine_crate(bench: &Bench) -> Result<Count> {
    let root = &bench.workspace.root;
    let mut count = one(cargo(root)
        .args(["doc", "--quiet", "--no-deps", "--package", "passage-web"])
        .args(["--target", WASM_TARGET])
        .env("RUSTDOCFLAGS", "--deny warnings"))?;
    count += one(cargo(root)
        .args(["publish", "--quiet", "--dry-run", "--allow-dirty"])
        .args(["--package", "passage-web", "--target", WASM_TARGET]))?;
    Ok(count)
}

pub fn package(bench: &Bench) -> Result<Count> {
    let workspace = bench.workspace;
    let before = api_reports(workspace);
    package::package(workspace)?;
    let mut count = Count::one(true);
    if api_reports(workspace) != before {
        say(
            "  the public API is not what pkg-template/api says: look at the change, and commit it",
        );
        count += Count::one(false);
    }
    // Resolution and types, as package managers, bundlers and TypeScript see them.
    let publint = ["publint", "--strict", "pkg"].as_slice();
    // Its other complaints are of /global and /passage.wasm, which are no modules.
    let attw = &[
        "attw",
        "target/package/getpassage-web-react.tgz",
        "--exclude-entrypoints",
        "./global",
        "./passage.wasm",
        "./package.json",
    ];
    for tool in [publint, attw] {
        count += one(command(workspace.npm_bin(tool[0]), &workspace.root).args(&tool[1..]))?;
    }
    for check in ["unpacked.mjs", "react-names.mjs"] {
        let check = format!("tests/package/environments/{check}");
        count += one(command("node", &workspace.root).args([&check, "pkg"]))?;
    }
    Ok(count)
}

/// The public API as it stands in the checkout.
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

pub fn types(bench: &Bench) -> Result<Count> {
    package::package(bench.workspace)?;
    let mut count = Count::default();
    for project in [
        "js/tsconfig.json",
        "tests/tsconfig.json",
        "tests/package/environments/tsconfig.json",
        "tests/bench/plain-ts/tsconfig.json",
    ] {
        count += one(
            command(bench.workspace.npm_bin("tsc"), &bench.workspace.root).args([
                "--noEmit",
                "--project",
                project,
            ]),
        )?;
    }
    // The packed declarations, by each TypeScript that is promised.
    let folder = bench.workspace.at("tests/package/types");
    install(bench.workspace, &folder)?;
    install_packed(bench.workspace, &folder, &bench.workspace.tarball())?;
    let seen = run_and_keep(npm_command(&folder).arg("test"))?;
    count += Count::of_tap(&seen.text, seen.success);
    Ok(count)
}

pub fn page(bench: &Bench) -> Result<Count> {
    package::package(bench.workspace)?;
    app::page(bench.workspace)?;
    Ok(Count::one(true))
}

pub fn end_to_end(bench: &Bench) -> Result<Count> {
    let workspace = bench.workspace;
    package::package(workspace)?;
    package::panic_probe(workspace)?;
    app::programs(workspace)?;
    if let Err(error) = display::display(workspace) {
        say(&format!("  {} {error:#}", paint("left out:", "33")));
    }
    // A page that does not build fails its own tests, and no other's.
    let mut count = Count::default();
    for page in [app::PAGE, GUIDE, MODAL_HOSTS, REACT] {
        if let Err(error) = app::build_page(workspace, page) {
            say(&format!("  {} {error:#}", paint("error:", "31")));
            count += Count::one(false);
        }
    }
    let migrate = workspace.at("tests/package/migrate");
    install(workspace, &migrate)?;
    count += one(command("node", &migrate)
        .arg("build-project.mjs")
        .env("PASSAGE_TARBALL", workspace.tarball()))?;
    let mut projects = vec!["e2e", "script-engine"];
    if bench.wider.script_engine {
        projects.push("script-engine-all");
    }
    count += in_chrome(bench, &projects, "list,json")?;
    Ok(count)
}

/// Counts pages of ten faults each; the table of the single faults is printed at the end.
pub fn faults(bench: &Bench) -> Result<Count> {
    let workspace = bench.workspace;
    package::package(workspace)?;
    app::programs(workspace)?;
    // Of its page nothing is used but the package, as npm has unpacked it.
    app::build_page(workspace, GUIDE)?;
    in_chrome(
        bench,
        &["faults"],
        "list,json,./tests/stress/faults/table.ts",
    )
}

/// Of the pages of the tests nothing is used but the package, as npm has unpacked it, and React.
pub fn host_pages(bench: &Bench) -> Result<Count> {
    let workspace = bench.workspace;
    package::package(workspace)?;
    app::programs(workspace)?;
    app::build_page(workspace, GUIDE)?;
    install(workspace, &workspace.at(REACT))?;
    in_chrome(
        bench,
        &["host-pages"],
        "list,json,./tests/stress/host-pages/table.ts",
    )
}

fn in_chrome(bench: &Bench, projects: &[&str], reporters: &str) -> Result<Count> {
    let workspace = bench.workspace;
    let report = workspace.target.join("e2e/report.json");
    // An old report must not speak for a run that wrote none.
    let _ = fs::remove_file(&report);
    let seen = run_and_keep(
        playwright(workspace, &bench.chrome, projects)
            .args(["--reporter", reporters])
            .env("PLAYWRIGHT_JSON_OUTPUT_NAME", &report),
    )?;
    let report = fs::read_to_string(&report).unwrap_or_default();
    Ok(Count::of_playwright(&report, seen.success))
}

fn one(command: &mut Command) -> Result<Count> {
    Ok(Count::one(run_and_keep(command)?.success))
}
