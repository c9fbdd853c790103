//! `pkg/` and the tarball: the engine, the compiled TypeScript, and what stands in `pkg-template/`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::bytes;
use crate::command::{command, run_quietly};
use crate::setup::npm::npm_command;
use crate::stamp::Stamp;
use crate::step::step;
use crate::wasm::{self, Engine, Kind};
use crate::workspace::Workspace;

/// Declares what [`bytes::script`] writes.
const BYTES_TYPES: &str = "/** The engine's WebAssembly as text; `unpack` reads it. */\ndeclare const bytes: string;\nexport default bytes;\n";

/// Builds what has changed; `pkg/` and the tarball hold the result. Expects the wasm32 target and the root's npm packages.
pub fn package(workspace: &Workspace) -> Result<()> {
    let engine = wasm::engine(workspace, Kind::Shipped)?;
    let pkg = workspace.at("pkg");
    let tarball = workspace.tarball();
    let stamp = Stamp::of(
        workspace.target.join("package/stamp"),
        &[
            engine.script.clone(),
            engine.types.clone(),
            engine.wasm.clone(),
            workspace.at("js"),
            workspace.at("pkg-template"),
            workspace.at("LICENSE-MIT"),
            workspace.at("LICENSE-APACHE"),
            workspace.at("package-lock.json"),
        ],
        // This file too: what it does is an input.
        concat!(
            env!("CARGO_PKG_VERSION"),
            include_str!("package.rs"),
            include_str!("bytes.rs")
        ),
    )?;
    let outputs = [
        &pkg.join("package.json"),
        &tarball,
        &workspace.at("js/generated/bytes.js"),
    ];
    if stamp.is_fresh(&outputs.map(PathBuf::as_path)) {
        return Ok(());
    }
    stamp.forget();
    place_generated(workspace, &engine, &workspace.at("js/generated"))?;
    if pkg.exists() {
        fs::remove_dir_all(&pkg).context("could not empty pkg/")?;
    }
    step("compiling the TypeScript", || {
        run_quietly(
            command(workspace.npm_bin("tsc"), &workspace.root)
                .args(["--project", "js/tsconfig.json", "--noEmit", "false"])
                .arg("--outDir")
                .arg(pkg.join("dist")),
        )
    })?;
    step("packing the npm package", || {
        place_generated(workspace, &engine, &pkg.join("dist/generated"))?;
        fs::copy(&engine.wasm, pkg.join("dist/passage.wasm"))?;
        fill_template(workspace, &pkg)?;
        check_exports(&pkg)?;
        pack(&pkg, &tarball)
    })?;
    stamp.keep()
}

/// Builds the engine that panics on request into `target/panic-probe`, to take the place of the package's
/// `dist/generated` in tests.
pub fn panic_probe(workspace: &Workspace) -> Result<()> {
    let engine = wasm::engine(workspace, Kind::Panics)?;
    place_generated(workspace, &engine, &workspace.target.join("panic-probe"))
}

/// Puts the factory and the bytes where the TypeScript imports them from: `./generated/…`, in the sources as in `dist`.
fn place_generated(workspace: &Workspace, engine: &Engine, folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)?;
    fs::copy(&engine.script, folder.join("passage_web.js"))?;
    fs::copy(&engine.types, folder.join("passage_web.d.ts"))?;
    fs::write(
        folder.join("bytes.js"),
        bytes::script(&fs::read(&engine.wasm)?),
    )?;
    fs::write(folder.join("bytes.d.ts"), BYTES_TYPES)?;
    if folder.starts_with(workspace.at("js")) {
        fs::write(folder.join(".gitignore"), "*\n")?;
    }
    Ok(())
}

/// Copies the template, the licences, and the version of Cargo.toml.
fn fill_template(workspace: &Workspace, pkg: &Path) -> Result<()> {
    let manifest = fs::read_to_string(workspace.at("pkg-template/package.json"))?;
    let mut manifest: Value =
        serde_json::from_str(&manifest).context("pkg-template/package.json is no JSON")?;
    manifest["version"] = env!("CARGO_PKG_VERSION").into();
    fs::write(
        pkg.join("package.json"),
        serde_json::to_string_pretty(&manifest)? + "\n",
    )?;
    for (from, to) in [
        ("pkg-template/README.md", "README.md"),
        ("LICENSE-MIT", "LICENSE-MIT"),
        ("LICENSE-APACHE", "LICENSE-APACHE"),
    ] {
        fs::copy(workspace.at(from), pkg.join(to)).with_context(|| format!("no {from}"))?;
    }
    Ok(())
}

/// Every file that the exports map names exists, and the React entry says first that it is for the client.
fn check_exports(pkg: &Path) -> Result<()> {
    let manifest: Value = serde_json::from_str(&fs::read_to_string(pkg.join("package.json"))?)?;
    for file in strings(&manifest["exports"]) {
        ensure!(
            pkg.join(&file).is_file(),
            "the exports map names {file}, which was not built"
        );
    }
    let entry = fs::read_to_string(pkg.join("dist/index.js"))?;
    let first = entry.lines().next().unwrap_or_default();
    ensure!(
        matches!(
            first.trim_end_matches(';'),
            "\"use client\"" | "'use client'"
        ),
        "dist/index.js must start with \"use client\", not with {first:?}"
    );
    Ok(())
}

fn strings(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Object(fields) => fields.values().flat_map(strings).collect(),
        _ => Vec::new(),
    }
}

/// `npm pack`, then a name without a version. npm gives every entry the same time, so the bytes repeat.
fn pack(pkg: &Path, tarball: &Path) -> Result<()> {
    let folder = tarball.parent().context("the tarball has a folder")?;
    fs::create_dir_all(folder)?;
    let report = run_quietly(
        npm_command(pkg)
            .args(["pack", "--json", "--ignore-scripts", "--pack-destination"])
            .arg(folder),
    )?;
    fs::rename(folder.join(packed_name(&report)?), tarball)?;
    Ok(())
}

/// The file's name in what `npm pack --json` prints: an array up to npm 10, an object by package name from npm 11 on.
fn packed_name(report: &str) -> Result<PathBuf> {
    let report: Value = serde_json::from_str(report).context("`npm pack --json` wrote no JSON")?;
    let package = match &report {
        Value::Array(packages) => packages.first(),
        Value::Object(packages) if !packages.contains_key("filename") => packages.values().next(),
        other => Some(other),
    };
    package
        .and_then(|package| package["filename"].as_str())
        .map(PathBuf::from)
        .context("`npm pack --json` names no file")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tarball_is_found_in_the_report_of_every_npm() {
        for report in [
            r#"[{"filename":"a-1.tgz"}]"#,
            r#"{"a":{"filename":"a-1.tgz"}}"#,
            r#"{"filename":"a-1.tgz"}"#,
        ] {
            assert_eq!(packed_name(report).unwrap(), PathBuf::from("a-1.tgz"));
        }
        assert!(packed_name("{}").is_err());
    }

    #[test]
    fn all_files_of_a_nested_exports_map_are_seen() {
        let map =
            serde_json::json!({".": {"types": "./a.d.ts", "default": "./a.js"}, "./b": "./b.js"});
        assert_eq!(strings(&map), ["./a.d.ts", "./a.js", "./b.js"]);
    }
}
