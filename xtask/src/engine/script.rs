//! The engine as JavaScript, for pages without WebAssembly: the same code, translated by binaryen's wasm2js.
//!
//! wasm2js reads little more than the first version of WebAssembly. So the SDK is compiled to that version, and wasm-opt
//! lowers the newer instructions in the precompiled standard library.

use anyhow::{Context, Result, ensure};
use walrus::Module;

/// The options with which wasm-opt replaces the instructions that wasm2js cannot read.
pub const LOWERED: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-sign-ext",
    "--enable-nontrapping-float-to-int",
    "-Oz",
    "--signext-lowering",
    "--llvm-nontrapping-fptoint-lowering",
    "--llvm-memory-copy-fill-lowering",
];

/// The expression with which the factory (see [`super::glue`]) makes an instance, and its replacement.
const INSTANCE: &str =
    "(await WebAssembly.instantiate(module, platform.guard(__wbg_get_imports()))).exports";
const CALL: &str = "asmFunc(platform.guard(__wbg_get_imports()))";

/// The binary with an empty list of features. The original list contains the standard library's features as well, for which
/// wasm-bindgen would use reference tables, and JavaScript has none.
pub fn without_features(wasm: &[u8]) -> Result<Vec<u8>> {
    let mut module = Module::from_buffer(wasm)?;
    module
        .customs
        .remove_raw("target_features")
        .context("the binary lists no features")?;
    // The list must exist: without one, wasm-bindgen assumes the newest features.
    module.customs.add(walrus::RawCustomSection {
        name: "target_features".to_owned(),
        data: vec![0],
    });
    Ok(module.emit_wasm())
}

/// Joins wasm2js's output and the factory into one module. The imports at the beginning of the output and the exports at its
/// end are cut off, because the factory calls the function in between.
pub fn join(translated: &str, factory: &str) -> Result<String> {
    let (functions, ends) = translated
        .split_once("\nvar retasmFunc = asmFunc({")
        .context("the output of wasm2js has no call of `asmFunc`")?;
    ensure!(
        !ends.contains("function "),
        "the output of wasm2js has functions after the call of `asmFunc`"
    );
    let functions: String = functions
        .lines()
        .filter(|line| !line.starts_with("import "))
        .flat_map(|line| [line, "\n"])
        .collect();
    ensure!(
        factory.contains(INSTANCE),
        "the factory makes its instance with another expression"
    );
    let factory = compare_buffers(&factory.replace(INSTANCE, CALL));
    ensure!(
        !factory.contains("byteLength === 0") && !factory.contains(".detached"),
        "the glue checks its views of the memory with another expression"
    );
    ensure!(
        !factory.contains("WebAssembly"),
        "the glue uses WebAssembly"
    );
    Ok(functions + &factory)
}

/// The glue keeps views of the memory, and makes new ones when the memory has grown, which it knows by the old buffer being
/// detached. A translated memory never detaches its buffer, so the view's buffer is compared with the memory's instead.
fn compare_buffers(factory: &str) -> String {
    let line = |line: &str| {
        let view = line.trim_start().strip_prefix("if (cached");
        match view.and_then(|view| view.split_once(" === null || ")) {
            Some((view, _)) => format!(
                "if (cached{view} === null || cached{view}.buffer !== wasm.memory.buffer) {{\n"
            ),
            None => line.to_owned() + "\n",
        }
    };
    factory.lines().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::{INSTANCE, compare_buffers, join};

    #[test]
    fn a_view_is_replaced_when_the_memory_has_another_buffer() {
        let glue = "let cachedA = null;\n    if (cachedA === null || cachedA.byteLength === 0) {\n        cachedA = 1;\n";
        assert_eq!(
            compare_buffers(glue),
            "let cachedA = null;\nif (cachedA === null || cachedA.buffer !== wasm.memory.buffer) {\n        cachedA = 1;\n"
        );
    }

    #[test]
    fn the_factory_calls_the_translated_function() {
        let translated = "import * as a from './a.js';\nfunction asmFunc(imports) {}\nvar retasmFunc = asmFunc({\n});\nexport var memory = retasmFunc.memory;\n";
        let factory = format!(
            "export async function instantiate(module) {{\nconst exports = {INSTANCE};\n}}\n"
        );
        assert_eq!(
            join(translated, &factory).unwrap(),
            "function asmFunc(imports) {}\nexport async function instantiate(module) {\nconst exports = asmFunc(platform.guard(__wbg_get_imports()));\n}\n"
        );
        assert!(join("", &factory).is_err());
        assert!(join(translated, "").is_err());
    }
}
