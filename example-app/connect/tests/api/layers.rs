//! Who knows whom: no file imports one of a layer above it, and no two import each other, by whatever way around.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// From the top, by the first part of a module's path. `lib` and the files of the program stand outside.
const LAYERS: [&[&str]; 7] = [
    &["service"],
    &["http"],
    &["domain"],
    &["state"],
    &["config", "limits", "webhooks"],
    &["store"],
    &[
        "api_keys",
        "board",
        "changes",
        "clock",
        "error",
        "failure",
        "integrator_name",
        "news",
        "faults",
        "metrics",
        "private_file",
        "providers",
        "return_url",
        "secrets",
        "traces",
        "trust",
    ],
];

/// The files by their module's path, such as `store::links::read`; of a `mod.rs` the folder's.
fn read(folder: &Path, module: &str, files: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        let inner = [module, name].join("::");
        let inner = inner.trim_start_matches("::");
        if path.is_dir() {
            read(&path, inner, files);
        } else if ![
            "lib",
            "main",
            "flags",
            "keys_command",
            "developer",
            "signals",
        ]
        .contains(&inner)
        {
            let module = if name == "mod" { module } else { inner };
            let text = fs::read_to_string(&path).unwrap();
            // Tests may look wherever they like; what a comment names is not imported.
            let code = text.split("#[cfg(test)]").next().unwrap().lines();
            let code: String = code
                .filter(|line| !line.trim_start().starts_with("//"))
                .collect();
            files.insert(module.to_owned(), code);
        }
    }
}

/// `a::{b, c::{d, e}}` as `a::b`, `a::c::d`, `a::c::e`.
fn expand(path: &str) -> Vec<String> {
    let Some((before, group)) = path.split_once('{') else {
        return vec![path.to_owned()];
    };
    let (mut depth, mut parts) = (1, vec![String::new()]);
    for c in group.chars() {
        depth += i32::from(c == '{') - i32::from(c == '}');
        match c {
            _ if depth == 0 => break,
            ',' if depth == 1 => parts.push(String::new()),
            _ => parts.last_mut().unwrap().push(c),
        }
    }
    let inner = parts.iter().flat_map(|part| expand(part));
    inner.map(|part| format!("{before}{part}")).collect()
}

/// The modules that a file imports. What it only passes on to others (`pub use`) is not one.
fn imports(module: &str, code: &str, files: &BTreeMap<String, String>) -> BTreeSet<String> {
    let parent = module.rsplit_once("::").map_or("", |(parent, _)| parent);
    let statements = code.split("use ").skip(1).zip(code.split("use "));
    let uses = statements
        .filter(|(_, before)| !before.ends_with("pub "))
        .map(|(text, _)| {
            text.split(';')
                .next()
                .unwrap()
                .split_whitespace()
                .collect::<String>()
        });
    let inline = code.split("crate::").skip(1).map(|text| {
        let end = text.find(|c: char| !c.is_alphanumeric() && c != '_' && c != ':');
        format!("crate::{}", &text[..end.unwrap_or(text.len())])
    });
    uses.chain(inline)
        .flat_map(|path| expand(&path))
        .filter_map(|path| {
            let path = path
                .replace("crate::", "")
                .replace("super::", &format!("{parent}::"))
                .replace("self::", &format!("{module}::"));
            let parts: Vec<&str> = path.trim_start_matches("::").split("::").collect();
            let prefixes = (1..=parts.len()).rev().map(|end| parts[..end].join("::"));
            prefixes
                .into_iter()
                .find(|prefix| files.contains_key(prefix))
        })
        .filter(|imported| imported != module)
        .collect()
}

fn layer(module: &str) -> usize {
    let first = module.split("::").next().unwrap();
    let layer = LAYERS.iter().position(|layer| layer.contains(&first));
    layer.unwrap_or_else(|| panic!("{module} has no layer"))
}

#[test]
fn no_file_knows_a_floor_above_it_and_none_knows_itself_by_others() {
    let mut files = BTreeMap::new();
    read(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        "",
        &mut files,
    );
    let mut arrows: BTreeMap<&str, BTreeSet<String>> = files
        .iter()
        .map(|(module, code)| (module.as_str(), imports(module, code, &files)))
        .collect();
    assert!(
        arrows["http::browser"].contains("domain::life"),
        "arrows are seen"
    );
    assert!(
        arrows["domain::life"].contains("store::links"),
        "arrows are seen"
    );
    for (module, imported) in &arrows {
        for below in imported {
            assert!(
                layer(module) <= layer(below),
                "{module} knows {below}, which is above it"
            );
        }
    }
    // Whoever imports nothing that is left is in no circle.
    loop {
        let free: Vec<&str> = arrows
            .iter()
            .filter(|(_, imported)| {
                imported
                    .iter()
                    .all(|one| !arrows.contains_key(one.as_str()))
            })
            .map(|(module, _)| *module)
            .collect();
        if free.is_empty() {
            break;
        }
        arrows.retain(|module, _| !free.contains(module));
    }
    assert!(arrows.is_empty(), "in a circle, or above one: {arrows:#?}");
}
