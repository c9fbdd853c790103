//! The checks that Playwright's runner runs in browsers, on the packed tarball.

use std::process::Command;

use anyhow::Result;

use super::Run;
use super::count::Count;
use super::runners::{playwright, step};
use crate::app;
use crate::command::command;
use crate::folders::{
    ENGINES_TABLE, FAULTS_TABLE, GUIDE, HOST_PAGES_TABLE, MIGRATE, MODAL_HOSTS, REACT,
};
use crate::package;
use crate::playwright;
use crate::setup::npm::install;
use crate::setup::{browsers, display};
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
    let mut projects = vec!["e2e", "container", "element", "button", "script-engine"];
    if run.wider.script_engine {
        projects.push("script-engine-all");
    }
    let mut tests = in_chrome(run, &projects)?;
    if run.wider.ways {
        tests.env("WAYS", "all");
    }
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

/// Each engine is driven by its own WebDriver. Chrome has more tests of its own, so a plain run leaves it out.
pub fn engines(run: &Run) -> Result<Count> {
    let workspace = run.workspace;
    let others = match browsers::others(workspace) {
        // On a developer's machine, the other tests still say enough.
        Err(error) if !run.wider.browsers && std::env::var_os("CI").is_none() => {
            say(&format!("NOT RUN: {error:#} With CI set, this fails."));
            return Ok(Count::default());
        }
        others => others?,
    };
    for page in [GUIDE, MODAL_HOSTS] {
        app::build_page(workspace, page)?;
    }
    install(workspace, &workspace.at(REACT))?;
    let engines: &[&str] = if run.wider.browsers {
        &["chromium", "firefox", "webkit"]
    } else {
        &["firefox", "webkit"]
    };
    let mut tests = in_chrome(run, engines)?;
    tests.env("CHROMEDRIVER", &run.chrome()?.driver);
    // The variables that `tests/engines/browsers.ts` reads.
    let [firefox, webkit] = &others;
    tests
        .env("GECKODRIVER", &firefox.driver)
        .env("WEBKIT_DRIVER", &webkit.driver);
    if run.wider.browsers || !run.filter.is_empty() {
        tests.env("BEHAVIOURS", "all");
    }
    playwright(run, "engines", &mut tests, &[ENGINES_TABLE])
}

fn in_chrome(run: &Run, projects: &[&str]) -> Result<Command> {
    Ok(playwright::playwright(
        run.workspace,
        run.chrome()?,
        projects,
    ))
}
