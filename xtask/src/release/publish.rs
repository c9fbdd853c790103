//! Publishes a release, only from CI: the tag names the version, and npm's provenance records which build made it.

use std::path::Path;

use anyhow::{Result, ensure};

use super::{CRATE, PACKAGE, Release, VERSION};
use crate::command::{cargo, command, run};
use crate::setup::npm::npm_command;
use crate::setup::rust::WASM_TARGET;
use crate::step::{say, step};
use crate::workspace::Workspace;

/// The tag of a version.
pub fn tag(version: &str) -> String {
    format!("v{version}")
}

/// Fails, and says what to do instead, unless GitHub Actions runs this on the tag of `version`.
pub fn allow(version: &str, variable: impl Fn(&str) -> Option<String>) -> Result<()> {
    let tag = tag(version);
    let is = |name: &str, expected: &str| variable(name).as_deref() == Some(expected);
    ensure!(
        is("GITHUB_ACTIONS", "true") && is("GITHUB_REF_TYPE", "tag") && is("GITHUB_REF_NAME", &tag),
        "nothing is published from here: push the tag {tag}, and .github/workflows/release.yml publishes it. \
         `cargo xtask release --dry-run` shows what that would be."
    );
    Ok(())
}

/// Publishes the crate, the npm packages and the release's page, and skips those that exist: an interrupted run can be repeated.
pub fn publish(workspace: &Workspace, release: &Release) -> Result<()> {
    let (root, tag) = (&workspace.root, tag(VERSION));
    let in_registry = cargo(root)
        .args(["info", "--quiet", "--registry", "crates-io"])
        .arg(format!("{CRATE}@{VERSION}"))
        .output()?;
    once(
        &format!("{CRATE}, the crate"),
        in_registry.status.success(),
        || {
            run(cargo(root)
                .args(["publish", "--package", CRATE])
                .args(["--target", WASM_TARGET]))
        },
    )?;
    npm(root, PACKAGE, &release.tarball)?;
    for (package, tarball) in &release.connect {
        npm(root, package, tarball)?;
    }
    let page = command("gh", root)
        .args(["release", "view", &tag])
        .output()?;
    once("the release's page", page.status.success(), || {
        run(command("gh", root)
            .args(["release", "create", &tag, "--verify-tag", "--title", &tag])
            .arg("--notes-file")
            .arg(&release.notes)
            .arg(&release.tarball)
            .args(release.connect.iter().map(|(_, tarball)| tarball))
            .args(&release.boms))
    })
}

fn npm(root: &Path, package: &str, tarball: &Path) -> Result<()> {
    let on_npm = npm_command(root)
        .args(["view", &format!("{package}@{VERSION}"), "version"])
        .output()?;
    once(
        &format!("{package} on npm"),
        on_npm.stdout.trim_ascii() == VERSION.as_bytes(),
        || {
            run(npm_command(root).arg("publish").arg(tarball).args([
                "--provenance",
                "--access",
                "public",
            ]))
        },
    )
}

/// Does `work`, unless it was done before.
fn once(what: &str, done: bool, work: impl FnOnce() -> Result<()>) -> Result<()> {
    if done {
        say(&format!("  {what}: already published"));
        return Ok(());
    }
    step(&format!("publishing {what}"), work)
}

#[cfg(test)]
mod tests {
    use super::allow;

    /// Whether `version` may be published with the variables that GitHub Actions sets on the tag v0.2.0; `other` overrides them.
    fn on_tag(other: &[(&str, &str)], version: &str) -> bool {
        let usual = [
            ("GITHUB_ACTIONS", "true"),
            ("GITHUB_REF_TYPE", "tag"),
            ("GITHUB_REF_NAME", "v0.2.0"),
        ];
        let variables: Vec<_> = other.iter().chain(&usual).collect();
        let variable = |wanted: &str| {
            variables
                .iter()
                .find(|(name, _)| *name == wanted)
                .map(|(_, value)| (*value).to_owned())
        };
        allow(version, variable).is_ok()
    }

    #[test]
    fn a_release_is_published_only_by_ci_on_the_tag_of_its_version() {
        assert!(on_tag(&[], "0.2.0"));
        assert!(!on_tag(&[], "0.3.0"), "the tag of another version");
        assert!(!on_tag(&[("GITHUB_ACTIONS", "")], "0.2.0"), "not CI");
        assert!(
            !on_tag(&[("GITHUB_REF_TYPE", "branch")], "0.2.0"),
            "a branch with a tag's name"
        );
    }

    #[test]
    fn the_refusal_elsewhere_says_what_to_do() {
        let refusal = allow("0.2.0", |_| None).unwrap_err().to_string();
        assert!(refusal.contains("push the tag v0.2.0") && refusal.contains("--dry-run"));
    }
}
