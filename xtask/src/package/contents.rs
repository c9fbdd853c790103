//! What is in the package besides the scripts: the files of `pkg-template/`. Checks the whole, and packs it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::command::run_quietly;
use crate::setup::npm::npm_command;
use crate::workspace::Workspace;

/// Copies the template and the licences, and sets the version to that of Cargo.toml.
pub fn fill_template(workspace: &Workspace, pkg: &Path) -> Result<()> {
    let manifest = fs::read_to_string(workspace.at("pkg-template/package.json"))?;
    let mut manifest: Value =
        serde_json::from_str(&manifest).context("pkg-template/package.json is not JSON")?;
    manifest["version"] = env!("CARGO_PKG_VERSION").into();
    write_json(&pkg.join("package.json"), &manifest)?;
    // For resolvers that ignore `exports`: each entry is also a folder with a package.json.
    for (entry, targets) in manifest["exports"].as_object().into_iter().flatten() {
        let Some(name) = entry.strip_prefix("./") else {
            continue;
        };
        if !targets["require"]["default"].is_string() {
            continue;
        }
        let root = "../".repeat(name.split('/').count());
        let up = |target: &Value| target.as_str().map(|file| file.replacen("./", &root, 1));
        let folder = pkg.join(name);
        fs::create_dir_all(&folder)?;
        let stub = json!({
            "main": up(&targets["require"]["default"]),
            "module": up(&targets["import"]["default"]),
            "types": up(&targets["require"]["types"]),
        });
        write_json(&folder.join("package.json"), &stub)?;
    }
    for (from, to) in [
        ("pkg-template/README.md", "README.md"),
        ("pkg-template/custom-elements.json", "custom-elements.json"),
        ("pkg-template/element/preact.d.ts", "element/preact.d.ts"),
        ("pkg-template/element/react.d.ts", "element/react.d.ts"),
        ("pkg-template/element/solid.d.ts", "element/solid.d.ts"),
        ("pkg-template/element/svelte.d.ts", "element/svelte.d.ts"),
        ("pkg-template/element/vue.d.ts", "element/vue.d.ts"),
        ("LICENSE-MIT", "LICENSE-MIT"),
        ("LICENSE-APACHE", "LICENSE-APACHE"),
    ] {
        fs::copy(workspace.at(from), pkg.join(to)).with_context(|| format!("no {from}"))?;
    }
    // For readers, and programs that read, who have only the package.
    let docs = pkg.join("docs");
    fs::create_dir_all(&docs)?;
    for guide in fs::read_dir(workspace.at("pkg-template/docs"))? {
        let guide = guide?;
        fs::copy(guide.path(), docs.join(guide.file_name()))?;
    }
    Ok(())
}

/// Writes it over several lines.
pub fn write_json(path: &Path, value: &Value) -> Result<()> {
    Ok(fs::write(
        path,
        serde_json::to_string_pretty(value)? + "\n",
    )?)
}

/// Checks that every file that package.json names exists, that it names every script, that no small script loads the engine
/// at import, and that the React entry begins with "use client".
pub fn check_exports(pkg: &Path) -> Result<()> {
    let manifest: Value = serde_json::from_str(&fs::read_to_string(pkg.join("package.json"))?)?;
    let listed = strings(&manifest["files"]);
    let (folders, listed): (Vec<_>, Vec<_>) =
        listed.into_iter().partition(|file| file.ends_with("/*"));
    for file in strings(&manifest["exports"]).iter().chain(&listed) {
        ensure!(
            pkg.join(file).is_file(),
            "package.json names {file}, which was not built"
        );
    }
    for entry in fs::read_dir(pkg.join("dist"))? {
        let file = format!("dist/{}", entry?.file_name().to_string_lossy());
        ensure!(
            listed.contains(&file) || folders.contains(&format!("{file}/*")),
            "{file} was built, but `files` of package.json does not name it"
        );
    }
    // If the bundler put a module of these scripts into the engine's file, importing the package would download the engine.
    for script in [
        "components.js",
        "core.js",
        "debug.js",
        "element.js",
        "index.js",
        "session.js",
    ] {
        let text = fs::read_to_string(pkg.join("dist").join(script))?;
        for chunk in ["engine", "bytes", "function-names"] {
            ensure!(
                !text.contains(&format!("from\"./{chunk}.js\""))
                    && !text.contains(&format!("import\"./{chunk}.js\"")),
                "dist/{script} loads {chunk}.js at import: see the groups of js/build.mjs"
            );
        }
    }
    for entry in ["dist/index.js", "dist/index.cjs"] {
        let text = fs::read_to_string(pkg.join(entry))?;
        ensure!(
            text.starts_with("\"use client\"") || text.starts_with("'use client'"),
            "{entry} must start with \"use client\""
        );
    }
    Ok(())
}

fn strings(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(values) => values.iter().flat_map(strings).collect(),
        Value::Object(fields) => fields.values().flat_map(strings).collect(),
        _ => Vec::new(),
    }
}

/// Runs `npm pack`, and renames the tarball to a name without a version. npm writes the same time for every file, so the same
/// content gives the same bytes.
pub fn pack(pkg: &Path, tarball: &Path) -> Result<()> {
    let folder = tarball.parent().context("the tarball has a folder")?;
    fs::create_dir_all(folder)?;
    let report = run_quietly(
        npm_command(pkg)
            .args(["pack", "--json", "--ignore-scripts", "--pack-destination"])
            .arg(folder),
    )?;
    fs::rename(folder.join(packed_name(&report)?), tarball)?;
    Ok(())
}

/// The file's name in what `npm pack --json` prints: an array up to npm 10, an object by package name from npm 11 on.
fn packed_name(report: &str) -> Result<PathBuf> {
    let report: Value =
        serde_json::from_str(report).context("`npm pack --json` did not print JSON")?;
    let package = match &report {
        Value::Array(packages) => packages.first(),
        Value::Object(packages) if !packages.contains_key("filename") => packages.values().next(),
        other => Some(other),
    };
    package
        .and_then(|package| package["filename"].as_str())
        .map(PathBuf::from)
        .context("`npm pack --json` names no file")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tarball_is_found_in_the_report_of_every_npm() {
        for report in [
            r#"[{"filename":"a-1.tgz"}]"#,
            r#"{"a":{"filename":"a-1.tgz"}}"#,
            r#"{"filename":"a-1.tgz"}"#,
        ] {
            assert_eq!(packed_name(report).unwrap(), PathBuf::from("a-1.tgz"));
        }
        assert!(packed_name("{}").is_err());
    }

    #[test]
    fn all_files_of_a_nested_exports_map_are_found() {
        let map =
            serde_json::json!({".": {"types": "./a.d.ts", "default": "./a.js"}, "./b": "./b.js"});
        assert_eq!(strings(&map), ["./a.d.ts", "./a.js", "./b.js"]);
    }
}
