//! Installs Python packages of a pinned list in an environment of their own.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::chrome::is_debian_root;
use crate::command::{command, on_path, run_quietly};
use crate::setup::apt;
use crate::stamp::Stamp;
use crate::step::step;
use crate::workspace::Workspace;

/// Debian's packages of Python.
const PACKAGES: [&str; 2] = ["python3", "python3-venv"];

/// Returns the `bin` folder of an environment below `target/` that has the packages of `requirements`. Installs them unless
/// the list is the same as at the last run.
pub fn environment(workspace: &Workspace, name: &str, requirements: &Path) -> Result<PathBuf> {
    let folder = workspace.target.join(name);
    let bin = folder.join(if cfg!(windows) { "Scripts" } else { "bin" });
    let stamp = Stamp::of(
        folder.join(".passage-pip"),
        &[requirements.to_path_buf()],
        "",
    )?;
    if stamp.is_fresh(&[&bin]) {
        return Ok(bin);
    }
    python(workspace)?;
    step(&format!("installing Python packages in {name}"), || {
        run_quietly(
            command("python3", &workspace.root)
                .args(["-m", "venv", "--clear"])
                .arg(&folder),
        )?;
        run_quietly(
            command(bin.join("python"), &workspace.root)
                .args([
                    "-m",
                    "pip",
                    "install",
                    "--quiet",
                    "--disable-pip-version-check",
                ])
                .args(["--no-deps", "--requirement"])
                .arg(requirements),
        )
    })?;
    stamp.keep()?;
    Ok(bin)
}

/// Looks for Python with `venv`, which is a package of its own on Debian.
fn python(workspace: &Workspace) -> Result<()> {
    let works = || {
        on_path("python3").is_some()
            && command("python3", &workspace.root)
                .args(["-c", "import ensurepip, venv"])
                .output()
                .is_ok_and(|output| output.status.success())
    };
    if works() {
        return Ok(());
    }
    if is_debian_root(workspace) {
        step("installing Python with apt-get", || {
            apt::install(workspace, &PACKAGES)
        })
        .context("Python could not be installed")?;
    }
    if !works() {
        bail!(
            "python3 with its module venv was not found: on Debian, `apt-get install python3 python3-venv`"
        );
    }
    Ok(())
}
