//! How much a browser downloads.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::Result;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::step::say;

/// Prints raw, gzip and brotli bytes of each file below `pkg/dist` that a browser may download. As shipped: a
/// bundler's minifier makes the scripts smaller still.
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
    say(
        "passage.wasm is for those who host it themselves: everyone else gets it in generated/bytes.js.\n",
    );
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
