//! Firefox and WebKit with their WebDrivers: found, or on Debian as root installed. Chrome has a file of its own.

use std::path::PathBuf;

use anyhow::{Result, bail};

use super::chrome::is_debian_root;
use crate::command::{cargo, on_path, run_quietly};
use crate::setup::apt;
use crate::step::step;
use crate::workspace::Workspace;

/// No package of Debian has it, so it is built from the registry.
const GECKODRIVER: &str = "0.37.1";

/// A browser that wasm-bindgen-test steers by its driver.
pub struct Browser {
    /// For people.
    pub name: &'static str,
    /// The variable that names the driver to the runner.
    pub variable: &'static str,
    /// The driver.
    pub driver: PathBuf,
    /// It shows a window even in tests: it has to run under `xvfb-run`.
    pub needs_display: bool,
}

/// Firefox and WebKitGTK.
pub fn others(workspace: &Workspace) -> Result<[Browser; 2]> {
    let missing = |names: &[&str]| names.iter().all(|name| on_path(name).is_none());
    if missing(&["firefox", "firefox-esr"])
        || missing(&["WebKitWebDriver"])
        || missing(&["xvfb-run"])
    {
        if !is_debian_root(workspace) {
            bail!(
                "Firefox, WebKitWebDriver or xvfb-run was not found. Install them (Debian, Ubuntu: \
                 `sudo apt-get install firefox-esr webkit2gtk-driver xvfb xauth`)."
            );
        }
        step("installing Firefox and WebKit (apt-get)", || {
            apt::install(
                workspace,
                &["firefox-esr", "webkit2gtk-driver", "xvfb", "xauth"],
            )
        })?;
    }
    Ok([
        Browser {
            name: "Firefox",
            variable: "GECKODRIVER",
            driver: geckodriver(workspace)?,
            needs_display: false,
        },
        Browser {
            name: "WebKit",
            variable: "SAFARIDRIVER",
            driver: on_path("WebKitWebDriver").unwrap_or_else(|| "WebKitWebDriver".into()),
            needs_display: true,
        },
    ])
}

fn geckodriver(workspace: &Workspace) -> Result<PathBuf> {
    if let Some(driver) = std::env::var_os("GECKODRIVER")
        .map(PathBuf::from)
        .or_else(|| on_path("geckodriver"))
    {
        return Ok(driver);
    }
    let root = workspace.target.join("geckodriver");
    let driver = root.join("bin/geckodriver");
    if !driver.is_file() {
        step("building geckodriver", || {
            run_quietly(
                cargo(&workspace.root)
                    .args(["install", "geckodriver", "--locked"])
                    .args(["--version", GECKODRIVER, "--root"])
                    .arg(&root),
            )
        })?;
    }
    Ok(driver)
}
