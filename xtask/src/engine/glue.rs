//! wasm-bindgen's glue, turned from a module with one instance into a factory.
//!
//! `--target web` emits a module whose variables hold the one instance that it can ever have, and a loader which
//! guesses the address of the `.wasm` file. The engine needs neither: after a panic the next session must run on a
//! fresh instance of the same compiled module, and a bundler that sees a guessed address looks for a file that is
//! not there. So the whole text becomes the body of one function,
//!
//! ```text
//! export async function instantiate(module, onTrap, platform) { let wasm; …glue…; return { …what Rust exports… }; }
//! ```
//!
//! and every call has variables of its own. `platform` is what the engine takes from the page (`js/engine/platform.js`); to the
//! glue it is a global. Asynchronous, since Chrome before 115 refuses a synchronous
//! `new WebAssembly.Instance` of more than 4 KB on the main thread.
//!
//! `--experimental-reset-state-function` was the other way: it wraps each call into `try`, needs `WebAssembly.JSTag`,
//! which browsers of 2024 lack, and turns the closures of the old instance into exceptions.
//!
//! Whatever comes out of the instance as an exception (a panic, a stack overflow, or what a function of the page threw
//! through it) has left it half-way. JavaScript calls it in many ways: an export, a listener, a timer, a promise; all
//! of them come through its exports, so each of those tells `onTrap` and throws on.
//!
//! In the other direction `platform.guard` sees to it that what a page's functions throw does not get into the instance.
//!
//! A factory's instance can also be retired. An instance that has panicked still has closures in the page's queues (an
//! answer under way, a promise), and calling one of them throws. After `retire()` they call something inert instead.
//!
//! The text is not parsed: what we rely on stands at the start of a line, and each piece is looked for and checked, so
//! that another release of wasm-bindgen which writes something else stops the build instead of shipping it.

use std::collections::BTreeSet;

use anyhow::{Context, Result, bail, ensure};

/// The first line of the loader in the script, of which nothing is kept.
const SCRIPT_LOADER: &str = "let wasmModule, wasmInstance, wasm;\n";
/// The first line of the loader in the declarations.
const TYPES_LOADER: &str = "export type InitInput =";

const START: &str = "wasm.__wbindgen_start();";

const WATCHED: &str = "\
const exports = (await WebAssembly.instantiate(module, platform.guard(__wbg_get_imports()))).exports;
wasm = {};
for (const name in exports) {
const value = exports[name];
wasm[name] = typeof value === 'function' ? (...args) => { try { return value(...args); } catch (error) { onTrap(); throw error; } } : value;
}
";

/// Stands for the exports of a retired instance: whatever is read from it or called on it is itself, and 0 as a number.
/// So are the two values of a result, the second of which says whether the first is to be thrown.
const RETIRE: &str = "\
function retire() {
const inert = new Proxy(() => {}, { get: (_, name) => (name === Symbol.toPrimitive ? () => 0 : name === '0' || name === '1' ? 0 : inert), apply: () => inert });
wasm = inert;
}
";

/// The factory's script, from the script of `--target web --omit-default-module-path`.
pub fn script(glue: &str) -> Result<String> {
    let (body, loader) = glue
        .split_once(SCRIPT_LOADER)
        .context("the glue has no loader where it was expected")?;
    ensure!(
        loader.contains("wasm = instance.exports;") && loader.contains("export { initSync"),
        "the glue's loader is not the known one"
    );
    ensure!(
        body.contains("\nfunction __wbg_get_imports() {"),
        "the glue has no `__wbg_get_imports`"
    );
    let mut names = BTreeSet::new();
    let mut out = String::from(
        "// Made by wasm-bindgen, then turned into a factory: each call has an instance of its own.\n\
         export async function instantiate(module, onTrap, platform) {\nlet wasm;\n",
    );
    for line in body.lines() {
        if line.starts_with("/* @ts-self-types=") {
            continue;
        }
        ensure!(
            !line.starts_with("import "),
            "the glue imports another file, which a factory cannot: {line}"
        );
        let line = match line.strip_prefix("export ") {
            Some(declaration) => {
                names.insert(
                    value_name(declaration).with_context(|| format!("no function: {line}"))?,
                );
                declaration
            }
            None => line,
        };
        out.push_str(line);
        out.push('\n');
    }
    ensure!(!names.is_empty(), "the glue exports nothing");
    out.push_str(WATCHED);
    if loader.contains(START) {
        out.push_str(START);
        out.push('\n');
    }
    out.push_str(RETIRE);
    let names: Vec<_> = names.into_iter().collect();
    out.push_str(&format!("return {{ {}, retire }};\n}}\n", names.join(", ")));
    ensure!(
        !out.contains("import.meta"),
        "the glue still refers to a file"
    );
    ensure!(
        !out.contains("wasmModule") && !out.contains("wasmInstance"),
        "the glue uses a variable of the loader that was cut off"
    );
    Ok(out)
}

