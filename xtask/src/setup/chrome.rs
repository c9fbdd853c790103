//! Finds Chrome and its WebDriver; on Debian as root, installs them if they are missing.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::command::{command, on_path};
use crate::setup::apt;
use crate::step::step;
use crate::workspace::Workspace;

/// Chrome, which Playwright starts itself and wasm-bindgen-test through the driver.
pub struct Chrome {
    /// The browser.
    pub browser: PathBuf,
    /// The headless shell, for tests that open hundreds of pages: it opens a page in a third of the time. It is `browser`
    /// where there is no headless shell, or where `CHROME_PATH` names the browser to test.
    pub headless: PathBuf,
    /// `chromedriver`.
    pub driver: PathBuf,
    /// Whether `CHROME_PATH` named the browser. Then chromedriver needs its path, or it would start another one.
    pub named: bool,
}

/// Takes the browser from `CHROME_PATH`, else from `PATH` and the usual folders, else from Debian's packages.
pub fn chrome(workspace: &Workspace) -> Result<Chrome> {
    let debian = is_debian_root(workspace);
    if find()?.is_none() && debian {
        step("installing chromium and chromium-driver (apt-get)", || {
            apt::install(workspace, &["chromium", "chromium-driver"])
        })?;
    }
    let Some(chrome) = find()? else {
        bail!(
            "Chrome or its chromedriver was not found. Install both (Debian, Ubuntu: `sudo apt-get install chromium chromium-driver`; \
             macOS: `brew install --cask google-chrome chromedriver`), or set CHROME_PATH to the browser and CHROMEDRIVER to its driver."
        )
    };
    if chrome.named || chrome.headless != chrome.browser || !debian {
        return Ok(chrome);
    }
    // Optional: without it the tests only take longer.
    let _ = step("installing chromium-headless-shell (apt-get)", || {
        apt::install(workspace, &["chromium-headless-shell"])
    });
    Ok(find()?.unwrap_or(chrome))
}

fn find() -> Result<Option<Chrome>> {
    let named = match std::env::var_os("CHROME_PATH").map(PathBuf::from) {
        Some(path) if path.is_file() => Some(path),
        Some(path) => bail!("CHROME_PATH names {}, which is not a file", path.display()),
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
    let headless = ["chromium-headless-shell", "chrome-headless-shell"]
        .into_iter()
        .find_map(on_path)
        .filter(|_| named.is_none());
    Ok(browser.zip(driver).map(|(browser, driver)| Chrome {
        headless: headless.unwrap_or_else(|| browser.clone()),
        browser,
        driver,
        named: named.is_some(),
    }))
}

/// Whether `apt-get install` can run without sudo.
pub fn is_debian_root(workspace: &Workspace) -> bool {
    Path::new("/etc/debian_version").is_file()
        && on_path("apt-get").is_some()
        && command("id", &workspace.root)
            .arg("-u")
            .output()
            .is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}
