//! The copyright notices of all that is in the program: their licences ask whoever passes on the program to pass them on too.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

use super::platform::Platform;
use crate::command::{cargo, run_quietly};
use crate::workspace::Workspace;

/// How files with a licence or a notice begin.
const FILES: [&str; 5] = ["LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "NOTICE"];

/// What no crate says of itself.
const BESIDE: &str = "The program also contains the Rust standard library (https://github.com/rust-lang/rust, MIT or Apache-2.0),\n\
    SQLite (https://sqlite.org, in the public domain) and, on Linux, musl (https://musl.libc.org, MIT,\n\
    Copyright © 2005-2020 Rich Felker, et al.).\n";

/// The text of the file with the notices.
pub fn text(workspace: &Workspace, platform: Platform) -> Result<String> {
    let metadata = run_quietly(
        cargo(&workspace.root)
            .args(["metadata", "--format-version", "1", "--locked"])
            .args(["--filter-platform", platform.target]),
    )?;
    let metadata: Value = serde_json::from_str(&metadata)?;
    let packages: BTreeMap<&str, &Value> = list(&metadata["packages"])
        .filter_map(|package| Some((package["id"].as_str()?, package)))
        .collect();
    let root = packages
        .values()
        .find(|package| package["name"] == "passage-connect")
        .and_then(|package| package["id"].as_str())
        .context("cargo knows no passage-connect")?;
    // By their texts, of which many crates share the same; each with the crates that have it.
    let mut notices: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for id in reached(&metadata["resolve"], root) {
        let Some(package) = packages
            .get(id)
            .filter(|package| !package["source"].is_null())
        else {
            continue;
        };
        let field = |name: &str| package[name].as_str().unwrap_or_default();
        let name = format!("{} {}", field("name"), field("version"));
        let folder = Path::new(field("manifest_path"))
            .parent()
            .context("a manifest without a folder")?;
        let mut texts = of_folder(folder)?;
        if texts.is_empty() {
            let authors: Vec<_> = list(&package["authors"])
                .filter_map(Value::as_str)
                .collect();
            texts.push(
                format!("{}\n{}", field("license"), authors.join("\n"))
                    .trim()
                    .to_owned(),
            );
        }
        for text in texts {
            notices.entry(text).or_default().insert(name.clone());
        }
    }
    Ok(joined(&notices))
}

/// The packages that are compiled into `root`, itself among them: not those for builds and tests alone.
fn reached<'a>(resolve: &'a Value, root: &'a str) -> BTreeSet<&'a str> {
    let nodes: BTreeMap<&str, &Value> = list(&resolve["nodes"])
        .filter_map(|node| Some((node["id"].as_str()?, node)))
        .collect();
    let mut found = BTreeSet::new();
    let mut next = vec![root];
    while let Some(id) = next.pop() {
        if !found.insert(id) {
            continue;
        }
        let dependencies = nodes
            .get(id)
            .into_iter()
            .flat_map(|node| list(&node["deps"]));
        let compiled = dependencies
            .filter(|one| list(&one["dep_kinds"]).any(|kind| kind["kind"].is_null()))
            .filter_map(|one| one["pkg"].as_str());
        next.extend(compiled);
    }
    found
}

/// The texts in a crate's folder.
fn of_folder(folder: &Path) -> Result<Vec<String>> {
    let mut texts = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .to_uppercase();
        if path.is_file() && FILES.iter().any(|begin| name.starts_with(begin)) {
            let bytes = fs::read(&path)?;
            texts.push(
                String::from_utf8_lossy(&bytes)
                    .replace("\r\n", "\n")
                    .trim()
                    .to_owned(),
            );
        }
    }
    Ok(texts)
}

fn joined(notices: &BTreeMap<String, BTreeSet<String>>) -> String {
    let mut out = BESIDE.to_owned();
    for (text, crates) in notices {
        let crates: Vec<_> = crates.iter().map(String::as_str).collect();
        out.push_str(&format!(
            "\n{}\n{}\n\n{text}\n",
            "=".repeat(80),
            crates.join(", ")
        ));
    }
    out
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    use super::reached;

    #[test]
    fn notices_are_for_what_is_compiled_in() {
        let dependency =
            |name: &str, kind: Option<&str>| json!({"pkg": name, "dep_kinds": [{"kind": kind}]});
        let resolve = json!({"nodes": [
            {"id": "a", "deps": [dependency("b", None), dependency("for-tests", Some("dev"))]},
            {"id": "b", "deps": [dependency("c", None), dependency("for-builds", Some("build")), dependency("a", None)]},
            {"id": "c", "deps": []},
            {"id": "for-tests", "deps": []},
        ]});
        assert_eq!(reached(&resolve, "a"), BTreeSet::from(["a", "b", "c"]));
    }
}
