//! Installs what the commands need on a machine that has only rustup and Node. Each part installs only what is missing.

mod apt;
pub mod browsers;
pub mod chrome;
pub mod display;
pub mod npm;
pub mod postgres;
pub mod python;
pub mod rust;

use anyhow::Result;

use crate::workspace::Workspace;

/// Checks Node, and installs the Rust target of the engine and the npm packages of the root. Not the browser, which only
/// some commands need.
pub fn rust_and_npm(workspace: &Workspace) -> Result<()> {
    npm::node(workspace)?;
    rust::wasm_target(workspace)?;
    npm::install(workspace, &workspace.root)
}
