//! Removes the messages of panics from the binary.
//!
//! A panic ends in a trap, which the TypeScript layer reports as `INTERNAL_ERROR`. Nobody reads its message or its location,
//! but the precompiled standard library formats both, which costs every page several KB. `panic = "immediate-abort"` would
//! avoid that, but needs an unstable compiler. So this step replaces the functions in which a panic begins, and all functions
//! that format text, by a trap; wasm-opt then removes whatever only they used.
//!
//! The price: nothing in the engine may format. `.clippy.toml` forbids `format!` and similar macros there, and the build fails
//! if a dependency formats.

use anyhow::{Result, ensure};
use walrus::ir::{Instr, Unreachable};
use walrus::{FunctionKind, Module};

/// Parts of the names of functions that only a panic runs, or that format text.
const ONLY_PANICS: [&str; 14] = [
    "panicking::",
    "unwrap_failed",
    "expect_failed",
    "assert_failed",
    "_fail",
    "panic_already",
    "panic_access_error",
    "handle_error",
    "capacity_overflow",
    "alloc_error",
    "rust_oom",
    "rust_begin_unwind",
    "rust_panic",
    "::fmt",
];

/// The binary in which those functions trap at once. In `wasm`, functions must still have their names.
pub fn trap_at_once(wasm: &[u8]) -> Result<Vec<u8>> {
    let mut module = Module::from_buffer(wasm)?;
    let mut found = 0;
    for function in module.funcs.iter_mut() {
        let name = function.name.as_deref().unwrap_or_default();
        if !only_panics(name) {
            continue;
        }
        if let FunctionKind::Local(function) = &mut function.kind {
            let entry = function.entry_block();
            let body = &mut function.block_mut(entry).instrs;
            body.clear();
            body.push((Instr::Unreachable(Unreachable {}), Default::default()));
            found += 1;
        }
    }
    ensure!(
        found > 10,
        "only {found} functions have the name of a panic function: have the names changed?"
    );
    Ok(module.emit_wasm())
}

fn only_panics(name: &str) -> bool {
    !name.contains("passage_web") && ONLY_PANICS.iter().any(|part| name.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_of_the_sdk_stay() {
        assert!(only_panics("core[1f]::panicking::panic_fmt"));
        assert!(only_panics("<u32 as core[1f]::fmt::Display>::fmt"));
        assert!(only_panics("core[1f]::slice::index::slice_index_fail"));
        assert!(!only_panics("passage_web::session::Session::fail_with"));
        assert!(!only_panics("alloc[1f]::string::String::push_str"));
    }
}
