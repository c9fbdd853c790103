//! The engine as JavaScript, for pages without WebAssembly: the same code, translated by binaryen's wasm2js.
//!
//! wasm2js knows the first WebAssembly and a little more. So the SDK is compiled for that, and what the standard
//! library, which comes compiled, uses beyond it is lowered by wasm-opt.

use anyhow::{Context, Result, ensure};
use walrus::Module;

/// What wasm2js cannot read becomes something that it can.
pub const LOWERED: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-sign-ext",
    "--enable-nontrapping-float-to-int",
    "-Oz",
    "--signext-lowering",
    "--llvm-nontrapping-fptoint-lowering",
    "--llvm-memory-copy-fill-lowering",
];

/// How wasm-bindgen's factory (see [`super::glue`]) makes an instance, and what takes its place.
const INSTANCE: &str =
    "(await WebAssembly.instantiate(module, platform.guard(__wbg_get_imports()))).exports";
const CALL: &str = "asmFunc(platform.guard(__wbg_get_imports()))";

/// The binary without its list of features, in which the standard library's stand as well: by it wasm-bindgen would
/// use tables of references, which JavaScript does not have.
pub fn plain(wasm: &[u8]) -> Result<Vec<u8>> {
    let mut module = Module::from_buffer(wasm)?;
    module
        .customs
        .remove_raw("target_features")
        .context("the binary lists no features")?;
    // An empty list, since without one wasm-bindgen takes the newest for granted.
    module.customs.add(walrus::RawCustomSection {
        name: "target_features".to_owned(),
        data: vec![0],
    });
    Ok(module.emit_wasm())
}

/// One module of what wasm2js wrote and of the factory around it. wasm2js's own imports and exports stand at the two
/// ends and are cut off: the factory calls its one function.
pub fn joined(translated: &str, factory: &str) -> Result<String> {
    let (functions, ends) = translated
        .split_once("\nvar retasmFunc = asmFunc({")
        .context("wasm2js wrote no call of its function")?;
    ensure!(
        !ends.contains("function "),
        "wasm2js wrote functions after the call"
    );
    let functions: String = functions
        .lines()
        .filter(|line| !line.starts_with("import "))
        .flat_map(|line| [line, "\n"])
        .collect();
    ensure!(
        factory.contains(INSTANCE),
        "the factory makes its instance in another way"
    );
    let factory = look_again(&factory.replace(INSTANCE, CALL));
    ensure!(
        !factory.contains("byteLength === 0") && !factory.contains(".detached"),
        "the glue looks at the memory in another way"
    );
    ensure!(
        !factory.contains("WebAssembly"),
        "the glue uses WebAssembly"
    );
    Ok(functions + &factory)
}

/// The glue keeps views of the memory until it grows, which it notices by the old buffer being detached. Here nothing is
/// ever detached: a buffer is old when it is no longer the memory's.
fn look_again(factory: &str) -> String {
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
    use super::{INSTANCE, joined, look_again};

    #[test]
    fn a_view_is_made_anew_when_the_memory_has_another_buffer() {
        let glue = "let cachedA = null;\n    if (cachedA === null || cachedA.byteLength === 0) {\n        cachedA = 1;\n";
        assert_eq!(
            look_again(glue),
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
            joined(translated, &factory).unwrap(),
            "function asmFunc(imports) {}\nexport async function instantiate(module) {\nconst exports = asmFunc(platform.guard(__wbg_get_imports()));\n}\n"
        );
        assert!(joined("", &factory).is_err());
        assert!(joined(translated, "").is_err());
    }
}
