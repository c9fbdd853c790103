//! Runs one target with libFuzzer, and passes the program's arguments on to it: `FUZZ_TARGET=session fuzz corpus/`.
//! `cargo xtask fuzz` starts it.

#![no_main]

use std::sync::LazyLock;

use passage_fuzz::{Target, target};

static TARGET: LazyLock<&'static Target> = LazyLock::new(|| {
    let name = std::env::var("FUZZ_TARGET").unwrap_or_default();
    target(&name).unwrap_or_else(|| panic!("FUZZ_TARGET={name:?} is no target"))
});

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    (TARGET.run)(bytes);
});
