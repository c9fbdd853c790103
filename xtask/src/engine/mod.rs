//! Compiles the SDK into the engine that a browser runs, with cargo, wasm-bindgen and wasm-opt.

pub mod bytes;
pub mod function_names;
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

/// Which of the two engines to build.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The one in the package.
    Shipped,
    /// The same with the crate's feature `panic-probe`, only for tests.
    Panics,
}

/// The form in which a browser gets the engine.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The form that almost every browser runs.
    WebAssembly,
    /// For pages without WebAssembly: compiled to the instructions of its first version, then translated (see [`script`]).
    Script,
}

/// A built engine.
pub struct Engine {
    /// The factory's script (see [`glue`]).
    pub script: PathBuf,
    /// The factory's declarations.
    pub types: PathBuf,
    /// The names of its functions (see [`function_names`]); not written for [`Form::Script`].
    pub symbols: PathBuf,
    /// The optimised WebAssembly; for [`Form::Script`], the WebAssembly from which the script was translated.
    pub wasm: PathBuf,
}

/// Optimise for the compressed size, and repeat until nothing gets smaller. Functions with one caller are not inlined, and
/// repeated computations are not merged, because repetition compresses well.
const WASM_OPT: [&str; 4] = [
    "-Oz",
    "--converge",
    "--one-caller-inline-max-function-size=15",
    "--skip-pass=local-cse",
];

/// The three strips remove names, tool versions and the list of features, which a browser does not use. wasm-opt reads that
/// list first, so no earlier step may strip it.
const STRIPS: [&str; 3] = [
    "--strip-debug",
    "--strip-producers",
    "--strip-target-features",
];

/// The sources of these steps: the engine is built again when one of them changes.
const STEPS: &str = concat!(
    include_str!("function_names.rs"),
    include_str!("glue.rs"),
    include_str!("mod.rs"),
    include_str!("names.rs"),
    include_str!("panics.rs"),
    include_str!("script.rs")
);

/// Builds the engine if something changed. The caller has installed the wasm32 target and the root's npm packages.
pub fn engine(workspace: &Workspace, kind: Kind, form: Form) -> Result<Engine> {
    let (name, what) = match form {
        Form::WebAssembly => ("engine", "compiling the SDK to WebAssembly"),
        Form::Script => ("engine-as-script", "compiling the SDK for a script"),
    };
    let (name, what) = match kind {
        Kind::Shipped => (name.to_owned(), what.to_owned()),
        Kind::Panics => (
            format!("{name}-that-panics"),
            format!("{what}, with the test feature panic-probe"),
        ),
    };
    let folder = workspace.target.join(name);
    let engine = Engine {
        script: folder.join("engine.js"),
        types: folder.join("engine.d.ts"),
        symbols: folder.join("engine.symbols"),
        wasm: folder.join("engine.wasm"),
    };
    let compiled = step(&what, || compile(workspace, kind, form))?;
    let stamp = Stamp::of(
        folder.join("stamp"),
        &[compiled.clone(), workspace.at("package-lock.json")],
        STEPS,
    )?;
    let symbols = match form {
        Form::WebAssembly => &engine.symbols,
        Form::Script => &engine.wasm,
    };
    if stamp.is_fresh(&[&engine.script, &engine.types, &engine.wasm, symbols]) {
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
                Form::Script => script::without_features(&wasm)?,
            },
        )?;
        let (wasm, glue, types) = run_wasm_bindgen(&plain, &bindgen)?;
        fs::write(&engine.types, glue::types(&types, &glue)?)?;
        let (wasm, factory) = names::shorten(&panics::trap_at_once(&wasm)?, &glue::script(&glue)?)?;
        fs::write(&short, wasm)?;
        Ok(factory)
    })?;
    step("wasm-opt", || {
        let mut optimise = command(workspace.npm_bin("wasm-opt"), &workspace.root);
        match form {
            Form::WebAssembly => optimise
                .args(WASM_OPT)
                .arg(format!("--symbolmap={}", engine.symbols.display()))
                .args(STRIPS),
            Form::Script => optimise.args(script::LOWERED),
        };
        run_quietly(optimise.arg(&short).arg("-o").arg(&engine.wasm))
    })?;
    if form == Form::Script {
        factory = step("WebAssembly to JavaScript", || {
            let text = run_quietly(
                command(workspace.npm_bin("wasm2js"), &workspace.root)
                    .args(["-Oz", "--pedantic"])
                    .arg(&engine.wasm),
            )?;
            script::join(&text, &factory)
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

/// Returns the binary, the glue and its declarations.
fn run_wasm_bindgen(compiled: &Path, folder: &Path) -> Result<(Vec<u8>, String, String)> {
    let arguments = [
        "wasm-bindgen".into(),
        "--target=web".into(),
        // Every browser that can run this WebAssembly has `TextEncoder.encodeInto`.
        "--encode-into=always".into(),
        "--omit-default-module-path".into(),
        "--out-name=passage_web".into(),
        "--out-dir".into(),
        folder.to_path_buf().into_os_string(),
        compiled.to_path_buf().into_os_string(),
    ];
    wasm_bindgen_cli::wasm_bindgen::run_cli_with_args(arguments)?;
    let read = |name: &str| {
        fs::read_to_string(folder.join(name))
            .with_context(|| format!("wasm-bindgen did not write {name}"))
    };
    Ok((
        fs::read(folder.join("passage_web_bg.wasm"))?,
        read("passage_web.js")?,
        read("passage_web.d.ts")?,
    ))
}

/// Minifies the glue, because pages without a bundler load it as it is.
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

/// Runs `cargo build` so that the binary contains no path of this machine: two checkouts give the same bytes.
fn compile(workspace: &Workspace, kind: Kind, form: Form) -> Result<PathBuf> {
    let mut build = cargo(&workspace.root);
    build.args(["build", "--quiet", "--profile", "wasm-release"]);
    build.args(["--target", WASM_TARGET, "--package", "passage-web", "--lib"]);
    if kind == Kind::Panics {
        build.args(["--features", "panic-probe"]);
    }
    // Separated by \x1f, because a path may contain a space.
    let mut flags = rust::remapped_paths(workspace)?;
    let mut target = workspace.target.clone();
    if form == Form::Script {
        flags.push("-Ctarget-cpu=mvp".to_owned());
        // The flags of the two forms differ: in a shared folder, each build would undo the other's.
        target = target.join("engine-as-script/cargo");
    }
    build.arg("--target-dir").arg(&target);
    build.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"));
    run(&mut build)?;
    Ok(target
        .join(WASM_TARGET)
        .join("wasm-release/passage_web.wasm"))
}
