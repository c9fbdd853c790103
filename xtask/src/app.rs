//! The example app: the service, the integrator's backend and its page.

use anyhow::Result;

use crate::command::{cargo, run, run_quietly};
use crate::package::package;
use crate::setup::npm::{install, install_packed, npm_command};
use crate::stamp::Stamp;
use crate::step::step;
use crate::workspace::Workspace;

/// The folder of the page.
pub const PAGE: &str = "example-app/web";

/// The package, the page, and both programs.
pub fn everything(workspace: &Workspace) -> Result<()> {
    package(workspace)?;
    page(workspace)?;
    programs(workspace)
}

/// Builds both programs, as they are in development.
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

/// Installs the page's packages, ours from the packed tarball, and builds it where something changed.
pub fn page(workspace: &Workspace) -> Result<()> {
    build_page(workspace, PAGE)
}

/// The same in any folder whose page runs on the packed tarball.
pub fn build_page(workspace: &Workspace, folder: &str) -> Result<()> {
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
