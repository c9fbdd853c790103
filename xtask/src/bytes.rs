//! The engine's WebAssembly as a script.
//!
//! A module is the one form in which every bundler, test runner and browser finds the bytes without configuration. Its
//! text has to survive every charset and still compress like the binary: base64 hides from brotli what repeats (32 %
//! more bytes on the way), deflate before base64 leaves brotli nothing to do (19 %, and a browser without
//! `DecompressionStream` could not read it). So each byte keeps its place: the 90 most frequent values are one
//! printable ASCII character each, the others two. 4 % more than the bare file, measured on the engine itself.
//!
//! `js/unpack.ts` is the reader.

use std::fmt::Write as _;

/// Characters that stand for a byte alone: printable ASCII without `"` and `\`, less the three below.
fn singles() -> Vec<char> {
    (' '..'|').filter(|c| !matches!(c, '"' | '\\')).collect()
}

/// Characters that stand for a byte together with one of the first [`PAIRS`] singles.
const PREFIXES: [char; 3] = ['|', '}', '~'];

/// How many bytes a prefix serves.
const PAIRS: usize = 64;

/// A module whose default export is `wasm` as text: 64 hexadecimal digits that say which values are single (the lowest
/// value first), then the bytes.
pub fn script(wasm: &[u8]) -> String {
    let mut counts = [0_usize; 256];
    for byte in wasm {
        counts[usize::from(*byte)] += 1;
    }
    let singles = singles();
    let mut by_count: Vec<usize> = (0..256).collect();
    by_count.sort_by_key(|byte| usize::MAX - counts[*byte]);
    let mut single = [false; 256];
    for byte in by_count.into_iter().take(singles.len()) {
        single[byte] = true;
    }
    let mut text = String::with_capacity(wasm.len() * 5 / 4);
    for four in single.chunks(4) {
        let digit = four.iter().fold(0, |digit, bit| digit * 2 + u8::from(*bit));
        // Writing to a string does not fail.
        let _ = write!(text, "{digit:x}");
    }
    let mut codes: Vec<[Option<char>; 2]> = Vec::with_capacity(256);
    let (mut alone, mut paired) = (0, 0);
    for is_single in single {
        codes.push(if is_single {
            alone += 1;
            [Some(singles[alone - 1]), None]
        } else {
            paired += 1;
            [
                Some(PREFIXES[(paired - 1) / PAIRS]),
                Some(singles[(paired - 1) % PAIRS]),
            ]
        });
    }
    text.extend(
        wasm.iter()
            .flat_map(|byte| codes[usize::from(*byte)])
            .flatten(),
    );
    format!("export default \"{text}\";\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The reader of `js/unpack.ts`, in the same steps.
    fn read(script: &str) -> Vec<u8> {
        let text = script
            .strip_prefix("export default \"")
            .unwrap()
            .strip_suffix("\";\n")
            .unwrap();
        let (mask, text) = text.split_at(64);
        let (mut alone, mut paired) = (Vec::new(), Vec::new());
        for byte in 0..=255_u8 {
            let digit = u8::from_str_radix(&mask[usize::from(byte / 4)..][..1], 16).unwrap();
            if digit >> (3 - byte % 4) & 1 == 1 {
                alone.push(byte)
            } else {
                paired.push(byte)
            }
        }
        let singles = singles();
        let index = |c: char| singles.iter().position(|single| *single == c).unwrap();
        let mut chars = text.chars();
        let mut bytes = Vec::new();
        while let Some(c) = chars.next() {
            bytes.push(match PREFIXES.iter().position(|prefix| *prefix == c) {
                Some(prefix) => paired[prefix * PAIRS + index(chars.next().unwrap())],
                None => alone[index(c)],
            });
        }
        bytes
    }

    #[test]
    fn every_byte_comes_back() {
        let all: Vec<u8> = (0..=255).chain((0..=255).rev()).chain([0; 7]).collect();
        assert_eq!(read(&script(&all)), all);
        assert_eq!(read(&script(&[])), Vec::<u8>::new());
    }

    #[test]
    fn the_script_is_plain_ascii_without_escapes() {
        let all: Vec<u8> = (0..=255).collect();
        let script = script(&all);
        assert!(
            script
                .chars()
                .all(|c| c == '\n' || (' '..='~').contains(&c))
        );
        assert!(!script.contains('\\') && script.matches('"').count() == 2);
    }
}
