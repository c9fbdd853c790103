//! The source files of the checkout: every file that git tracks or does not ignore.

use std::fs;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::command::{command, run_quietly};
use crate::workspace::Workspace;

/// The sorted paths, relative to the root. A deleted file is left out even before the deletion is committed.
pub fn files(workspace: &Workspace) -> Result<Vec<String>> {
    let mut git = command("git", &workspace.root);
    git.args([
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
        "--deduplicate",
    ]);
    let listed = run_quietly(&mut git).context("git could not list the files")?;
    let mut files: Vec<_> = listed
        .split('\0')
        .filter(|path| !path.is_empty() && workspace.at(path).is_file())
        .map(str::to_owned)
        .collect();
    files.sort();
    Ok(files)
}

/// Adds the paths and contents of these files to `hasher`.
pub fn hash<'a>(
    workspace: &Workspace,
    files: impl Iterator<Item = &'a String>,
    hasher: &mut Sha256,
) {
    for path in files {
        // A file that disappeared since it was listed counts as empty, which changes the hash.
        let bytes = fs::read(workspace.at(path)).unwrap_or_default();
        // With the name and the length: otherwise a line moved from one file to the next would not change the hash.
        hasher.update(path.as_bytes());
        hasher.update(bytes.len().to_le_bytes());
        hasher.update(&bytes);
    }
}
