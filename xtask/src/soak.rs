//! `cargo xtask soak`: connects again and again, through a network that fails.

use anyhow::Result;
use clap::Args;

use crate::command::run;
use crate::folders::GUIDE;
use crate::playwright::playwright;
use crate::workspace::Workspace;
use crate::{app, package, setup};

/// The options of `cargo xtask soak`.
#[derive(Args)]
pub struct Soak {
    /// For how many minutes new visits begin
    #[arg(long, default_value_t = 10)]
    minutes: u32,
    /// Repeat the visits of this seed; without it, the run draws a seed and prints it
    #[arg(long)]
    seed: Option<u32>,
    /// Make only this visit of the seed
    #[arg(long, requires = "seed")]
    visit: Option<u32>,
}

/// Builds what the visits need and makes them; fails at the first visit that breaks a promise.
pub fn soak(workspace: &Workspace, options: &Soak) -> Result<()> {
    setup::rust_and_npm(workspace)?;
    let chrome = setup::chrome::chrome(workspace)?;
    package::package(workspace)?;
    app::programs(workspace)?;
    // The visits use only the package that npm has unpacked there, not the page.
    app::build_page(workspace, GUIDE)?;
    let mut soak = playwright(workspace, &chrome, &["faults"]);
    soak.args(["soak.spec", "--reporter", "list"])
        .env("SOAK_MINUTES", options.minutes.to_string())
        .envs(options.seed.map(|seed| ("SOAK_SEED", seed.to_string())))
        .envs(options.visit.map(|visit| ("SOAK_VISIT", visit.to_string())));
    run(&mut soak)
}
