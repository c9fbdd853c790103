//! Starts Playwright with the variables that `tests/harness` reads.

use std::process::Command;

use crate::command::command;
use crate::folders::PLAYWRIGHT_CONFIG;
use crate::setup::chrome::Chrome;
use crate::workspace::Workspace;

/// A command that runs these projects of `tests/playwright.config.ts`.
pub fn playwright(workspace: &Workspace, chrome: &Chrome, projects: &[&str]) -> Command {
    let mut playwright = command(workspace.npm_bin("playwright"), &workspace.root);
    playwright
        .args(["test", "--config", PLAYWRIGHT_CONFIG])
        // As `--project=name`: a filter after `--project name` would be taken for another project.
        .args(
            projects
                .iter()
                .map(|project| format!("--project={project}")),
        )
        .env("CHROME_PATH", &chrome.browser)
        .env("HEADLESS_PATH", &chrome.headless)
        .env("CONNECT_PROGRAM", workspace.program("passage-connect"))
        .env(
            "BACKEND_PROGRAM",
            workspace.program("passage-example-backend"),
        );
    playwright
}
