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
    /// The one that is packed.
    Shipped,
    /// The same with the crate's feature `panic-probe`. For tests alone.
    Panics,
}

/// What the crate is compiled for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// What browsers run.
    WebAssembly,
    /// For pages without WebAssembly: with the instructions of the first version alone, then translated (see [`script`]).
    Script,
}

/// A built engine.
pub struct Engine {
    /// A factory (see [`glue`]).
    pub script: PathBuf,
    /// Its declarations.
    pub types: PathBuf,
    /// The optimised WebAssembly; of a script, what was translated.
    pub wasm: PathBuf,
}

/// For size as it travels, and until nothing gets smaller: functions stay apart even where they have one caller, and what is
/// computed twice is written twice, since repetition compresses well. The three strips leave no names, no tool versions and no list of features, which are of no use in a
/// browser. The features themselves are read by wasm-opt before: so nothing else may strip earlier.
const WASM_OPT: [&str; 7] = [
    "-Oz",
    "--converge",
    "--one-caller-inline-max-function-size=15",
    "--skip-pass=local-cse",
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
pub fn engine(workspace: &Workspace, kind: Kind, form: Form) -> Result<Engine> {
    let (name, what) = match form {
        Form::WebAssembly => ("engine", "compiling the SDK to WebAssembly"),
        Form::Script => ("engine-as-script", "compiling the SDK for a script"),
    };
    let (name, what) = match kind {
        Kind::Shipped => (name.to_owned(), what.to_owned()),
        Kind::Panics => (
            format!("{name}-that-panics"),
            format!("{what}, with a panic on request"),
        ),
    };
    let folder = workspace.target.join(name);
    let engine = Engine {
        script: folder.join("engine.js"),
        types: folder.join("engine.d.ts"),
        wasm: folder.join("engine.wasm"),
    };
    let compiled = step(&what, || compile(workspace, kind, form))?;
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
    let short = bindgen.join("short.wasm");
    let mut factory = step("wasm-bindgen", || {
        fs::create_dir_all(&bindgen)?;
        let plain = bindgen.join("plain.wasm");
        let wasm = fs::read(&compiled)?;
        fs::write(
            &plain,
            match form {
                Form::WebAssembly => wasm,
                Form::Script => script::plain(&wasm)?,
            },
        )?;
        let (wasm, glue, types) = bound(&plain, &bindgen)?;
        fs::write(&engine.types, glue::types(&types, &glue)?)?;
        let (wasm, factory) = names::shorten(&panics::silence(&wasm)?, &glue::script(&glue)?)?;
        fs::write(&short, wasm)?;
        Ok(factory)
    })?;
    step("wasm-opt", || {
        let mut optimise = command(workspace.npm_bin("wasm-opt"), &workspace.root);
        optimise.args(match form {
            Form::WebAssembly => &WASM_OPT[..],
            Form::Script => &script::LOWERED,
        });
        run_quietly(optimise.arg(&short).arg("-o").arg(&engine.wasm))
    })?;
    if form == Form::Script {
        factory = step("WebAssembly to JavaScript", || {
            let text = run_quietly(
                command(workspace.npm_bin("wasm2js"), &workspace.root)
                    .args(["-Oz", "--pedantic"])
                    .arg(&engine.wasm),
            )?;
            script::joined(&text, &factory)
        })?;
    }
    step("minifying the glue", || {
        let whole = bindgen.join("whole.js");
        fs::write(&whole, factory)?;
        minify(workspace, &whole, &engine.script)
    })?;
    stamp.keep()?;
    Ok(engine)
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
    let mut flags = rust::remapped_paths(workspace)?;
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
