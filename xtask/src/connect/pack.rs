//! The npm packages of the service: one that starts it, and one for each platform, with the program.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::{Map, Value, json};

use super::platform::{PLATFORMS, Platform};
use super::{PACKAGE, TEMPLATE, notices};
use crate::package::contents::{pack, write_json};
use crate::workspace::Workspace;

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What each package holds beside its own files.
const LICENCES: [&str; 2] = ["LICENSE-APACHE", "LICENSE-MIT"];

/// The copyright notices of what is in the program.
const NOTICES: &str = "THIRD-PARTY.txt";

/// Packs the package that starts the service into `out`.
pub fn launcher(workspace: &Workspace, out: &Path) -> Result<PathBuf> {
    let template = workspace.at(TEMPLATE);
    let folder = empty(out, "connect")?;
    fs::create_dir(folder.join("bin"))?;
    for file in ["bin/connect.js", "example.mjs", "README.md"] {
        fs::copy(template.join(file), folder.join(file))
            .with_context(|| format!("no {TEMPLATE}/{file}"))?;
    }
    let mut manifest = template_manifest(workspace)?;
    manifest["version"] = VERSION.into();
    // The versions are the same, so that a program never meets a launcher or an SDK of another time.
    manifest["dependencies"] = json!({"@getpassage/web-react": VERSION});
    manifest["optionalDependencies"] = PLATFORMS
        .iter()
        .map(|platform| (platform.package(), VERSION.into()))
        .collect::<Map<String, Value>>()
        .into();
    finish(workspace, &folder, &manifest, out, PACKAGE)
}

/// Packs the program of a platform into `out`.
pub fn program(
    workspace: &Workspace,
    platform: Platform,
    program: &Path,
    out: &Path,
) -> Result<PathBuf> {
    let name = platform.package();
    let folder = empty(out, &format!("connect-{}-{}", platform.os, platform.cpu))?;
    fs::create_dir(folder.join("bin"))?;
    fs::copy(program, folder.join("bin").join(platform.program()))?;
    let readme = fs::read_to_string(workspace.at(TEMPLATE).join("platform.md"))?
        .replace("{name}", &name)
        .replace("{system}", platform.system);
    fs::write(folder.join("README.md"), readme)?;
    fs::write(folder.join(NOTICES), notices::text(workspace, platform)?)?;
    let template = template_manifest(workspace)?;
    let manifest = json!({
        "name": name,
        "version": VERSION,
        "description": format!("The Connect service for {}: install {PACKAGE} instead.", platform.system),
        "license": template["license"],
        "repository": template["repository"],
        "os": [platform.os],
        "cpu": [platform.cpu],
        // Yarn keeps packages zipped, and a zipped program cannot be started.
        "preferUnplugged": true,
        "files": ["bin", "LICENSE-APACHE", "LICENSE-MIT", NOTICES],
    });
    finish(workspace, &folder, &manifest, out, &name)
}

fn template_manifest(workspace: &Workspace) -> Result<Value> {
    let text = fs::read_to_string(workspace.at(TEMPLATE).join("package.json"))?;
    serde_json::from_str(&text).with_context(|| format!("{TEMPLATE}/package.json is not JSON"))
}

fn empty(out: &Path, name: &str) -> Result<PathBuf> {
    let folder = out.join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

fn finish(
    workspace: &Workspace,
    folder: &Path,
    manifest: &Value,
    out: &Path,
    name: &str,
) -> Result<PathBuf> {
    write_json(&folder.join("package.json"), manifest)?;
    for licence in LICENCES {
        fs::copy(workspace.at(licence), folder.join(licence))?;
    }
    let file = format!("{}.tgz", name.trim_start_matches('@').replace('/', "-"));
    let tarball = out.join(file);
    pack(folder, &tarball)?;
    Ok(tarball)
}
