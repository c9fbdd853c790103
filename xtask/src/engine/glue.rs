//! Turns wasm-bindgen's glue, a module with a single instance, into a factory of instances.
//!
//! `--target web` emits a module whose variables hold the only instance that it can ever have, and a loader that guesses
//! the address of the `.wasm` file. Neither suits the engine. After a panic, the next session must run on a fresh instance
//! of the same compiled module; and a bundler that sees a guessed address looks for a file that does not exist. So the
//! glue becomes the body of one function,
//!
//! ```text
//! export async function instantiate(module, onTrap, platform) { let wasm; …glue…; return { …what Rust exports… }; }
//! ```
//!
//! and every call of it has its own variables. `platform` (`js/engine/platform.js`) holds what the engine uses of the page;
//! the glue refers to it as if it were a global. The function is asynchronous because Chrome before 115 refuses a
//! synchronous `new WebAssembly.Instance` of more than 4 KB on the main thread.
//!
//! The alternative was `--experimental-reset-state-function`. It wraps each call in `try`, needs `WebAssembly.JSTag`, which
//! browsers of 2024 lack, and makes the closures of the old instance throw.
//!
//! An exception that leaves the instance (a panic, a stack overflow, or an exception of the page that passed through it)
//! has stopped it in the middle of its work. JavaScript enters the instance from calls, listeners, timers and promises, but
//! always through an export. So every export is wrapped: it calls `onTrap` and throws the exception on.
//!
//! In the other direction, `platform.guard` keeps exceptions of the page's functions out of the instance.
//!
//! An instance can also be retired. Closures of an instance that has panicked may still be waiting in the page, for a
//! response or a promise, and would throw when called. After `retire()` they call an inert object instead.
//!
//! The glue is not parsed. Every piece that this file relies on begins a line, and is looked for and checked. If another
//! release of wasm-bindgen writes something else, the build fails instead of shipping it.

use std::collections::BTreeSet;

use anyhow::{Context, Result, bail, ensure};

/// The first line of the loader in the script; the loader is cut off.
const SCRIPT_LOADER: &str = "let wasmModule, wasmInstance, wasm;\n";
/// The first line of the loader in the declarations.
const TYPES_LOADER: &str = "export type InitInput =";

const START: &str = "wasm.__wbindgen_start();";

/// Makes the instance, and wraps its exports so that an exception calls `onTrap`.
const INSTANTIATE: &str = "\
const exports = (await WebAssembly.instantiate(module, platform.guard(__wbg_get_imports()))).exports;
wasm = {};
for (const name in exports) {
const value = exports[name];
wasm[name] = typeof value === 'function' ? (...args) => { try { return value(...args); } catch (error) { onTrap(); throw error; } } : value;
}
";

/// `inert` replaces the exports of a retired instance. Reading a property of it or calling it returns `inert` again, which
/// converts to 0. wasm-bindgen returns a `Result` as an array, whose second value says that the first is an error to be
/// thrown: so the properties 0 and 1 are 0.
const RETIRE: &str = "\
function retire() {
const inert = new Proxy(() => {}, { get: (_, name) => (name === Symbol.toPrimitive ? () => 0 : name === '0' || name === '1' ? 0 : inert), apply: () => inert });
wasm = inert;
}
";

/// The factory's script, made from the output of `--target web --omit-default-module-path`.
pub fn script(glue: &str) -> Result<String> {
    let (body, loader) = glue
        .split_once(SCRIPT_LOADER)
        .context("the glue has no loader where it was expected")?;
    ensure!(
        loader.contains("wasm = instance.exports;") && loader.contains("export { initSync"),
        "the glue's loader has changed"
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
            "the glue imports another file, which is impossible inside a function: {line}"
        );
        let line = match line.strip_prefix("export ") {
            Some(declaration) => {
                names.insert(
                    value_name(declaration)
                        .with_context(|| format!("not the export of a function: {line}"))?,
                );
                declaration
            }
            None => line,
        };
        out.push_str(line);
        out.push('\n');
    }
    ensure!(!names.is_empty(), "the glue exports nothing");
    out.push_str(INSTANTIATE);
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

/// The factory's declarations, made from those of `--target web`. `script` is wasm-bindgen's own script, and must have the
/// same exports.
pub fn types(declarations: &str, script: &str) -> Result<String> {
    let (body, loader) = declarations
        .split_once(TYPES_LOADER)
        .context("the declarations have no loader where it was expected")?;
    ensure!(
        loader.contains("export default function __wbg_init"),
        "the declarations of the loader have changed"
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
        bail!("the glue exports {in_script:?}, but its declarations {values:?}");
    }
    out.push_str("/** What Rust exports, in one instance. */\nexport interface Exports {\n");
    for name in &values {
        out.push_str(&format!("    readonly {name}: typeof {name};\n"));
    }
    out.push_str(
        "    /** Makes all further calls of this instance do nothing: after a panic it must not run again. */\n    \
         retire(): void;\n}\n",
    );
    // Without `export {}`, a declaration file exports everything that it declares.
    out.push_str(
        "/** A fresh instance of the compiled engine, which shares nothing with other instances. `onTrap` is called when an\n \
         * exception leaves the instance: it has stopped in the middle of its work, and must be retired. */\n\
         export function instantiate(module: WebAssembly.Module, onTrap: () => void, platform: Platform): Promise<Exports>;\nexport {};\n",
    );
    Ok(out)
}

/// The name in `function name(…`, or `None` for a type. The engine exports only functions and types.
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
    fn the_declarations_describe_the_factory_and_keep_the_types() {
        let types = types(TYPES, SCRIPT).unwrap();
        assert!(types.contains("export interface Options { a: string }"));
        assert!(types.contains("declare function close(): void;"));
        assert!(types.contains("    readonly open: typeof open;\n"));
        assert!(!types.contains("InitInput"));
    }

    #[test]
    fn glue_in_another_form_fails_the_build() {
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
