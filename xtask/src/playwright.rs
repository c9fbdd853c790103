//! Playwright, with what the harness in `tests/e2e` reads from its environment.

use std::process::Command;

use crate::command::command;
use crate::folders::PLAYWRIGHT_CONFIG;
use crate::setup::chrome::Chrome;
use crate::workspace::Workspace;

/// `playwright test`, of these projects of `tests/playwright.config.ts`.
pub fn playwright(workspace: &Workspace, chrome: &Chrome, projects: &[&str]) -> Command {
    let mut playwright = command(workspace.npm_bin("playwright"), &workspace.root);
    playwright
        .args(["test", "--config", PLAYWRIGHT_CONFIG])
        // In one word: after `--project` a filter would be one more project.
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