/// The factory's declarations, from the declarations of `--target web`. `script` is the original script: both must
/// speak of the same exports.
pub fn types(declarations: &str, script: &str) -> Result<String> {
    let (body, loader) = declarations
        .split_once(TYPES_LOADER)
        .context("the declarations have no loader where it was expected")?;
    ensure!(
        loader.contains("export default function __wbg_init"),
        "the declarations' loader is not the known one"
    );
    let mut values = BTreeSet::new();
    let mut out = String::new();
    for line in body.lines() {
        if let Some(declaration) = line.strip_prefix("export ")
            && let Some(name) = value_name(declaration)
        {
            values.insert(name);
            out.push_str("declare ");
            out.push_str(declaration);
        } else {
            out.push_str(line);
        }
        out.push('\n');
    }
    let in_script: BTreeSet<String> = script
        .lines()
        .filter_map(|line| value_name(line.strip_prefix("export ")?))
        .collect();
    if in_script != values {
        bail!("the glue exports {in_script:?}, its declarations say {values:?}");
    }
    out.push_str("/** What Rust exports, of one instance. */\nexport interface Exports {\n");
    for name in &values {
        out.push_str(&format!("    readonly {name}: typeof {name};\n"));
    }
    out.push_str(
        "    /** Makes whatever still calls this instance call nothing: after a panic it must not run again. */\n    \
         retire(): void;\n}\n",
    );
    // Without an export of this kind, a declaration file exports all it declares.
    out.push_str(
        "/** A fresh instance of the compiled engine, which shares nothing with any other. `onTrap` is called whenever an\n \
         * exception comes out of it: it has stopped half-way, and must be retired. */\n\
         export function instantiate(module: WebAssembly.Module, onTrap: () => void, platform: Platform): Promise<Exports>;\nexport {};\n",
    );
    Ok(out)
}

/// The name that `function x` declares, the only kind of export that the engine has; `None` for types.
fn value_name(declaration: &str) -> Option<String> {
    let name = declaration.strip_prefix("function ")?.split('(').next()?;
    Some(name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: &str = "/* @ts-self-types=\"./x.d.ts\" */\n\nexport function close() {\n}\nexport function open() {\n}\nfunction __wbg_get_imports() {\n}\nlet wasmModule, wasmInstance, wasm;\nfunction __wbg_finalize_init(instance, module) {\n    wasm = instance.exports;\n    wasm.__wbindgen_start();\n}\nexport { initSync, __wbg_init as default };\n";
    const TYPES: &str = "export interface Options { a: string }\n\nexport function close(): void;\n\nexport function open(): void;\n\nexport type InitInput = URL;\nexport default function __wbg_init (): void;\n";

    #[test]
    fn the_script_becomes_one_function_that_returns_its_exports() {
        let script = script(SCRIPT).unwrap();
        assert_eq!(script.matches("export ").count(), 1);
        assert!(script.contains(
            "export async function instantiate(module, onTrap, platform) {\nlet wasm;\n"
        ));
        assert!(script.contains("\nfunction close() {"));
        assert!(script.ends_with("return { close, open, retire };\n}\n"));
        assert!(script.contains("wasm.__wbindgen_start();\nfunction retire() {\n"));
    }

    #[test]
    fn the_declarations_speak_of_the_factory_and_keep_the_types() {
        let types = types(TYPES, SCRIPT).unwrap();
        assert!(types.contains("export interface Options { a: string }"));
        assert!(types.contains("declare function close(): void;"));
        assert!(types.contains("    readonly open: typeof open;\n"));
        assert!(!types.contains("InitInput"));
    }

    #[test]
    fn anything_unknown_stops_the_build() {
        let changed = |from: &str, to: &str| script(&SCRIPT.replace(from, to)).is_err();
        assert!(changed("let wasmModule, wasmInstance, wasm;", "var wasm;"));
        assert!(changed(
            "export function open",
            "export default function open"
        ));
        assert!(changed(
            "export function close",
            "import { a } from './snippets/a.js';\nexport function close"
        ));
        assert!(changed("function __wbg_get_imports", "function imports"));
        assert!(changed(
            "open() {\n",
            "open() {\nnew URL('x', import.meta.url);\n"
        ));
        assert!(types(&TYPES.replace("open", "other"), SCRIPT).is_err());
    }
}
