//! `cargo xtask package connect`: the Connect service as npm packages, which `npx @getpassage/connect` starts.

mod build;
mod format;
mod frameworks;
mod image;
mod notices;
pub mod pack;
pub mod platform;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::command::{command, run_quietly};
use crate::folders::SERVICE;
use crate::step::{say, step};
use crate::workspace::Workspace;
use platform::{PLATFORMS, Platform};

/// The name of the package that starts the service.
pub const PACKAGE: &str = "@getpassage/connect";

/// What the packages are made from.
const TEMPLATE: &str = "example-app/connect/npm";

/// The tests of the packages, in `tests/service`.
pub const TEST: &str = "npx.test.mjs";

/// The packages and the programs in them.
pub struct Packages {
    /// The programs' first: npm must know them when the launcher is published.
    pub tarballs: Vec<(String, PathBuf)>,
}

/// Builds and packs the service for these platforms, into `target/connect`, and starts what this machine can start. The SDK's package
/// is built by now.
pub fn package(workspace: &Workspace, platforms: &[Platform]) -> Result<Packages> {
    let out = workspace.target.join("connect");
    let mut tarballs = Vec::new();
    for platform in platforms {
        let program = build::build(workspace, *platform)?;
        let tarball = step(&format!("packing {}", platform.package()), || {
            pack::program(workspace, *platform, &program, &out)
        })?;
        let size = |path: &Path| fs::metadata(path).map(|found| found.len());
        say(&format!(
            "  {}: {} bytes, {} packed",
            platform.package(),
            size(&program)?,
            size(&tarball)?
        ));
        image::add(*platform, &program, &out)?;
        tarballs.push((platform.package(), tarball));
    }
    tarballs.push((PACKAGE.to_owned(), pack::launcher(workspace, &out)?));
    let host = Platform::host();
    if host.is_some_and(|host| platforms.contains(&host)) {
        step("starting the service from its packages", || {
            run_quietly(
                command("node", &workspace.at(SERVICE))
                    .args(["--test", TEST])
                    .env("CONNECT_PACKAGES", &out)
                    .env("SDK_TARBALL", workspace.tarball()),
            )
        })?;
    }
    Ok(Packages { tarballs })
}

/// The platforms that `--platform` names: this machine's without it, or all.
pub fn chosen(name: Option<&str>) -> Result<Vec<Platform>> {
    match name {
        Some("all") => Ok(PLATFORMS.to_vec()),
        Some(name) => PLATFORMS
            .into_iter()
            .find(|one| format!("{}-{}", one.os, one.cpu) == name)
            .map(|one| vec![one])
            .with_context(|| format!("there is no platform {name}")),
        None => Platform::host()
            .map(|host| vec![host])
            .context("the service is not built for this platform"),
    }
}
