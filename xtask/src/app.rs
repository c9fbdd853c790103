//! Builds the example app: the service, the integrator's backend and the backend's page.

use std::sync::{Mutex, PoisonError};

use anyhow::Result;

use crate::command::{cargo, run, run_quietly};
use crate::package::package;
use crate::setup::npm::{install, install_packed, npm_command};
use crate::stamp::Stamp;
use crate::step::step;
use crate::workspace::Workspace;

/// Two checks may need the same page at the same time.
static ONE_PAGE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// The folder of the example's page.
pub const PAGE: &str = "example-app/web";

/// Builds the package, the page that installs it, and both programs.
pub fn build(workspace: &Workspace) -> Result<()> {
    package(workspace)?;
    page(workspace)?;
    programs(workspace)
}

/// Builds the service and the backend in cargo's `dev` profile.
pub fn programs(workspace: &Workspace) -> Result<()> {
    step("building the service and the backend", || {
        run(cargo(&workspace.root).args([
            "build",
            "--quiet",
            "--package",
            "passage-connect",
            "--package",
            "passage-example-backend",
        ]))
    })
}

/// Builds the example's page; see [`build_page`].
pub fn page(workspace: &Workspace) -> Result<()> {
    build_page(workspace, PAGE)
}

/// Installs the npm packages of the page in `folder`, among them the packed tarball, and builds the page if something changed.
pub fn build_page(workspace: &Workspace, folder: &str) -> Result<()> {
    let _alone = ONE_PAGE_AT_A_TIME
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    let path = workspace.at(folder);
    let tarball = workspace.tarball();
    install(workspace, &path)?;
    install_packed(workspace, &path, &tarball)?;
    let stamp = Stamp::of(
        workspace
            .target
            .join("stamps")
            .join(folder.replace(['/', '\\'], "-")),
        &[path.clone(), tarball],
        "",
    )?;
    if stamp.is_fresh(&[&path.join("dist/index.html")]) {
        return Ok(());
    }
    stamp.forget();
    step(&format!("building the page of {folder}"), || {
        run_quietly(npm_command(&path).args(["run", "build"]))
    })?;
    stamp.keep()
}
