//! Builds `pkg/` and the tarball from the engine, the TypeScript in `js/`, and the files of `pkg-template/`.

pub mod contents;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use passage_web::told::ErrorCode;
use serde_json::{Value, json};

use crate::command::{command, run_quietly};
use crate::engine::{self, Engine, Form, Kind, bytes, function_names};
use crate::setup::npm;
use crate::sizes;
use crate::stamp::Stamp;
use crate::step::step;
use crate::workspace::Workspace;

/// The migration command, a program with its own dependencies, which are bundled into it.
const MIGRATE: &str = "js/migrate";

/// The reports of the public API, one file for each entry.
pub const API_REPORTS: &str = "pkg-template/api";

/// The declarations of what [`bytes::script`] writes.
const BYTES_TYPES: &str = "/** The engine's WebAssembly as a text, one character for each byte. */\ndeclare const bytes: string;\nexport default bytes;\n";

/// Builds `pkg/` and the tarball if something changed. The caller has installed the wasm32 target and the root's npm packages.
pub fn package(workspace: &Workspace) -> Result<()> {
    let engine = engine::engine(workspace, Kind::Shipped, Form::WebAssembly)?;
    let script_engine = engine::engine(workspace, Kind::Shipped, Form::Script)?.script;
    let pkg = workspace.at("pkg");
    let tarball = workspace.tarball();
    let stamp = Stamp::of(
        workspace.target.join("package/stamp"),
        &[
            engine.script.clone(),
            engine.types.clone(),
            engine.wasm.clone(),
            engine.symbols.clone(),
            script_engine.clone(),
            workspace.at("js"),
            workspace.at("pkg-template"),
            workspace.at("src/told.rs"),
            workspace.at("LICENSE-MIT"),
            workspace.at("LICENSE-APACHE"),
            workspace.at("package-lock.json"),
        ],
        // With the sources of these steps: the package is built again when they change.
        concat!(
            env!("CARGO_PKG_VERSION"),
            include_str!("contents.rs"),
            include_str!("mod.rs"),
            include_str!("../engine/bytes.rs")
        ),
    )?;
    let outputs = [
        &pkg.join("package.json"),
        &pkg.join("dist/engine.js"),
        &tarball,
        &workspace.at("js/generated/bytes.js"),
    ];
    if stamp.is_fresh(&outputs.map(PathBuf::as_path)) {
        return Ok(());
    }
    stamp.forget();
    let generated = workspace.at("js/generated");
    place_generated(&engine, &generated)?;
    fs::copy(script_engine, generated.join(SCRIPT_ENGINE))?;
    fs::write(generated.join("passage_script.d.ts"), SCRIPT_TYPES)?;
    place_errors(&generated)?;
    fs::write(generated.join(".gitignore"), "*\n")?;
    if pkg.exists() {
        fs::remove_dir_all(&pkg).context("could not empty pkg/")?;
    }
    let dist = pkg.join("dist");
    step("building the scripts", || scripts(workspace, &dist, None))?;
    step("building the declarations", || {
        declarations(workspace, &engine, &dist)
    })?;
    npm::install(workspace, &workspace.at(MIGRATE))?;
    step("bundling the migration command", || {
        let mut build = command("node", &workspace.root);
        build.arg("js/migrate/build.mjs").arg("--outfile");
        build.arg(pkg.join("bin/passage.js"));
        run_quietly(build.args(["--version", env!("CARGO_PKG_VERSION")]))
    })?;
    step("packing the npm package", || {
        fs::copy(&engine.wasm, dist.join("passage.wasm"))?;
        contents::fill_template(workspace, &pkg)?;
        contents::check_exports(&pkg)?;
        sizes::check(workspace, &dist, &workspace.at("pkg-template/budget.json"))?;
        contents::pack(&pkg, &tarball)
    })?;
    stamp.keep()
}

/// Builds the package's scripts into `target/panic-probe`, with engines that panic on request. Tests serve that folder in
/// place of the package's `dist`.
pub fn panic_probe(workspace: &Workspace) -> Result<()> {
    let engine = engine::engine(workspace, Kind::Panics, Form::WebAssembly)?;
    let script_engine = engine::engine(workspace, Kind::Panics, Form::Script)?.script;
    let folder = workspace.target.join("panic-probe");
    let generated = folder.join("generated");
    place_generated(&engine, &generated)?;
    fs::copy(script_engine, generated.join(SCRIPT_ENGINE))?;
    scripts(workspace, &folder, Some(&generated))
}

