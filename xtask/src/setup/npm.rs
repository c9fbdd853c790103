//! Node and the packages of a lockfile.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::command::{command, run_quietly};
use crate::stamp::Stamp;
use crate::step::{say, step};
use crate::workspace::Workspace;

const OLDEST_NODE: u32 = 20;

/// Fails with what to do unless a Node that is new enough, and npm, are on `PATH`.
pub fn node(workspace: &Workspace) -> Result<()> {
    let hint = format!(
        "Node {OLDEST_NODE} or newer with npm is needed: https://nodejs.org, or your system's packages"
    );
    let version = command("node", &workspace.root)
        .arg("--version")
        .output()
        .with_context(|| format!("`node` could not be started. {hint}"))?;
    let version = String::from_utf8_lossy(&version.stdout).trim().to_owned();
    match major(&version) {
        Some(major) if major >= OLDEST_NODE => {}
        _ => bail!("`node --version` says {version:?}. {hint}"),
    }
    npm_command(&workspace.root)
        .arg("--version")
        .output()
        .with_context(|| format!("`npm` could not be started. {hint}"))?;
    Ok(())
}

/// `npm ci` in `folder`, unless its lockfile and `packed` (a tarball it installs) are the ones of the last time.
pub fn install(workspace: &Workspace, folder: &Path, packed: Option<&Path>) -> Result<()> {
    if packed.is_some() {
        unpin_tarballs(&folder.join("package-lock.json"))?;
    }
    let modules = folder.join("node_modules");
    let mut inputs: Vec<PathBuf> = vec![
        folder.join("package.json"),
        folder.join("package-lock.json"),
    ];
    inputs.extend(packed.map(Path::to_path_buf));
    // Inside the folder it speaks of: who removes node_modules removes the stamp.
    let stamp = Stamp::of(modules.join(".passage-stamp"), &inputs, "")?;
    if stamp.is_fresh(&[&modules]) {
        return Ok(());
    }
    let shown = folder.strip_prefix(&workspace.root).unwrap_or(folder);
    let shown = if shown.as_os_str().is_empty() {
        "the root".to_owned()
    } else {
        shown.display().to_string()
    };
    step(&format!("npm ci in {shown}"), || {
        run_quietly(npm_command(folder).args(["ci", "--prefer-offline", "--no-audit", "--no-fund"]))
    })?;
    stamp.keep()
}

/// `npm install` writes a tarball's hash into the lockfile. Ours changes with each build, and `npm ci` would then take
/// the older one, which has that hash, from its cache without a word: so the hash goes.
fn unpin_tarballs(lockfile: &Path) -> Result<()> {
    let text = fs::read_to_string(lockfile)
        .with_context(|| format!("could not read {}", lockfile.display()))?;
    let mut lock: Value = serde_json::from_str(&text)?;
    let mut changed = false;
    for package in lock["packages"]
        .as_object_mut()
        .into_iter()
        .flat_map(|packages| packages.values_mut())
    {
        let local = package["resolved"]
            .as_str()
            .is_some_and(|from| from.starts_with("file:") && from.ends_with(".tgz"));
        if let (true, Some(fields)) = (local, package.as_object_mut()) {
            // Not `remove`, which would move the last field here.
            changed |= fields.shift_remove("integrity").is_some();
        }
    }
    if changed {
        say(&format!(
            "  the hash of the packed tarball was taken out of {}",
            lockfile.display()
        ));
        fs::write(lockfile, serde_json::to_string_pretty(&lock)? + "\n")?;
    }
    Ok(())
}

/// npm as a command; on Windows it is a script.
pub fn npm_command(folder: &Path) -> std::process::Command {
    command(if cfg!(windows) { "npm.cmd" } else { "npm" }, folder)
}

fn major(version: &str) -> Option<u32> {
    version.strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::major;

    #[test]
    fn the_major_version_of_node_is_read() {
        assert_eq!(major("v20.20.2"), Some(20));
        assert_eq!(major("command not found"), None);
    }
}
