//! What a panic would say, taken out of the binary.
//!
//! A panic ends in a trap, which the shim reports as `INTERNAL_ERROR`; nobody ever reads its message or its place. Yet
//! the standard library, which comes compiled, formats both: that is several KB on the way to every page, of which
//! `panic = "immediate-abort"` would be rid, but that takes an unstable compiler. So the functions a panic begins with,
//! and whatever formats text, which nothing else in the engine does, become a trap themselves; wasm-opt then drops
//! what only they used.
//!
//! So nothing in the engine may format: `.clippy.toml` forbids `format!` and its kin there, and a build in which a dependency
//! formats fails.

use anyhow::{Result, ensure};
use walrus::ir::{Instr, Unreachable};
use walrus::{FunctionKind, Module};

/// Parts of the names of what only a panic runs, and of what formats text.
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

/// The binary without them. Its functions must still have their names.
pub fn silence(wasm: &[u8]) -> Result<Vec<u8>> {
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
        "only {found} functions of panics were found by their names"
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
    fn our_own_functions_stay() {
        assert!(only_panics("core[1f]::panicking::panic_fmt"));
        assert!(only_panics("<u32 as core[1f]::fmt::Display>::fmt"));
        assert!(only_panics("core[1f]::slice::index::slice_index_fail"));
        assert!(!only_panics("passage_web::session::Session::fail_with"));
        assert!(!only_panics("alloc[1f]::string::String::push_str"));
    }
}
