//! A Chrome and its WebDriver: given, found, or on Debian as root installed.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::command::{command, on_path};
use crate::setup::apt;
use crate::step::step;
use crate::workspace::Workspace;

/// Chrome for Playwright, and the driver with which wasm-bindgen-test steers it.
pub struct Chrome {
    /// The browser.
    pub browser: PathBuf,
    /// `chromedriver`.
    pub driver: PathBuf,
    /// The browser was named by `CHROME_PATH`: the driver has to be told so, or it takes the one it knows.
    pub named: bool,
}

/// `CHROME_PATH`, then the usual names on `PATH` and in the usual places; else Debian's packages.
pub fn chrome(workspace: &Workspace) -> Result<Chrome> {
    if let Some(chrome) = find()? {
        return Ok(chrome);
    }
    if is_debian_root(workspace) {
        step("installing chromium and chromium-driver (apt-get)", || {
            apt::install(workspace, &["chromium", "chromium-driver"])
        })?;
        if let Some(chrome) = find()? {
            return Ok(chrome);
        }
    }
    bail!(
        "no Chrome with a chromedriver was found. Install both (Debian, Ubuntu: `sudo apt-get install chromium chromium-driver`; \
         macOS: `brew install --cask google-chrome chromedriver`), or set CHROME_PATH to the browser and CHROMEDRIVER to its driver."
    )
}

fn find() -> Result<Option<Chrome>> {
    let named = match std::env::var_os("CHROME_PATH").map(PathBuf::from) {
        Some(path) if path.is_file() => Some(path),
        Some(path) => bail!("CHROME_PATH names {}, which is no file", path.display()),
        None => None,
    };
    let browser = named.clone().or_else(|| {
        [
            "chromium",
            "chromium-browser",
            "google-chrome",
            "google-chrome-stable",
            "chrome",
        ]
        .into_iter()
        .find_map(on_path)
        .or_else(|| {
            Some(PathBuf::from(
                "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
            ))
            .filter(|path| path.is_file())
        })
    });
    let driver = std::env::var_os("CHROMEDRIVER")
        .map(PathBuf::from)
        .or_else(|| on_path("chromedriver"));
    Ok(browser.zip(driver).map(|(browser, driver)| Chrome {
        browser,
        driver,
        named: named.is_some(),
    }))
}

/// Whether `apt-get install` works as it is.
pub fn is_debian_root(workspace: &Workspace) -> bool {
    Path::new("/etc/debian_version").is_file()
        && on_path("apt-get").is_some()
        && command("id", &workspace.root)
            .arg("-u")
            .output()
            .is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}
