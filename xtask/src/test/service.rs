//! Tests the running service with programs that share no code with it: JWT libraries of other languages, and requests that
//! schemathesis generates from `openapi.json`. And as a developer starts it: `npx @getpassage/connect`.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

use super::Run;
use super::count::Count;
use super::runners::{finish, node, report};
use crate::command::command;
use crate::connect::platform::Platform;
use crate::connect::{self, pack};
use crate::folders::SERVICE;
use crate::server::Server;
use crate::setup::python;
use crate::step::{say, step};

const API_KEY: &str = "sk_test_service";

/// The description of the service's API.
const OPENAPI: &str = "example-app/connect/openapi.json";

/// How many requests are generated for each call, and from which seed.
const EXAMPLES: &str = "40";
const SEED: &str = "20261121";

/// Verifies webhooks with jose, Node's crypto and PyJWT; then runs schemathesis.
pub fn check(run: &Run) -> Result<Count> {
    let workspace = run.workspace;
    let folder = workspace.at(SERVICE);
    let bin = python::environment(workspace, "service-venv", &folder.join("requirements.txt"))?;
    let mut count = webhooks(run, &bin)?;
    // The sandbox is tested on its own, because its faults and its clock would disturb the other requests.
    let sandbox = |path: &str| path.starts_with("/sandbox/");
    count += generated(run, "requests", &bin, |path| !sandbox(path))?;
    count += generated(run, "sandbox-requests", &bin, sandbox)?;
    count += npx(run)?;
    Ok(count)
}

fn webhooks(run: &Run, bin: &Path) -> Result<Count> {
    let workspace = run.workspace;
    let variables = [
        ("CONNECT_PROGRAM", workspace.program("passage-connect")),
        (
            "BACKEND_PROGRAM",
            workspace.program("passage-example-backend"),
        ),
        ("PYTHON", bin.join("python")),
    ];
    node(
        run,
        "webhooks",
        &workspace.at(SERVICE),
        &["webhooks.test.mjs"],
        &variables,
    )
}

/// Installs the packages of `npx @getpassage/connect`, with the program as the other checks have it, and starts it.
fn npx(run: &Run) -> Result<Count> {
    let workspace = run.workspace;
    let Some(host) = Platform::host() else {
        say("  npx: skipped, because the service is not packed for this platform");
        return Ok(Count::default());
    };
    let out = workspace.target.join("connect-tests");
    step("packing the service", || {
        let program = workspace.program("passage-connect");
        pack::program(workspace, host, &program, &out)?;
        pack::launcher(workspace, &out)
    })?;
    let variables = [
        ("CONNECT_PACKAGES", out),
        ("SDK_TARBALL", workspace.tarball()),
    ];
    let folder = workspace.at(SERVICE);
    node(run, "npx", &folder, &[connect::TEST], &variables)
}

/// Sends generated requests to the paths that `at` and the filter select.
fn generated(run: &Run, name: &str, bin: &Path, at: impl Fn(&str) -> bool) -> Result<Count> {
    let workspace = run.workspace;
    let paths = paths(&workspace.at(OPENAPI))?;
    let paths: Vec<_> = paths
        .iter()
        .filter(|path| at(path) && run.filter.takes(path))
        .flat_map(|path| ["--include-path", path])
        .collect();
    if paths.is_empty() {
        return Ok(Count::default());
    }
    let service = Server::start(
        "service",
        command(workspace.program("passage-connect"), &workspace.root)
            .args([
                "--listen",
                "127.0.0.1:0",
                "--database",
                ":memory:",
                "--step-ms",
                "0",
            ])
            .args([
                "--sandbox",
                "--private-webhooks",
                "--wrong-codes-per-minute",
                "0",
            ])
            .args(["--log", "error"])
            .env("CONNECT_API_KEY", API_KEY),
    )?;
    let folder = workspace.at(SERVICE);
    // schemathesis writes files into its working folder.
    let notes = workspace.target.join("schemathesis");
    fs::create_dir_all(&notes)?;
    let report = report(run, name)?;
    let mut requests = command(bin.join("schemathesis"), &notes);
    requests
        .arg("--config-file")
        .arg(folder.join("schemathesis.toml"))
        .arg("run")
        .arg(workspace.at(OPENAPI))
        .args(["--url", &service.address])
        .args(["--max-examples", EXAMPLES, "--seed", SEED])
        .args(["--generation-database", "none", "--no-color"])
        .args(["--report", "junit", "--report-junit-path"])
        .arg(&report)
        .args(paths)
        .args(run.filter.flags())
        .env("SCHEMATHESIS_HOOKS", "hooks")
        .env("PYTHONPATH", &folder)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("CONNECT_URL", &service.address)
        .env("CONNECT_API_KEY", API_KEY);
    let count = finish(run, name, &mut requests, &report)?;
    if service_has_ended(service) {
        return Ok(Count::step(
            &format!("the service ended during {name}"),
            false,
        ));
    }
    Ok(count)
}

/// The path of every call in the description.
fn paths(description: &Path) -> Result<Vec<String>> {
    let description: Value = serde_json::from_str(&fs::read_to_string(description)?)?;
    let paths = description["paths"].as_object();
    let paths = paths.context("openapi.json describes no paths")?;
    Ok(paths.keys().cloned().collect())
}

fn service_has_ended(mut service: Server) -> bool {
    service.has_ended()
}
