//! What a check sets up before it runs; what is there already costs a look.

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
    /// The same, and the packed tarball.
    Packed(&'static str),
    /// The Rust target of the engine.
    Wasm,
    /// `pkg/` and the tarball.
    Package,
    /// The service and the example's backend.
    Programs,
    /// Chrome with its driver; found when it is first asked for.
    Chrome,
    /// A Python environment; made by the check.
    Python,
}

impl Need {
    /// For `--list`.
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

    /// Sets it up.
    pub fn provide(self, run: &Run) -> Result<()> {
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
            // To compile and pack the engine takes a minute: `quick` takes the one that is there.
            Self::Package if run.quick && workspace.tarball().exists() => Self::Root.provide(run),
            Self::Package => {
                Self::Root.provide(run)?;
                Self::Wasm.provide(run)?;
                package::package(workspace)
            }
            Self::Programs => app::programs(workspace),
            Self::Chrome | Self::Python => Ok(()),
        }
    }
}
