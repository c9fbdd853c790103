//! What a machine needs that has only rustup and Node: each part looks first, and does only what is missing.

mod apt;
pub mod browsers;
pub mod chrome;
pub mod display;
pub mod npm;
pub mod python;
pub mod rust;

use anyhow::Result;

use crate::workspace::Workspace;

/// All but the browser, which only some commands need.
pub fn everything(workspace: &Workspace) -> Result<()> {
    npm::node(workspace)?;
    rust::wasm_target(workspace)?;
    npm::install(workspace, &workspace.root)
}
