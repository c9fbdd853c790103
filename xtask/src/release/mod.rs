//! Checks, builds and shows a release on any machine; publishes it only from CI, on the tag of its version.

mod candidate;
mod changelog;
mod publish;
mod sbom;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Args;
use serde_json::Value;

use crate::command::{cargo, command, run_quietly};
use crate::step::{paint, say, step};
use crate::workspace::Workspace;
use crate::{connect, package, setup};
use candidate::{Candidate, Occasion};

/// The package's name on npm.
const PACKAGE: &str = "@getpassage/web-react";

/// The crate's name on crates.io.
const CRATE: &str = "passage-web";

/// The workspace's version, which this crate inherits.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The options of `cargo xtask release`.
#[derive(Args)]
pub struct Options {
    /// Publish nothing: check and build everything, and show what would be published
    #[arg(long)]
    dry_run: bool,
}

/// The files that are published.
struct Release {
    tarball: PathBuf,
    /// The packages of the service, in the order in which they are published.
    connect: Vec<(String, PathBuf)>,
    crate_file: PathBuf,
    boms: Vec<PathBuf>,
    notes: PathBuf,
}

/// Returns whether the release is possible; unless this is a dry run, it is then published.
pub fn release(workspace: &Workspace, options: &Options) -> Result<bool> {
    let occasion = if options.dry_run {
        Occasion::DryRun
    } else {
        publish::allow(VERSION, |name| std::env::var(name).ok())?;
        Occasion::Tag
    };
    setup::rust_and_npm(workspace)?;
    package::package(workspace)?;
    let connect = connect::package(workspace, &connect::platform::PLATFORMS)?.tarballs;
    let (crate_version, crate_file) = step("packing the crate", || pack_crate(workspace))?;

    let changelog = fs::read_to_string(workspace.at("CHANGELOG.md")).context("no CHANGELOG.md")?;
    let tarball = workspace.tarball();
    let candidate = Candidate {
        version: VERSION.to_owned(),
        // Asked after the build, which writes the reports of the public API: a changed report is not committed yet.
        uncommitted: git(workspace, &["status", "--porcelain"])?,
        tagged: !git(workspace, &["tag", "--list", &publish::tag(VERSION)])?.is_empty(),
        npm_version: version_in(&tarball)?,
        crate_version,
        notes: changelog::notes(&changelog, VERSION),
    };
    let mut problems = candidate.problems(occasion);
    let boms = sbom::write(workspace, &crate_file).unwrap_or_else(|error| {
        problems.push(format!(
            "the bills of materials could not be written: {error:#}"
        ));
        Vec::new()
    });
    let notes = workspace.target.join("release-notes.md");
    let text = candidate.notes.map(|notes| notes.text).unwrap_or_default();
    fs::write(&notes, &text)?;
    let release = Release {
        tarball,
        connect,
        crate_file,
        boms,
        notes,
    };
    show(workspace, &release, &text)?;
    for problem in &problems {
        say(&format!("  {} {problem}", paint("in the way:", "31")));
    }
    if !problems.is_empty() {
        return Ok(false);
    }
    match occasion {
        Occasion::DryRun => say("  Nothing was published: this was a dry run."),
        Occasion::Tag => publish::publish(workspace, &release)?,
    }
    Ok(true)
}

/// Runs `cargo package`; returns the packed version and the file. The check `crate` tests that the crate builds.
fn pack_crate(workspace: &Workspace) -> Result<(String, PathBuf)> {
    run_quietly(
        cargo(&workspace.root)
            .args(["package", "--quiet", "--package", CRATE])
            // `Candidate::problems` reports the files that are not committed.
            .args(["--no-verify", "--allow-dirty"]),
    )?;
    let metadata = run_quietly(cargo(&workspace.root).args([
        "metadata",
        "--no-deps",
        "--format-version",
        "1",
    ]))?;
    let metadata: Value = serde_json::from_str(&metadata)?;
    let version = metadata["packages"]
        .as_array()
        .and_then(|packages| packages.iter().find(|package| package["name"] == CRATE))
        .and_then(|package| package["version"].as_str())
        .with_context(|| format!("cargo knows no crate {CRATE}"))?;
    let file = format!("package/{CRATE}-{version}.crate");
    Ok((version.to_owned(), workspace.target.join(file)))
}

/// The lines that `git` prints.
fn git(workspace: &Workspace, arguments: &[&str]) -> Result<Vec<String>> {
    let printed = run_quietly(command("git", &workspace.root).args(arguments))?;
    Ok(printed.lines().map(str::to_owned).collect())
}

/// The version in a tarball's package.json.
fn version_in(tarball: &Path) -> Result<String> {
    let folder = tarball.parent().context("the tarball has a folder")?;
    let manifest = run_quietly(
        command("tar", folder)
            .arg("-xzOf")
            .arg(tarball)
            .arg("package/package.json"),
    )?;
    let manifest: Value = serde_json::from_str(&manifest)?;
    let version = manifest["version"].as_str();
    Ok(version.context("the tarball has no version")?.to_owned())
}

/// Prints what would be published, and the release notes.
fn show(workspace: &Workspace, release: &Release, notes: &str) -> Result<()> {
    let line = |what: &str, file: &Path, more: &str| -> Result<()> {
        let bytes = fs::metadata(file).map(|found| found.len())?;
        let path = file.strip_prefix(&workspace.root).unwrap_or(file);
        say(&format!(
            "  {what:<46} {}: {bytes} bytes{more}",
            path.display()
        ));
        Ok(())
    };
    say(&format!("\n{} would be:\n", publish::tag(VERSION)));
    let mut archives = vec![(format!("{PACKAGE} {VERSION} on npm"), &release.tarball)];
    for (package, tarball) in &release.connect {
        archives.push((format!("{package} {VERSION} on npm"), tarball));
    }
    archives.push((format!("{CRATE} {VERSION} as a crate"), &release.crate_file));
    for (name, file) in archives {
        let files = run_quietly(command("tar", &workspace.root).arg("-tzf").arg(file))?;
        line(&name, file, &format!(", {} files", files.lines().count()))?;
    }
    for bom in &release.boms {
        let materials = sbom::materials(bom)?;
        line(
            "bill of materials (CycloneDX)",
            bom,
            &format!(", {materials} parts"),
        )?;
    }
    line("notes, on the release's page", &release.notes, "")?;
    say(&format!("\n{}\n", notes.trim_end()));
    Ok(())
}
