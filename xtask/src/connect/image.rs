//! What `example-app/connect/Containerfile` makes an image from.

use std::fs;
use std::path::Path;

use anyhow::{Result, ensure};

use super::platform::Platform;

/// The image has the program and nothing else.
const MOST_BYTES: u64 = 30_000_000;

/// Adds the program of a Linux platform to the image's context, by the name that images have for its processor.
pub fn add(platform: Platform, program: &Path, out: &Path) -> Result<()> {
    if platform.os != "linux" {
        return Ok(());
    }
    let bytes = fs::metadata(program)?.len();
    ensure!(
        bytes <= MOST_BYTES,
        "an image with {} would have {bytes} bytes, of at most {MOST_BYTES}",
        program.display()
    );
    let context = out.join("image");
    let processor = if platform.cpu == "x64" {
        "amd64"
    } else {
        platform.cpu
    };
    let folder = context.join(processor);
    fs::create_dir_all(&folder)?;
    fs::create_dir_all(context.join("data"))?;
    fs::copy(program, folder.join(platform.program()))?;
    Ok(())
}
