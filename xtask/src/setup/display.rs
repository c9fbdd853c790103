//! A screen without a monitor, and what presses keys on it: for the tests of the browser in a window.

use anyhow::{Result, bail};

use super::chrome::is_debian_root;
use crate::command::on_path;
use crate::setup::apt;
use crate::step::step;
use crate::workspace::Workspace;

/// Xvfb and xdotool: found, or on Debian as root installed.
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
