//! The pictures of the README, taken from the running example.

use anyhow::Result;

use crate::command::run;
use crate::playwright::playwright;
use crate::setup::chrome::chrome;
use crate::step::step;
use crate::workspace::Workspace;

/// Takes them all into `tests/screenshots`; the list is `tests/e2e/screenshots/shots.ts`. Expects the example app built.
pub fn take(workspace: &Workspace) -> Result<()> {
    let chrome = chrome(workspace)?;
    step("taking the screenshots", || {
        run(playwright(workspace, &chrome, &["screenshots"]).args(["--reporter", "list"]))
    })
}
