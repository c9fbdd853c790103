//! The running service, checked by programs that know nothing of its code: JWT libraries of other languages, and
//! requests that are made up from its `openapi.json`.

use std::fs;
use std::path::Path;

use anyhow::Result;

use super::Run;
use super::count::Count;
use super::runners::{finish, node, report};
use crate::command::command;
use crate::folders::SERVICE;
use crate::server::Server;
use crate::setup::python;

const API_KEY: &str = "sk_test_service";

/// How many requests are made up for each call, and from which seed.
const EXAMPLES: &str = "40";
const SEED: &str = "20261121";

/// Webhooks against jose, Node's crypto and PyJWT; then schemathesis.
pub fn check(run: &Run) -> Result<Count> {
    let workspace = run.workspace;
    let folder = workspace.at(SERVICE);
    let bin = python::environment(workspace, "service-venv", &folder.join("requirements.txt"))?;
    let mut count = webhooks(run, &bin)?;
    // Apart, because the sandbox's faults and its clock would disturb the rest.
    count += made_up(run, "requests", &bin, &["--exclude-tag", "sandbox"])?;
    count += made_up(run, "sandbox-requests", &bin, &["--include-tag", "sandbox"])?;
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

/// With a filter, requests at the paths that it names.
fn made_up(run: &Run, name: &str, bin: &Path, tags: &[&str]) -> Result<Count> {
    let workspace = run.workspace;
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
    // It leaves notes where it runs.
    let notes = workspace.target.join("schemathesis");
    fs::create_dir_all(&notes)?;
    let report = report(run, name)?;
    let mut requests = command(bin.join("schemathesis"), &notes);
    requests
        .arg("--config-file")
        .arg(folder.join("schemathesis.toml"))
        .arg("run")
        .arg(workspace.at("example-app/connect/openapi.json"))
        .args(["--url", &service.address])
        .args(["--max-examples", EXAMPLES, "--seed", SEED])
        .args(["--generation-database", "none", "--no-color"])
        .args(["--report", "junit", "--report-junit-path"])
        .arg(&report)
        .args(tags)
        .args(run.filter.arguments("--include-path-regex"))
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

fn service_has_ended(mut service: Server) -> bool {
    service.has_ended()
}
