//! Checks Node, and installs the npm packages of a lockfile.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result, bail};

use crate::command::{command, run_quietly};
use crate::stamp::Stamp;
use crate::step::step;
use crate::workspace::Workspace;

const OLDEST_NODE: u32 = 20;

/// Two checks may need the packages of one folder at the same time: the second finds what the first has installed.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// Fails, and says what to install, unless a recent enough Node and npm are on `PATH`.
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

/// Runs `npm ci` in `folder`, unless its lockfile is the same as at the last run.
pub fn install(workspace: &Workspace, folder: &Path) -> Result<()> {
    let _alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let modules = folder.join("node_modules");
    let inputs = ["package.json", "package-lock.json"].map(|file| folder.join(file));
    // Inside node_modules, so that removing the folder also removes the stamp.
    let stamp = Stamp::of(modules.join(".passage-npm-ci"), &inputs, "")?;
    if stamp.is_fresh(&[&modules]) {
        return Ok(());
    }
    let ci = ["ci", "--no-audit", "--no-fund"];
    step(&format!("npm ci in {}", shown(workspace, folder)), || {
        // npm's cache may not know yet of a version that the lockfile names.
        let cached = npm_command(folder)
            .args(ci)
            .arg("--prefer-offline")
            .output()?;
        if cached.status.success() {
            return Ok(());
        }
        run_quietly(npm_command(folder).args(ci)).map(drop)
    })?;
    stamp.keep()
}

/// Adds the packed tarball to the packages of [`install`], unless it is the same as at the last run.
///
/// No package.json names it: the lockfile would contain its hash, which changes with every build, and `npm ci` would then
/// silently install an older tarball with that hash from its cache.
pub fn install_packed(workspace: &Workspace, folder: &Path, tarball: &Path) -> Result<()> {
    let _alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let modules = folder.join("node_modules");
    let stamp = Stamp::of(
        modules.join(".passage-packed"),
        &[tarball.to_path_buf()],
        "",
    )?;
    if stamp.is_fresh(&[&modules.join("@getpassage/web-react")]) {
        return Ok(());
    }
    let title = format!(
        "installing the packed tarball in {}",
        shown(workspace, folder)
    );
    step(&title, || {
        run_quietly(
            npm_command(folder)
                .args(["install", "--no-save", "--no-audit", "--no-fund"])
                .arg(tarball),
        )
    })?;
    stamp.keep()
}

fn shown(workspace: &Workspace, folder: &Path) -> String {
    match folder.strip_prefix(&workspace.root) {
        Ok(path) if path.as_os_str().is_empty() => "the root".to_owned(),
        Ok(path) => path.display().to_string(),
        Err(_) => folder.display().to_string(),
    }
}

/// A command that runs npm, which is a script on Windows.
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
