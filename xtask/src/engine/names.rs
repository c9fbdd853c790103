//! Shortens the names by which the glue and the binary import from each other.
//!
//! wasm-bindgen ends each import's name with sixteen hexadecimal digits. They do not compress: a hundred names cost 2.5 KB.

use std::collections::HashMap;

use anyhow::{Result, ensure};
use walrus::Module;

/// The module name of all imports of the binary; the glue repeats it.
const MODULE: &str = "./passage_web_bg.js";

/// Replaces every generated name in the binary and in the script, and deletes the generated exports that the script does
/// not use. Generated names begin with `__` or `wasm_bindgen__`; all others are the SDK's own exports, and stay.
pub fn shorten(wasm: &[u8], script: &str) -> Result<(Vec<u8>, String)> {
    let mut module = Module::from_buffer(wasm)?;
    let mut short = HashMap::new();
    let unused: Vec<_> = module
        .exports
        .iter()
        .filter(|export| is_generated(&export.name) && !script.contains(&export.name))
        .map(walrus::Export::id)
        .collect();
    for export in unused {
        module.exports.delete(export);
    }
    let mut replace = |name: &mut String| {
        if is_generated(name) {
            let number = short.len();
            *name = short
                .entry(name.clone())
                .or_insert_with(|| format!("_{number}"))
                .clone();
        }
    };
    for import in module.imports.iter_mut() {
        replace(&mut import.name);
        ensure!(
            import.module == MODULE,
            "the binary imports from {}, which is not the glue",
            import.module
        );
        import.module = "_".to_owned();
    }
    for export in module.exports.iter_mut() {
        replace(&mut export.name);
    }
    ensure!(!short.is_empty(), "the binary has no generated names");
    let imports = format!("\"{MODULE}\": import0");
    ensure!(
        script.contains(&imports),
        "the glue passes its imports in another form"
    );
    let script = replace_words(&script.replace(&imports, "_: import0"), &short);
    for name in short.keys() {
        ensure!(
            !script.contains(name.as_str()),
            "the script still contains {name}"
        );
    }
    Ok((module.emit_wasm(), script))
}

fn is_generated(name: &str) -> bool {
    name.starts_with("__") || name.starts_with("wasm_bindgen__")
}

/// Replaces whole identifiers only.
fn replace_words(script: &str, short: &HashMap<String, String>) -> String {
    let mut out = String::with_capacity(script.len());
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$');
    let mut rest = script;
    while let Some(start) = rest.find(is_word) {
        let end = rest[start..]
            .find(|c| !is_word(c))
            .map_or(rest.len(), |length| start + length);
        let word = &rest[start..end];
        out.push_str(&rest[..start]);
        out.push_str(short.get(word).map_or(word, String::as_str));
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_identifiers_are_replaced_and_parts_of_others_are_not() {
        let short = HashMap::from([("__wbg_a".to_owned(), "_0".to_owned())]);
        assert_eq!(
            replace_words(
                "{ __wbg_a: f, x__wbg_a: __wbg_ab }; wasm.__wbg_a();",
                &short
            ),
            "{ _0: f, x__wbg_a: __wbg_ab }; wasm._0();"
        );
    }
}
