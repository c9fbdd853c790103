//! What a panic would say, taken out of the binary.
//!
//! A panic ends in a trap, which the shim reports as `INTERNAL_ERROR`; nobody ever reads its message or its place. Yet
//! the standard library, which comes compiled, formats both: that is several KB on the way to every page, of which
//! `panic = "immediate-abort"` would be rid, but that takes an unstable compiler. So the functions a panic begins with,
//! and whatever formats text, which nothing else in the engine does, become a trap themselves; wasm-opt then drops
//! what only they used. The names of source files, and the lines and columns beside them, become zeros.

use anyhow::{Result, ensure};
use walrus::ir::{Instr, Unreachable, Value};
use walrus::{ConstExpr, DataKind, FunctionKind, Module};

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

/// Texts of the standard library that only these functions would say. One that a release words differently is not found,
/// and stays: a few bytes.
const ONLY_THEIRS: [&str; 10] = [
    "cannot access a Thread Local Storage value during or after destruction: ",
    "AccessError",
    "closure invoked recursively or after being dropped",
    "removal index (is ",
    ") should be < len (is ",
    "mid > len",
    "Tried to shrink to a larger capacity",
    "capacity overflow",
    "RefCell already mutably borrowed",
    "RefCell already borrowed",
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
    let segments: Vec<_> = module.data.iter().map(walrus::Data::id).collect();
    for segment in segments {
        let data = module.data.get_mut(segment);
        if let DataKind::Active {
            offset: ConstExpr::Value(Value::I32(start)),
            ..
        } = data.kind
        {
            clear_places(&mut data.value, usize::try_from(start)?);
            clear_texts(&mut data.value);
        }
    }
    Ok(module.emit_wasm())
}

fn only_panics(name: &str) -> bool {
    !name.contains("passage_web") && ONLY_PANICS.iter().any(|part| name.contains(part))
}

/// Zeroes every `core::panic::Location` in data that begins at address `start`: the address and length of a source
/// file's name, a line and a column; and then the names themselves.
fn clear_places(data: &mut [u8], start: usize) {
    let mut names = Vec::new();
    let mut at = start.next_multiple_of(4) - start;
    while let Some(place) = data.get_mut(at..at + 16) {
        let word = |index: usize| {
            place
                .get(index * 4..index * 4 + 4)
                .and_then(|word| word.try_into().ok())
                .map_or(0, u32::from_le_bytes) as usize
        };
        let name = word(0).wrapping_sub(start)..word(0).wrapping_sub(start).wrapping_add(word(1));
        let plausible = (1..100_000).contains(&word(2)) && (1..1_000).contains(&word(3));
        if plausible
            && data
                .get(name.clone())
                .is_some_and(|name| name.ends_with(b".rs"))
        {
            names.push(name);
            data[at..at + 16].fill(0);
            at += 16;
        } else {
            at += 4;
        }
    }
    for name in names {
        data[name].fill(0);
    }
}

fn clear_texts(data: &mut [u8]) {
    // From which decimal numbers are written.
    let digits: String = (0..100).map(|number| format!("{number:02}")).collect();
    for text in ONLY_THEIRS.into_iter().chain([digits.as_str()]) {
        while let Some(at) = data
            .windows(text.len())
            .position(|window| window == text.as_bytes())
        {
            data[at..at + text.len()].fill(0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_texts_of_panics_become_zeros_and_nothing_else() {
        let mut data = b"keepcapacity overflow mid > lenmid > len".to_vec();
        clear_texts(&mut data);
        assert_eq!(
            data,
            b"keep\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0 \0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
        );
    }

    #[test]
    fn the_places_of_panics_become_zeros_and_nothing_else() {
        let mut data = b"keepsrc/a.rs....more".to_vec();
        let mut place = |address: u32, length: u32, line: u32, column: u32| {
            for word in [address, length, line, column] {
                data.extend(word.to_le_bytes());
            }
        };
        place(1028, 8, 7, 5);
        place(1024, 4, 7, 5);
        place(1028, 8, 0, 5);
        place(4_000_000, 8, 7, 5);
        let before = data.clone();
        clear_places(&mut data, 1024);
        assert_eq!(&data[..20], b"keep\0\0\0\0\0\0\0\0....more");
        assert_eq!(&data[20..36], [0; 16]);
        assert_eq!(data[36..], before[36..]);
    }

    #[test]
    fn our_own_functions_stay() {
        assert!(only_panics("core[1f]::panicking::panic_fmt"));
        assert!(only_panics("<u32 as core[1f]::fmt::Display>::fmt"));
        assert!(only_panics("core[1f]::slice::index::slice_index_fail"));
        assert!(!only_panics("passage_web::session::Session::fail_with"));
        assert!(!only_panics("alloc[1f]::string::String::push_str"));
    }
}
