//! Takes the screenshots of the README from the running example app.

use anyhow::Result;

use crate::command::run;
use crate::playwright::playwright;
use crate::setup::chrome::chrome;
use crate::step::step;
use crate::workspace::Workspace;

/// Takes all screenshots of `tests/e2e/screenshots/shots.ts` into `tests/screenshots`. The caller has built the example app.
pub fn take(workspace: &Workspace) -> Result<()> {
    let chrome = chrome(workspace)?;
    step("taking the screenshots", || {
        run(playwright(workspace, &chrome, &["screenshots"]).args(["--reporter", "list"]))
    })
}
