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
    /// For tests that open hundreds of pages: the same browser without its windows, in which a page is there in a third of
    /// the time. Where there is none, or `CHROME_PATH` names the browser to be tested, that browser.
    pub headless: PathBuf,
    /// `chromedriver`.
    pub driver: PathBuf,
    /// The browser was named by `CHROME_PATH`: the driver has to be told so, or it takes the one it knows.
    pub named: bool,
}

/// `CHROME_PATH`, then the usual names on `PATH` and in the usual places; else Debian's packages.
pub fn chrome(workspace: &Workspace) -> Result<Chrome> {
    let debian = is_debian_root(workspace);
    if find()?.is_none() && debian {
        step("installing chromium and chromium-driver (apt-get)", || {
            apt::install(workspace, &["chromium", "chromium-driver"])
        })?;
    }
    let Some(chrome) = find()? else {
        bail!(
            "no Chrome with a chromedriver was found. Install both (Debian, Ubuntu: `sudo apt-get install chromium chromium-driver`; \
             macOS: `brew install --cask google-chrome chromedriver`), or set CHROME_PATH to the browser and CHROMEDRIVER to its driver."
        )
    };
    if chrome.named || chrome.headless != chrome.browser || !debian {
        return Ok(chrome);
    }
    // Without it the tests take longer, and that is all.
    let _ = step("installing chromium-headless-shell (apt-get)", || {
        apt::install(workspace, &["chromium-headless-shell"])
    });
    Ok(find()?.unwrap_or(chrome))
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

/// Whether `apt-get install` works as it is.
pub fn is_debian_root(workspace: &Workspace) -> bool {
    Path::new("/etc/debian_version").is_file()
        && on_path("apt-get").is_some()
        && command("id", &workspace.root)
            .arg("-u")
            .output()
            .is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}
