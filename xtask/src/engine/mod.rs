//! Rust to the engine a browser runs: cargo, wasm-bindgen, wasm-opt.

pub mod bytes;
mod glue;
mod names;
mod panics;
mod script;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::command::{cargo, command, run, run_quietly};
use crate::setup::rust::{self, WASM_TARGET};
use crate::stamp::Stamp;
use crate::step::step;
use crate::workspace::Workspace;

/// Which engine.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The one that is packed, in `target/engine` and `target/engine-as-script`.
    Shipped,
    /// The same with the crate's feature `panic-probe`, in folders of their own. For tests alone.
    Panics,
}

/// What the crate is compiled for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// What browsers run.
    WebAssembly,
    /// [`script_engine`], with the instructions of the first WebAssembly alone.
    Script,
}

/// A built engine.
pub struct Engine {
    /// `passage_web.js`, a factory (see [`glue`]).
    pub script: PathBuf,
    /// Its declarations.
    pub types: PathBuf,
    /// The optimised WebAssembly.
    pub wasm: PathBuf,
}

/// For size as it travels, and until nothing gets smaller: large functions stay apart even where they have one caller, which
/// compresses better. The three strips leave no names, no tool versions and no list of features, which are of no use in a
/// browser. The features themselves are read by wasm-opt before: so nothing else may strip earlier.
const WASM_OPT: [&str; 6] = [
    "-Oz",
    "--converge",
    "--one-caller-inline-max-function-size=20",
    "--strip-debug",
    "--strip-producers",
    "--strip-target-features",
];

/// What these steps do is an input of what they make.
const STEPS: &str = concat!(
    include_str!("glue.rs"),
    include_str!("mod.rs"),
    include_str!("names.rs"),
    include_str!("panics.rs"),
    include_str!("script.rs")
);

/// Builds what has changed. Expects the wasm32 target and the root's npm packages.
pub fn engine(workspace: &Workspace, kind: Kind) -> Result<Engine> {
    let (folder, what) = match kind {
        Kind::Shipped => ("engine", "compiling the SDK to WebAssembly"),
        Kind::Panics => (
            "engine-that-panics",
            "compiling the SDK with a panic on request",
        ),
    };
    let folder = workspace.target.join(folder);
    let engine = Engine {
        script: folder.join("passage_web.js"),
        types: folder.join("passage_web.d.ts"),
        wasm: folder.join("passage.wasm"),
    };
    let compiled = step(what, || compile(workspace, kind, Form::WebAssembly))?;
    let stamp = Stamp::of(
        folder.join("stamp"),
        &[compiled.clone(), workspace.at("package-lock.json")],
        STEPS,
    )?;
    if stamp.is_fresh(&[&engine.script, &engine.types, &engine.wasm]) {
        return Ok(engine);
    }
    stamp.forget();
    let bindgen = folder.join("bindgen");
    step("wasm-bindgen", || {
        let (wasm, script, types) = bound(&compiled, &bindgen)?;
        let (wasm, factory) = names::shorten(&panics::silence(&wasm)?, &glue::script(&script)?)?;
        fs::write(bindgen.join("short.wasm"), wasm)?;
        fs::write(bindgen.join("factory.js"), factory)?;
        fs::write(&engine.types, glue::types(&types, &script)?)?;
        Ok(())
    })?;
    step("minifying the glue", || {
        minify(workspace, &bindgen.join("factory.js"), &engine.script)
    })?;
    step("wasm-opt", || {
        run_quietly(
            command(workspace.npm_bin("wasm-opt"), &workspace.root)
                .args(WASM_OPT)
                .arg(bindgen.join("short.wasm"))
                .arg("-o")
                .arg(&engine.wasm),
        )
        .map(drop)
    })?;
    stamp.keep()?;
    Ok(engine)
}

/// The engine as a script, a factory like the other one; for pages without WebAssembly. Expects what [`engine`] does.
pub fn script_engine(workspace: &Workspace, kind: Kind) -> Result<PathBuf> {
    let (folder, what) = match kind {
        Kind::Shipped => ("engine-as-script", "compiling the SDK for a script"),
        Kind::Panics => (
            "engine-as-script-that-panics",
            "compiling the SDK for a script, with a panic on request",
        ),
    };
    let folder = workspace.target.join(folder);
    let made = folder.join("passage_script.js");
    let compiled = step(what, || compile(workspace, kind, Form::Script))?;
    let stamp = Stamp::of(
        folder.join("stamp"),
        &[compiled.clone(), workspace.at("package-lock.json")],
        STEPS,
    )?;
    if stamp.is_fresh(&[&made]) {
        return Ok(made);
    }
    stamp.forget();
    step("WebAssembly to JavaScript", || {
        let plain = folder.join("plain.wasm");
        fs::create_dir_all(&folder)?;
        fs::write(&plain, script::plain(&fs::read(&compiled)?)?)?;
        let (wasm, glue, _) = bound(&plain, &folder.join("bindgen"))?;
        let (wasm, factory) = names::shorten(&panics::silence(&wasm)?, &glue::script(&glue)?)?;
        let (short, low) = (folder.join("short.wasm"), folder.join("low.wasm"));
        fs::write(&short, wasm)?;
        run_quietly(
            command(workspace.npm_bin("wasm-opt"), &workspace.root)
                .args(script::LOWERED)
                .arg(&short)
                .arg("-o")
                .arg(&low),
        )?;
        let text = run_quietly(
            command(workspace.npm_bin("wasm2js"), &workspace.root)
                .args(["-Oz", "--pedantic"])
                .arg(&low),
        )?;
        let whole = folder.join("whole.js");
        fs::write(&whole, script::joined(&text, &factory)?)?;
        minify(workspace, &whole, &made)
    })?;
    stamp.keep()?;
    Ok(made)
}

