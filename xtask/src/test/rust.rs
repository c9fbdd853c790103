//! The checks of the Rust code: clippy, native tests, the engine's browser tests, the engine as a crate.

use std::fs;
use std::thread;

use anyhow::Result;
use serde_json::json;

use super::Run;
use super::count::Count;
use super::runners::{cargo_test, step};
use crate::command::{cargo, command, run_quietly};
use crate::folders::BROWSER_PLATFORM;
use crate::setup::browsers;
use crate::setup::postgres::{self, Durability, Postgres};
use crate::setup::rust::WASM_TARGET;
use crate::step::say;
use crate::workspace::Workspace;

pub fn clippy(run: &Run) -> Result<Count> {
    let mut clippy = cargo(&run.workspace.root);
    clippy
        .args(["clippy", "--quiet", "--workspace", "--all-targets", "--"])
        .args(["--deny", "warnings"]);
    step(run, "clippy", &mut clippy)
}

/// Bundles the JavaScript module that the engine's browser tests import; see `tests/browser/platform.rs`.
fn bundle_for_browser_tests(workspace: &Workspace) -> Result<()> {
    run_quietly(
        command(workspace.npm_bin("esbuild"), &workspace.root)
            .args([BROWSER_PLATFORM, "--bundle", "--format=esm"])
            .arg("--charset=utf8")
            .arg(format!(
                "--outfile={}",
                workspace.at("target/browser-tests/platform.js").display()
            )),
    )
    .map(drop)
}

pub fn clippy_wasm(run: &Run) -> Result<Count> {
    bundle_for_browser_tests(run.workspace)?;
    let mut clippy = cargo(&run.workspace.root);
    clippy
        .args(["clippy", "--quiet", "--package", "passage-web"])
        .args(["--all-targets", "--target", WASM_TARGET, "--"])
        .args(["--deny", "warnings"]);
    step(run, "clippy-wasm", &mut clippy)
}

/// How many tests run at once for each core: tests of a service mostly wait.
const TESTS_PER_CORE: usize = 3;

fn test_threads() -> String {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    std::env::var("RUST_TEST_THREADS").unwrap_or_else(|_| (TESTS_PER_CORE * cores).to_string())
}

/// Tests xtask apart from the other crates: together, cargo would unify their features, and compile the many dependencies of
/// xtask a second time.
pub fn native(run: &Run) -> Result<Count> {
    let mut count = Count::default();
    let threads = test_threads();
    for selection in [
        ["--workspace", "--exclude", "xtask"].as_slice(),
        &["--package", "xtask"],
    ] {
        let mut test = cargo(&run.workspace.root);
        test.args(["test", "--quiet", "--no-fail-fast"])
            .args(selection)
            .env("RUST_TEST_THREADS", &threads);
        count += cargo_test(run, "cargo test", &mut test)?;
    }
    Ok(count)
}

/// The service's API tests once more, over Postgres, and those of several replicas.
pub fn postgres(run: &Run) -> Result<Count> {
    if postgres::is_out_of_reach(run.workspace) {
        say(
            "NOT RUN: Postgres is not here, so nothing was tried over it. With CI set, this fails.",
        );
        return Ok(Count::default());
    }
    let server = Postgres::start(run.workspace, Durability::Nothing)?;
    let mut test = cargo(&run.workspace.root);
    test.args(["test", "--quiet", "--no-fail-fast"])
        .args(["--package", "passage-connect", "--test", "api"])
        .env("RUST_TEST_THREADS", test_threads())
        .env("CONNECT_TEST_POSTGRES", &server.url);
    if run.wider.replicas {
        test.env("CONNECT_TEST_REPLICAS", "all");
    }
    cargo_test(run, "cargo test over Postgres", &mut test)
}

pub fn wasm(run: &Run) -> Result<Count> {
    let workspace = run.workspace;
    let chrome = run.chrome()?;
    bundle_for_browser_tests(workspace)?;
    // Replaces the runner in .cargo/config.toml, which would start another cargo.
    let mut runner = workspace.xtask.clone().into_os_string();
    runner.push(" test-runner");
    let mut test = cargo(&workspace.root);
    // Without --quiet, which cargo would pass on to a runner that does not know it.
    test.args(["test", "--no-fail-fast"])
        .args(["--package", "passage-web", "--target", WASM_TARGET])
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", &runner)
        .env("CHROMEDRIVER", &chrome.driver);
    if chrome.named {
        let capabilities = json!({ "goog:chromeOptions": { "binary": chrome.browser } });
        let file = workspace.target.join("webdriver.json");
        fs::write(&file, capabilities.to_string())?;
        test.env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", file);
    }
    let mut others = Vec::new();
    if run.wider.browsers {
        for browser in browsers::others(workspace)? {
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
                // The runner uses the first driver whose variable is set.
                .env_remove("CHROMEDRIVER")
                .env_remove("GECKODRIVER")
                .env_remove("SAFARIDRIVER")
                .env(browser.variable, &browser.driver);
            others.push((browser.name, other));
        }
    }
    let mut count = cargo_test(run, "wasm-bindgen-test", &mut test)?;
    for (name, mut other) in others {
        say(&format!("  in {name}"));
        count += cargo_test(run, name, &mut other)?;
    }
    Ok(count)
}

/// Builds the crate's documentation with warnings denied, and runs `cargo publish` up to the upload, which builds the packed crate.
pub fn engine_crate(run: &Run) -> Result<Count> {
    let root = &run.workspace.root;
    let mut doc = cargo(root);
    doc.args(["doc", "--quiet", "--no-deps", "--package", "passage-web"])
        .args(["--target", WASM_TARGET])
        .env("RUSTDOCFLAGS", "--deny warnings");
    let mut count = step(run, "cargo doc", &mut doc)?;
    let mut publish = cargo(root);
    publish
        .args(["publish", "--quiet", "--dry-run", "--allow-dirty"])
        .args(["--package", "passage-web", "--target", WASM_TARGET]);
    count += step(run, "cargo publish", &mut publish)?;
    Ok(count)
}
