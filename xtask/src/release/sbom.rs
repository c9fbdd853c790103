//! Writes a release's bills of materials in CycloneDX: the crates in the engine, and the npm packages in the migration command
//! and in `/server`. All other code of the npm package is in this repository.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::{Map, Value, json};

use super::{CRATE, PACKAGE, VERSION};
use crate::command::{cargo, command, run_quietly};
use crate::setup::npm::npm_command;
use crate::setup::rust::WASM_TARGET;
use crate::step::step;
use crate::workspace::Workspace;

/// The npm packages of the root that are bundled into `/server`. `dist/server.licenses.txt` names the same.
const BUNDLED: [&str; 1] = ["jose"];

/// The version of cargo-cyclonedx, which is built from its crate.
const CYCLONEDX: &str = "0.5.9";

/// Writes both bills to `target/sbom`, and returns the files.
pub fn write(workspace: &Workspace, crate_file: &Path) -> Result<Vec<PathBuf>> {
    let folder = workspace.target.join("sbom");
    // A file of an earlier run must not be published.
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder)?;
    let program = cyclonedx(workspace)?;
    step("writing the bills of materials", || {
        Ok(vec![
            of_crate(&program, crate_file, &folder)?,
            of_npm_package(workspace, &folder)?,
        ])
    })
}

/// The number of components in a bill.
pub fn materials(bom: &Path) -> Result<usize> {
    let bom: Value = serde_json::from_str(&fs::read_to_string(bom)?)?;
    let parts = bom["components"].as_array();
    Ok(parts.context("a bill of materials without parts")?.len())
}

/// The bill of the packed crate, which contains its lockfile. In the workspace, cargo-cyclonedx would describe all crates, and
/// write the files beside their sources.
fn of_crate(program: &Path, crate_file: &Path, folder: &Path) -> Result<PathBuf> {
    run_quietly(command("tar", folder).arg("-xzf").arg(crate_file))?;
    let name = format!("{CRATE}-{VERSION}");
    let unpacked = folder.join(&name);
    let manifest = unpacked.join("Cargo.toml");
    // Otherwise cargo takes the crate for a member of the workspace around it.
    let alone = fs::read_to_string(&manifest)? + "\n[workspace]\n";
    fs::write(&manifest, alone)?;
    run_quietly(
        command(program, &unpacked)
            .args(["cyclonedx", "--quiet", "--format", "json"])
            .args(["--spec-version", "1.5", "--target", WASM_TARGET])
            .arg("--no-build-deps"),
    )?;
    let bom = folder.join(format!("{name}.cdx.json"));
    let text = fs::read_to_string(unpacked.join(format!("{CRATE}.cdx.json")))?;
    // cargo-cyclonedx identifies the crate by its folder, which exists only on this machine.
    let here = format!("path+file://{}#", unpacked.display());
    let text = text
        .replace(&here, "")
        .replace("?download_url=file://.", "");
    fs::write(&bom, text)?;
    Ok(bom)
}

/// The bill of the npm package: what the lockfile of `js/migrate` has, all of which is bundled into `bin/passage.js`, and [`BUNDLED`].
fn of_npm_package(workspace: &Workspace, folder: &Path) -> Result<PathBuf> {
    let read = |name: &str| -> Result<Value> {
        let file = workspace.at(name);
        let text = fs::read_to_string(&file).with_context(|| format!("no {}", file.display()))?;
        Ok(serde_json::from_str(&text)?)
    };
    let mut manifest = read("js/migrate/package.json")?;
    let mut lock = read("js/migrate/package-lock.json")?;
    let root = read("package-lock.json")?;
    for name in BUNDLED {
        let path = format!("node_modules/{name}");
        let package = &root["packages"][&path];
        let version = package["version"].as_str();
        let version = version.with_context(|| format!("package-lock.json has no {name}"))?;
        manifest["devDependencies"][name] = version.into();
        lock["packages"][&path] = package.clone();
    }
    let (manifest, lock) = shipped(&manifest, lock)?;
    // npm takes the name from the folder.
    let project = folder.join(PACKAGE);
    fs::create_dir_all(&project)?;
    fs::write(project.join("package.json"), manifest.to_string())?;
    fs::write(project.join("package-lock.json"), lock.to_string())?;
    let bom = run_quietly(npm_command(&project).args([
        "sbom",
        "--package-lock-only",
        "--sbom-format",
        "cyclonedx",
    ]))?;
    let file = folder.join(format!("web-react-{VERSION}.cdx.json"));
    fs::write(&file, bom)?;
    Ok(file)
}

/// A manifest and lockfile that list the bundled packages as `dependencies`. In the sources they are `devDependencies`, which
/// npm leaves out of a bill of materials.
fn shipped(manifest: &Value, mut lock: Value) -> Result<(Value, Value)> {
    let root = json!({
        "name": PACKAGE,
        "version": VERSION,
        "license": env!("CARGO_PKG_LICENSE"),
        "dependencies": manifest["devDependencies"],
    });
    let packages: &mut Map<String, Value> = lock["packages"]
        .as_object_mut()
        .context("a lockfile without packages")?;
    for package in packages.values_mut().filter_map(Value::as_object_mut) {
        package.remove("dev");
    }
    packages.insert(String::new(), root.clone());
    Ok((root, lock))
}

/// Builds the program once, below `target`.
fn cyclonedx(workspace: &Workspace) -> Result<PathBuf> {
    let root = workspace.target.join("cargo-cyclonedx");
    let name = format!("cargo-cyclonedx{}", std::env::consts::EXE_SUFFIX);
    let program = root.join(CYCLONEDX).join("bin").join(name);
    if !program.is_file() {
        step("building cargo-cyclonedx", || {
            run_quietly(
                cargo(&workspace.root)
                    .args(["install", "cargo-cyclonedx", "--locked"])
                    .args(["--version", CYCLONEDX, "--root"])
                    .arg(root.join(CYCLONEDX)),
            )
        })?;
    }
    Ok(program)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bundled_packages_are_listed_as_dependencies() {
        let manifest = json!({ "name": "ours", "devDependencies": { "a": "1.0.0" } });
        let lock = json!({ "lockfileVersion": 3, "packages": {
            "": manifest.clone(),
            "node_modules/a": { "version": "1.0.0", "dev": true },
        }});
        let (manifest, lock) = shipped(&manifest, lock).unwrap();
        assert_eq!(manifest["dependencies"], json!({ "a": "1.0.0" }));
        assert_eq!(lock["packages"][""], manifest);
        assert_eq!(
            lock["packages"]["node_modules/a"],
            json!({ "version": "1.0.0" })
        );
    }
}
