//! The checks that Playwright runs in Chrome, on the packed tarball.

use std::process::Command;

use anyhow::Result;

use super::Run;
use super::count::Count;
use super::runners::{playwright, step};
use crate::app;
use crate::command::command;
use crate::folders::{FAULTS_TABLE, GUIDE, HOST_PAGES_TABLE, MIGRATE, MODAL_HOSTS, REACT};
use crate::package;
use crate::playwright;
use crate::setup::display;
use crate::setup::npm::install;
use crate::step::{paint, say};

pub fn end_to_end(run: &Run) -> Result<Count> {
    let workspace = run.workspace;
    package::panic_probe(workspace)?;
    if let Err(error) = display::display(workspace) {
        say(&format!("  {} {error:#}", paint("left out:", "33")));
    }
    // If one page does not build, the tests of the others still run.
    let mut count = Count::default();
    for page in [app::PAGE, GUIDE, MODAL_HOSTS, REACT] {
        if let Err(error) = app::build_page(workspace, page) {
            say(&format!("  {} {error:#}", paint("error:", "31")));
            count += Count::step(page, false);
        }
    }
    let mut migrated = command("node", &workspace.at(MIGRATE));
    migrated
        .arg("build-project.mjs")
        .env("PASSAGE_TARBALL", workspace.tarball());
    count += step(run, "build-project.mjs", &mut migrated)?;
    let mut projects = vec!["e2e", "container", "script-engine"];
    if run.wider.script_engine {
        projects.push("script-engine-all");
    }
    let mut tests = in_chrome(run, &projects)?;
    if run.wider.hand_over {
        tests.env("HAND_OVER", "all");
    }
    count += playwright(run, "e2e", &mut tests, &[])?;
    Ok(count)
}

/// Each test is a page with ten faults; the table of all faults is printed at the end.
pub fn faults(run: &Run) -> Result<Count> {
    // The tests use only the package that npm has unpacked there, not the page.
    app::build_page(run.workspace, GUIDE)?;
    playwright(
        run,
        "faults",
        &mut in_chrome(run, &["faults"])?,
        &[FAULTS_TABLE],
    )
}

/// The tests have their own pages: of the two folders they use only the unpacked package and React.
pub fn host_pages(run: &Run) -> Result<Count> {
    app::build_page(run.workspace, GUIDE)?;
    install(run.workspace, &run.workspace.at(REACT))?;
    playwright(
        run,
        "host-pages",
        &mut in_chrome(run, &["host-pages"])?,
        &[HOST_PAGES_TABLE],
    )
}

fn in_chrome(run: &Run, projects: &[&str]) -> Result<Command> {
    Ok(playwright::playwright(
        run.workspace,
        run.chrome()?,
        projects,
    ))
}
