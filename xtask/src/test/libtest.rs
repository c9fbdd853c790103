//! Reads the results of `cargo test` and of wasm-bindgen-test from their output: libtest writes JUnit XML only on nightly, and
//! wasm-bindgen-test never. cargo-nextest could write it for the former, but means compiling 492 crates first.

use super::count::Count;

/// Adds up the lines `test result: ok. 3 passed; 0 failed; …`, and reads a failed test's output after `---- name stdout ----`.
pub fn read(text: &str) -> Count {
    let mut count = Count::default();
    for line in text.lines() {
        if let Some((_, result)) = line.split_once("test result: ") {
            count.passed += number_before(result, " passed");
            count.failed += number_before(result, " failed");
        }
    }
    let mut told = Count::default();
    let mut failing: Option<(&str, String)> = None;
    for line in text.lines() {
        let header = line
            .strip_prefix("---- ")
            .and_then(|line| line.strip_suffix(" ----"));
        if header.is_some() || line.trim() == "failures:" || line.contains("test result: ") {
            if let Some((name, reason)) = failing.take() {
                told.fail(name, &reason);
            }
            failing = header.map(|header| {
                (
                    header.rsplit_once(' ').map_or(header, |(name, _)| name),
                    String::new(),
                )
            });
        } else if let Some((_, reason)) = &mut failing {
            reason.push_str(line);
            reason.push('\n');
        }
    }
    count.failures = told.failures;
    count
}

fn number_before(text: &str, word: &str) -> u64 {
    text.split_once(word)
        .and_then(|(before, _)| before.rsplit(' ').next())
        .and_then(|number| number.parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{Count, read};

    #[test]
    fn the_results_of_all_test_programs_are_added() {
        let text = "test result: ok. 3 passed; 0 failed; 1 ignored\n\nfailures:\n\n---- a::b stdout ----\n\nthread 'a::b' panicked at x.rs:1:2:\nno\n\n\
            \nfailures:\n    a::b\n\n\u{1b}[32mtest result: FAILED. 12 passed; 1 failed; 0 ignored";
        let expected = Count {
            passed: 15,
            failed: 1,
            failures: vec!["a::b\nthread 'a::b' panicked at x.rs:1:2:\nno".into()],
        };
        assert_eq!(read(text), expected);
        assert_eq!(read("error: could not compile"), Count::default());
    }
}