/// Builds the package's scripts without the WebAssembly inside, which the benchmark compares; returns their folder.
pub fn without_bytes(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.target.join("bench/streamed");
    let generated = folder.join("generated");
    place_generated(
        &engine::engine(workspace, Kind::Shipped, Form::WebAssembly)?,
        &generated,
    )?;
    fs::write(generated.join("bytes.js"), "export default '';\n")?;
    scripts(workspace, &folder, Some(&generated))?;
    Ok(folder)
}

/// Runs `js/build.mjs`.
fn scripts(workspace: &Workspace, out: &Path, engine: Option<&Path>) -> Result<()> {
    let mut build = command("node", &workspace.root);
    build.arg("js/build.mjs").arg(out).args(engine);
    run_quietly(&mut build).map(drop)
}

/// Runs tsc and `js/types.mjs`. This also writes the reports of the public API, which are sources: commit a change of them.
fn declarations(workspace: &Workspace, engine: &Engine, out: &Path) -> Result<()> {
    let compiled = workspace.target.join("package/types");
    run_quietly(
        command(workspace.npm_bin("tsc"), &workspace.root)
            .args(["--project", "js/tsconfig.json"])
            .args(["--noEmit", "false", "--emitDeclarationOnly", "--outDir"])
            .arg(&compiled),
    )?;
    // tsc does not copy the declaration files among its inputs.
    fs::create_dir_all(compiled.join("generated"))?;
    fs::copy(&engine.types, compiled.join("generated/passage_web.d.ts"))?;
    run_quietly(command("node", &workspace.root).arg("js/types.mjs").args([
        &compiled,
        out,
        &workspace.at(API_REPORTS),
    ]))
    .map(drop)
}

/// The file name of the factory of [`Form::Script`].
const SCRIPT_ENGINE: &str = "passage_script.js";

/// The declarations of that file.
const SCRIPT_TYPES: &str = "import type { Exports, Platform } from './passage_web.js';\n/** The same as in `passage_web.js`, without WebAssembly. */\nexport function instantiate(module: undefined, onTrap: () => void, platform: Platform): Promise<Exports>;\n";

/// Writes the list of errors for the entry `/testing`, from the same source as the engine's.
fn place_errors(folder: &Path) -> Result<()> {
    let codes = ErrorCode::ALL.iter();
    let errors: serde_json::Map<String, Value> = codes
        .map(|code| {
            (
                code.name().to_owned(),
                json!([code.retryable(), code.text(), code.user_text()]),
            )
        })
        .collect();
    let list = serde_json::to_string_pretty(&errors)?;
    fs::write(
        folder.join("errors.js"),
        format!("export const ERRORS = {list};\n"),
    )?;
    Ok(fs::write(
        folder.join("errors.d.ts"),
        "/** For each code of `src/told.rs`: whether trying again can help, its text, and the name of its text for the person. */\nexport declare const ERRORS: Readonly<Record<string, readonly [retryable: boolean, text: string, userText: import('./passage_web.js').TextName]>>;\n",
    )?)
}

/// Puts the factory, the bytes and the names of the functions into the folder from which the TypeScript imports them, `generated`.
fn place_generated(engine: &Engine, folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)?;
    fs::copy(&engine.script, folder.join("passage_web.js"))?;
    fs::copy(&engine.types, folder.join("passage_web.d.ts"))?;
    let wasm = fs::read(&engine.wasm)?;
    fs::write(folder.join("bytes.js"), bytes::script(&wasm))?;
    fs::write(folder.join("bytes.d.ts"), BYTES_TYPES)?;
    let symbols = fs::read_to_string(&engine.symbols)?;
    fs::write(
        folder.join("function-names.js"),
        function_names::script(&symbols)?,
    )?;
    fs::write(folder.join("function-names.d.ts"), function_names::TYPES)?;
    Ok(())
}
