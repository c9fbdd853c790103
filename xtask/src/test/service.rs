//! The running service, checked by programs that know nothing of its code: JWT libraries of other languages, and
//! requests that are made up from its `openapi.json`.

use std::fs;
use std::path::Path;

use anyhow::Result;

use super::Bench;
use super::count::Count;
use crate::command::{command, run_and_keep};
use crate::server::Server;
use crate::setup::{npm, python};
use crate::step::say;
use crate::{app, workspace::Workspace};

const FOLDER: &str = "tests/service";
const API_KEY: &str = "sk_test_service";

/// How many requests are made up for each call, and from which seed.
const EXAMPLES: &str = "40";
const SEED: &str = "20261121";

/// Webhooks against jose, Node's crypto and PyJWT; then schemathesis.
pub fn check(bench: &Bench) -> Result<Count> {
    let workspace = bench.workspace;
    let folder = workspace.at(FOLDER);
    app::programs(workspace)?;
    npm::install(workspace, &folder)?;
    let bin = python::environment(workspace, "service-venv", &folder.join("requirements.txt"))?;
    let mut count = webhooks(workspace, &bin)?;
    // Apart, because the sandbox's faults and its clock would disturb the rest.
    count += made_up(workspace, &bin, &["--exclude-tag", "sandbox"])?;
    count += made_up(workspace, &bin, &["--include-tag", "sandbox"])?;
    Ok(count)
}

fn webhooks(workspace: &Workspace, bin: &Path) -> Result<Count> {
    let seen = run_and_keep(
        command("node", &workspace.at(FOLDER))
            .args(["--test", "--test-reporter", "tap", "webhooks.test.mjs"])
            .env("CONNECT_PROGRAM", workspace.program("passage-connect"))
            .env(
                "BACKEND_PROGRAM",
                workspace.program("passage-example-backend"),
            )
            .env("PYTHON", bin.join("python")),
    )?;
    Ok(Count::of_tap(&seen.text, seen.success))
}

fn made_up(workspace: &Workspace, bin: &Path, tags: &[&str]) -> Result<Count> {
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
    let folder = workspace.at(FOLDER);
    // It leaves notes where it runs.
    let notes = workspace.target.join("schemathesis");
    fs::create_dir_all(&notes)?;
    let seen = run_and_keep(
        command(bin.join("schemathesis"), &notes)
            .arg("--config-file")
            .arg(folder.join("schemathesis.toml"))
            .arg("run")
            .arg(workspace.at("example-app/connect/openapi.json"))
            .args(["--url", &service.address])
            .args(["--max-examples", EXAMPLES, "--seed", SEED])
            .args(["--generation-database", "none", "--no-color"])
            .args(tags)
            .env("SCHEMATHESIS_HOOKS", "hooks")
            .env("PYTHONPATH", &folder)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("CONNECT_URL", &service.address)
            .env("CONNECT_API_KEY", API_KEY),
    )?;
    if service_has_ended(service) {
        say("  the service ended");
        return Ok(Count::one(false));
    }
    Ok(Count::one(seen.success))
}

fn service_has_ended(mut service: Server) -> bool {
    service.has_ended()
}
