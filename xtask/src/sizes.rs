//! Measures how many bytes a browser downloads, and checks them against the budget.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde::Deserialize;
use std::collections::BTreeMap;

use crate::command::{command, run_quietly};
use crate::step::say;
use crate::workspace::Workspace;

/// How many bytes a browser may have downloaded at a certain moment.
#[derive(Deserialize)]
struct Budget {
    /// The files that are loaded by then, relative to `dist`.
    #[serde(default)]
    files: Vec<String>,
    /// Names of the React entry: what a bundler makes of a page that imports no others is loaded, too.
    bundled: Option<String>,
    /// The most bytes, with each file compressed by brotli at quality 11.
    most: usize,
}

/// The scripts that the first scripts load when they are needed, and the peer dependency.
const NOT_AT_ONCE: [&str; 4] = ["react", "./engine.js", "./bytes.js", "./script-engine.js"];

/// Prints the bytes for each moment of `budget`, and fails if one exceeds its limit.
pub fn check(workspace: &Workspace, dist: &Path, budget: &Path) -> Result<()> {
    let budget: BTreeMap<String, Budget> = serde_json::from_str(&fs::read_to_string(budget)?)
        .with_context(|| format!("{} is not a budget", budget.display()))?;
    let mut over = Vec::new();
    for (
        moment,
        Budget {
            files,
            bundled,
            most,
        },
    ) in &budget
    {
        let mut bytes = match bundled {
            Some(names) => brotli(&bundle(workspace, dist, names)?)?,
            None => 0,
        };
        for file in files {
            let script = fs::read(dist.join(file)).with_context(|| format!("no {file}"))?;
            bytes += brotli(&script)?;
        }
        let line = format!("{moment}: {bytes} of {most} bytes (brotli)");
        say(&format!("  {line}"));
        if bytes > *most {
            over.push(line);
        }
    }
    ensure!(over.is_empty(), "over budget: {}", over.join("; "));
    Ok(())
}

/// The script that a bundler makes of a page that imports these names of the React entry.
fn bundle(workspace: &Workspace, dist: &Path, names: &str) -> Result<Vec<u8>> {
    let page = workspace.target.join("package/page.js");
    let entry = serde_json::to_string(&dist.join("index.js"))?;
    fs::write(&page, format!("export {{ {names} }} from {entry};\n"))?;
    let mut esbuild = command(workspace.npm_bin("esbuild"), &workspace.root);
    esbuild
        .arg(&page)
        .args(["--bundle", "--minify", "--format=esm"]);
    esbuild.args(NOT_AT_ONCE.map(|file| format!("--external:{file}")));
    Ok(run_quietly(&mut esbuild)?.into_bytes())
}

/// Prints the raw, gzip and brotli bytes of each script and binary below `pkg/dist`.
pub fn print(pkg: &Path) -> Result<()> {
    let dist = pkg.join("dist");
    let mut files = Vec::new();
    collect(&dist, &mut files)?;
    files.sort();
    say(&format!(
        "\n{:<34}{:>10}{:>10}{:>10}",
        "bytes", "raw", "gzip", "brotli"
    ));
    for file in files {
        let bytes = fs::read(&file)?;
        say(&format!(
            "{:<34}{:>10}{:>10}{:>10}",
            file.strip_prefix(&dist).unwrap_or(&file).display(),
            bytes.len(),
            gzip(&bytes)?,
            brotli(&bytes)?
        ));
    }
    say("Only pages that host passage.wasm themselves load it; all others load bytes.js.\n");
    Ok(())
}

fn collect(folder: &Path, files: &mut Vec<std::path::PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path
            .extension()
            .is_some_and(|kind| kind == "js" || kind == "cjs" || kind == "wasm")
        {
            files.push(path);
        }
    }
    Ok(())
}

fn gzip(bytes: &[u8]) -> Result<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len())
}

fn brotli(bytes: &[u8]) -> Result<usize> {
    let mut out = Vec::new();
    let params = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: bytes.len(),
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &bytes[..], &mut out, &params)?;
    Ok(out.len())
}
