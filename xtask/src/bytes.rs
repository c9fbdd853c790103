//! The engine's WebAssembly as a script.
//!
//! A module is the one form in which every bundler, test runner and browser finds the bytes without configuration. Its
//! text has to survive every charset and still compress like the binary: base64 hides from brotli what repeats (32 %
//! more bytes on the way), deflate before base64 leaves brotli nothing to do (19 %, and a browser without
//! `DecompressionStream` could not read it). So each byte keeps its place: 91 values are one printable ASCII character
//! each, the others two.
//!
//! Which character stands for which value matters. In the data it is the one that it is in ASCII, so that texts stay
//! texts. In the code it is chosen for brotli's model of a text, which foretells a character by the kind of the one
//! before it (digit, vowel, consonant, capital, one of some kinds of punctuation): values after which the same things
//! come are of one kind. So the text is 0.6 % more on the way than the bare file; with the characters in the order of
//! the values it was 4 %. Measured on the engine itself.
//!
//! `js/unpack.ts` is the reader.

use anyhow::{Context, Result};
use std::fmt::Write as _;

/// The first of two characters, for the less frequent values.
const PREFIXES: [char; 2] = ['%', '='];

/// The values that are one character in the code, for each of [`singles`]. Found by exchanging two at a time for as long
/// as brotli's result got smaller. Another engine has much the same instructions: it need not be searched anew.
#[rustfmt::skip]
const CODE: [u8; 91] = [
    0x04, 0x0c, 0x01, 0xd0, 0x05, 0x02, 0x30, 0x0b, 0x70, 0x14, 0x03, 0x06, 0x10, 0x08, 0xb0, 0xb8,
    0x21, 0xd8, 0x8c, 0x88, 0x90, 0x22, 0xa8, 0x20, 0x0d, 0x24, 0x78, 0x0a, 0x07, 0x45, 0xf0, 0x6f,
    0x7c, 0x77, 0x23, 0x2e, 0x1b, 0x34, 0xf8, 0x6e, 0x83, 0x38, 0x71, 0x62, 0x84, 0x0f, 0x64, 0xc0,
    0x81, 0x67, 0x80, 0x74, 0x11, 0x61, 0x18, 0x65, 0x6a, 0x00, 0x8a, 0x09, 0x47, 0x29, 0xff, 0x28,
    0xc4, 0x7f, 0x41, 0x60, 0xa4, 0x73, 0x3a, 0xc8, 0xfc, 0x2d, 0x42, 0x7e, 0x1c, 0xe8, 0xa9, 0xa0,
    0x5f, 0x37, 0x98, 0x82, 0x0e, 0xe0, 0x36, 0x6b, 0x72, 0x40, 0x46,
];

/// The section of a WebAssembly file that holds the data.
const DATA: u8 = 11;

/// Characters that stand for a byte alone: printable ASCII without `"` and `\\`, less the prefixes.
fn singles() -> impl Iterator<Item = char> {
    (' '..='~').filter(|c| !matches!(c, '"' | '\\') && !PREFIXES.contains(c))
}

/// A module whose default export is `wasm` as two texts, all before the data and the rest. Each says first which values
/// are one character, two hexadecimal digits for each of [`singles`].
pub fn script(wasm: &[u8]) -> Result<String> {
    let (code, data) = wasm.split_at(data_section(wasm)?);
    let texts = [text(code, &CODE), text(data, &as_in_ascii(data))];
    Ok(format!("export default [\"{}\"];\n", texts.join("\",\"")))
}

/// Where the data begins.
fn data_section(wasm: &[u8]) -> Result<usize> {
    // After the magic number and the version: an id, a length, and as many bytes.
    let mut at = 8;
    while let Some(id) = wasm.get(at) {
        if *id == DATA {
            break;
        }
        let (mut length, mut shift) = (0, 0);
        loop {
            at += 1;
            let byte = *wasm
                .get(at)
                .context("the binary ends in a section's head")?;
            length |= usize::from(byte & 127) << shift;
            shift += 7;
            if byte < 128 {
                break;
            }
        }
        at += 1 + length;
    }
    Ok(at.min(wasm.len()))
}

