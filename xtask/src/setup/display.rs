//! Finds Xvfb, a display without a monitor, and xdotool, which presses keys on it: for tests of the browser's own window.

use anyhow::{Result, bail};

use super::chrome::is_debian_root;
use crate::command::on_path;
use crate::setup::apt;
use crate::step::step;
use crate::workspace::Workspace;

/// Looks for Xvfb and xdotool; on Debian as root, installs them if they are missing.
pub fn display(workspace: &Workspace) -> Result<()> {
    if ["Xvfb", "xdotool"]
        .iter()
        .all(|name| on_path(name).is_some())
    {
        return Ok(());
    }
    if !is_debian_root(workspace) {
        bail!(
            "Xvfb or xdotool was not found. Install them (Debian, Ubuntu: `sudo apt-get install xvfb xauth xdotool`)."
        );
    }
    step("installing Xvfb and xdotool (apt-get)", || {
        apt::install(workspace, &["xvfb", "xauth", "xdotool"])
    })
}
