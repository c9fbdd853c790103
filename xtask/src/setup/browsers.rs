//! Finds Firefox, WebKit and their WebDrivers; on Debian as root, installs what is missing. `chrome.rs` does that for Chrome.

use std::path::PathBuf;

use anyhow::{Result, bail};

use super::chrome::is_debian_root;
use crate::command::{cargo, on_path, run_quietly};
use crate::setup::apt;
use crate::step::step;
use crate::workspace::Workspace;

/// The version of geckodriver, which is built from its crate because Debian has no package of it.
const GECKODRIVER: &str = "0.37.1";

/// A browser in which wasm-bindgen-test runs tests, through its WebDriver.
pub struct Browser {
    /// The name to print.
    pub name: &'static str,
    /// The variable in which the test runner expects the driver's path.
    pub variable: &'static str,
    /// The path of the WebDriver.
    pub driver: PathBuf,
    /// Whether the browser opens a window even in tests, and so has to run under `xvfb-run`.
    pub needs_display: bool,
}

/// Finds or installs Firefox and WebKitGTK.
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