/// The most frequent values; those that are one of [`singles`] in ASCII stay what they are.
fn as_in_ascii(bytes: &[u8]) -> Vec<u8> {
    let mut counts = [0_usize; 256];
    for byte in bytes {
        counts[usize::from(*byte)] += 1;
    }
    let mut frequent: Vec<u8> = (0..=255).collect();
    frequent.sort_by_key(|byte| usize::MAX - counts[usize::from(*byte)]);
    frequent.truncate(CODE.len());
    frequent.sort_unstable();
    let is_single = |byte: u8| singles().any(|c| c == char::from(byte));
    let mut others = frequent.iter().copied().filter(|byte| !is_single(*byte));
    singles()
        .filter_map(|c| {
            let itself = u8::try_from(c).ok().filter(|c| frequent.contains(c));
            itself.or_else(|| others.next())
        })
        .collect()
}

fn text(bytes: &[u8], alone: &[u8]) -> String {
    let singles: Vec<char> = singles().collect();
    let mut codes = [[None; 2]; 256];
    for (byte, c) in alone.iter().zip(&singles) {
        codes[usize::from(*byte)] = [Some(*c), None];
    }
    let paired = (0..=255).filter(|byte| !alone.contains(byte));
    for (number, byte) in paired.enumerate() {
        codes[usize::from(byte)] = [
            Some(PREFIXES[number / singles.len()]),
            Some(singles[number % singles.len()]),
        ];
    }
    let mut text = String::with_capacity(bytes.len() * 5 / 4);
    for byte in alone {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
    }
    text.extend(
        bytes
            .iter()
            .flat_map(|byte| codes[usize::from(*byte)])
            .flatten(),
    );
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A binary with these bytes as code, and as data.
    fn binary(bytes: &[u8]) -> Vec<u8> {
        let mut wasm = b"\0asm\x01\0\0\0".to_vec();
        for id in [10, DATA] {
            wasm.push(id);
            let (low, high) = (bytes.len() % 128, bytes.len() / 128);
            wasm.extend([low as u8 | 128, high as u8]);
            wasm.extend(bytes);
        }
        wasm
    }

    /// The reader of `js/unpack.ts`, in the same steps.
    fn read(script: &str) -> Vec<u8> {
        let texts = script
            .strip_prefix("export default [\"")
            .unwrap()
            .strip_suffix("\"];\n")
            .unwrap();
        let singles: Vec<char> = singles().collect();
        let index = |c: char| singles.iter().position(|single| *single == c).unwrap();
        let mut bytes = Vec::new();
        for text in texts.split("\",\"") {
            let (head, text) = text.split_at(182);
            let mut values: Vec<u8> = (0..91)
                .map(|at| u8::from_str_radix(&head[at * 2..at * 2 + 2], 16).unwrap())
                .collect();
            values.extend(
                (0..=255)
                    .filter(|byte| !values.contains(byte))
                    .collect::<Vec<_>>(),
            );
            let mut chars = text.chars();
            while let Some(c) = chars.next() {
                let row = PREFIXES.iter().position(|prefix| *prefix == c);
                bytes.push(match row {
                    Some(row) => values[(row + 1) * 91 + index(chars.next().unwrap())],
                    None => values[index(c)],
                });
            }
        }
        bytes
    }

    #[test]
    fn each_value_is_one_character_at_most_once() {
        assert_eq!(singles().count(), CODE.len());
        let mut values = CODE.to_vec();
        values.sort_unstable();
        values.dedup();
        assert_eq!(values.len(), CODE.len());
    }

    #[test]
    fn every_byte_comes_back() {
        let all: Vec<u8> = (0..=255).chain((0..=255).rev()).chain([0; 7]).collect();
        let wasm = binary(&all);
        assert_eq!(read(&script(&wasm).unwrap()), wasm);
        assert_eq!(data_section(&wasm).unwrap(), 8 + 3 + all.len());
        assert_eq!(read(&script(&wasm[..8]).unwrap()), &wasm[..8]);
        assert!(script(&wasm[..9]).is_err());
    }

    #[test]
    fn texts_stay_texts() {
        let script = script(&binary(b"Close? Your sign-in is not finished.")).unwrap();
        assert!(script.contains("Close? Your sign-in is not finished."));
    }

    #[test]
    fn the_script_is_plain_ascii_without_escapes() {
        let all: Vec<u8> = (0..=255).collect();
        let script = script(&binary(&all)).unwrap();
        assert!(
            script
                .chars()
                .all(|c| c == '\n' || (' '..='~').contains(&c))
        );
        assert!(!script.contains('\\') && script.matches('"').count() == 4);
    }
}
