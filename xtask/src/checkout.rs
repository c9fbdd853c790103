//! The files of the checkout, as git sees them: what is committed or could be, and nothing that was built.

use std::fs;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::command::{command, run_quietly};
use crate::workspace::Workspace;

/// Paths from the root, sorted. A file that was deleted and not committed yet is left out.
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

/// The bytes of each of these files.
pub fn hash<'a>(
    workspace: &Workspace,
    files: impl Iterator<Item = &'a String>,
    hasher: &mut Sha256,
) {
    for path in files {
        // Gone since it was listed: its name is a change enough.
        let bytes = fs::read(workspace.at(path)).unwrap_or_default();
        // Name and length too: else two files that swap a line would look unchanged.
        hasher.update(path.as_bytes());
        hasher.update(bytes.len().to_le_bytes());
        hasher.update(&bytes);
    }
}
