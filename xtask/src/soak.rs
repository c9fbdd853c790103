//! The soak: sessions without end, through a network that fails.

use anyhow::Result;
use clap::Args;

use crate::command::run;
use crate::folders::GUIDE;
use crate::playwright::playwright;
use crate::workspace::Workspace;
use crate::{app, package, setup};

/// How long, and which faults.
#[derive(Args)]
pub struct Soak {
    /// How long visits are begun, in minutes
    #[arg(long, default_value_t = 10)]
    minutes: u32,
    /// Repeat the visits of this seed; without it, one is drawn and printed
    #[arg(long)]
    seed: Option<u32>,
    /// Make this visit alone, of the seed
    #[arg(long, requires = "seed")]
    visit: Option<u32>,
}

/// Builds what it needs and makes visits; fails at the first that goes wrong.
pub fn soak(workspace: &Workspace, wish: &Soak) -> Result<()> {
    setup::everything(workspace)?;
    let chrome = setup::chrome::chrome(workspace)?;
    package::package(workspace)?;
    app::programs(workspace)?;
    // Of its page nothing is used but the package, as npm has unpacked it.
    app::build_page(workspace, GUIDE)?;
    let mut soak = playwright(workspace, &chrome, &["faults"]);
    soak.args(["soak.spec", "--reporter", "list"])
        .env("SOAK_MINUTES", wish.minutes.to_string())
        .envs(wish.seed.map(|seed| ("SOAK_SEED", seed.to_string())))
        .envs(wish.visit.map(|visit| ("SOAK_VISIT", visit.to_string())));
    run(&mut soak)
}