/// What wasm-bindgen makes: the binary, the glue and its declarations.
fn bound(compiled: &Path, folder: &Path) -> Result<(Vec<u8>, String, String)> {
    let arguments = [
        "wasm-bindgen".into(),
        "--target=web".into(),
        // Browsers without it are older than the WebAssembly that is used.
        "--encode-into=always".into(),
        "--omit-default-module-path".into(),
        "--out-name=passage_web".into(),
        "--out-dir".into(),
        folder.to_path_buf().into_os_string(),
        compiled.to_path_buf().into_os_string(),
    ];
    wasm_bindgen_cli::wasm_bindgen::run_cli_with_args(arguments)?;
    let read = |name: &str| {
        fs::read_to_string(folder.join(name)).with_context(|| format!("no {name} was made"))
    };
    Ok((
        fs::read(folder.join("passage_web_bg.wasm"))?,
        read("passage_web.js")?,
        read("passage_web.d.ts")?,
    ))
}

/// Nobody reads the glue, and pages without a bundler load it as it is.
fn minify(workspace: &Workspace, from: &Path, to: &Path) -> Result<()> {
    run_quietly(
        command(workspace.npm_bin("esbuild"), &workspace.root)
            .arg(from)
            .args([
                "--minify",
                "--format=esm",
                "--target=es2020",
                "--charset=ascii",
            ])
            .arg(format!("--outfile={}", to.display())),
    )
    .map(drop)
}

/// `cargo build`, such that the result tells nothing of the machine: two checkouts give the same bytes.
fn compile(workspace: &Workspace, kind: Kind, form: Form) -> Result<PathBuf> {
    let mut build = cargo(&workspace.root);
    build.args(["build", "--quiet", "--profile", "wasm-release"]);
    build.args(["--target", WASM_TARGET, "--package", "passage-web", "--lib"]);
    if kind == Kind::Panics {
        build.args(["--features", "panic-probe"]);
    }
    // Separated by \x1f, not by spaces: a path may hold a space.
    let mut flags = remapped_paths(workspace)?;
    let mut target = workspace.target.clone();
    if form == Form::Script {
        flags.push("-Ctarget-cpu=mvp".to_owned());
        // In the other's folder each of the two would build everything anew after the other, since their flags differ.
        target = target.join("engine-as-script/cargo");
    }
    build.arg("--target-dir").arg(&target);
    build.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"));
    run(&mut build)?;
    Ok(target
        .join(WASM_TARGET)
        .join("wasm-release/passage_web.wasm"))
}

fn remapped_paths(workspace: &Workspace) -> Result<Vec<String>> {
    let home = std::env::home_dir().context("no home folder")?;
    let or_home = |variable: &str, name: &str| {
        std::env::var_os(variable).map_or_else(|| home.join(name), PathBuf::from)
    };
    let sysroot = rust::sysroot(workspace)?;
    // The last match wins: from the widest folder to the narrowest. The standard library's sources are named by the
    // compiler's commit where they are not installed; name them so where they are, too.
    let cargo_home = or_home("CARGO_HOME", ".cargo");
    let mut pairs = vec![
        (or_home("RUSTUP_HOME", ".rustup"), "/rustup".to_owned()),
        (cargo_home.clone(), "/cargo".to_owned()),
    ];
    // The names of these folders hold a hash that cargo may choose anew; and each path is bytes to download.
    for registry in fs::read_dir(cargo_home.join("registry/src"))? {
        pairs.push((registry?.path(), "/crates".to_owned()));
    }
    pairs.extend([
        (
            sysroot.join("lib/rustlib/src/rust"),
            format!("/rustc/{}", rust::commit(workspace)?),
        ),
        (workspace.root.clone(), "/web-react".to_owned()),
    ]);
    Ok(pairs
        .into_iter()
        .map(|(from, to)| format!("--remap-path-prefix={}={to}", from.display()))
        .collect())
}
