//! What is set up before a check runs. Each part does only what is missing.

use anyhow::Result;

use super::Run;
use crate::setup::npm::{install, install_packed, node};
use crate::setup::rust;
use crate::{app, package};

/// One part of the set-up.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Node, and the npm packages of the root.
    Root,
    /// The npm packages of this folder.
    Npm(&'static str),
    /// The npm packages of this folder, and the packed tarball.
    Packed(&'static str),
    /// The Rust target of the engine.
    Wasm,
    /// `pkg/` and the tarball.
    Package,
    /// The service and the example's backend.
    Programs,
    /// Chrome with its driver, which `Run::chrome` looks for.
    Chrome,
    /// A Python environment, which the check itself makes.
    Python,
}

impl Need {
    /// A description for `--list`.
    pub fn about(self) -> String {
        match self {
            Self::Root => "npm packages of the root".to_owned(),
            Self::Npm(folder) => format!("npm packages of {folder}"),
            Self::Packed(folder) => format!("npm packages of {folder} with the tarball"),
            Self::Wasm => "the target wasm32".to_owned(),
            Self::Package => "the packed tarball".to_owned(),
            Self::Programs => "the service and the backend".to_owned(),
            Self::Chrome => "Chrome".to_owned(),
            Self::Python => "Python packages".to_owned(),
        }
    }

    /// Sets it up once in a run. Checks that run at the same time set up one after the other.
    pub fn provide(self, run: &Run) -> Result<()> {
        let mut provided = run.provided();
        if !provided.contains(&self) {
            self.set_up(run)?;
            provided.push(self);
        }
        Ok(())
    }

    fn set_up(self, run: &Run) -> Result<()> {
        let workspace = run.workspace;
        match self {
            Self::Root => {
                node(workspace)?;
                install(workspace, &workspace.root)
            }
            Self::Npm(folder) => install(workspace, &workspace.at(folder)),
            Self::Packed(folder) => {
                install(workspace, &workspace.at(folder))?;
                install_packed(workspace, &workspace.at(folder), &workspace.tarball())
            }
            Self::Wasm => rust::wasm_target(workspace),
            // Building the package takes a minute, so `quick` uses an existing one.
            Self::Package if run.quick && workspace.tarball().exists() => Self::Root.set_up(run),
            Self::Package => {
                Self::Root.set_up(run)?;
                Self::Wasm.set_up(run)?;
                package::package(workspace)
            }
            Self::Programs => app::programs(workspace),
            Self::Chrome | Self::Python => Ok(()),
        }
    }
}
