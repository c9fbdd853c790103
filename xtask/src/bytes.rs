//! The engine's WebAssembly as a script.
//!
//! A module is the one form in which every bundler, test runner and browser finds the bytes without configuration. Its
//! text has to survive every charset and still compress like the binary: base64 hides from brotli what repeats (32 %
//! more bytes on the way), deflate before base64 leaves brotli nothing to do (19 %, and a browser without
//! `DecompressionStream` could not read it). So each byte keeps its place: 91 values are one printable ASCII character
//! each, the others two.
//!
//! Which character stands for which value matters. In the data it is the one that it is in ASCII, so that texts stay
//! texts. In the code's columns the characters are in the order of the values, as in a table of numbers.
//!
//! `js/unpack.ts` is the reader.

use std::fmt::Write as _;

/// The first of two characters, for the less frequent values.
const PREFIXES: [char; 2] = ['%', '='];

/// Characters that stand for a byte alone: printable ASCII without `"` and `\\`, less the prefixes.
fn singles() -> impl Iterator<Item = char> {
    (' '..='~').filter(|c| !matches!(c, '"' | '\\') && !PREFIXES.contains(c))
}

/// A module whose default export is the code's columns and what comes after the code as two texts. Each says first
/// which values are one character, two hexadecimal digits for each of [`singles`].
pub fn script(columns: &[u8], data: &[u8]) -> String {
    let texts = [
        text(columns, &frequent(columns)),
        text(data, &as_in_ascii(data)),
    ];
    format!("export default [\"{}\"];\n", texts.join("\",\""))
}

/// As many values as there are [`singles`], the most frequent, in order.
fn frequent(bytes: &[u8]) -> Vec<u8> {
    let mut counts = [0_usize; 256];
    for byte in bytes {
        counts[usize::from(*byte)] += 1;
    }
    let mut values: Vec<u8> = (0..=255).collect();
    values.sort_by_key(|byte| usize::MAX - counts[usize::from(*byte)]);
    values.truncate(singles().count());
    values.sort_unstable();
    values
}

/// The same values; those that are one of [`singles`] in ASCII stay what they are.
fn as_in_ascii(bytes: &[u8]) -> Vec<u8> {
    let frequent = frequent(bytes);
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
    fn every_byte_comes_back() {
        let all: Vec<u8> = (0..=255).chain((0..=255).rev()).chain([0; 7]).collect();
        assert_eq!(read(&script(&all, &[])), all);
        assert_eq!(read(&script(&all, &all)), [&all[..], &all].concat());
    }

    #[test]
    fn texts_stay_texts() {
        let script = script(&[], b"Close? Your sign-in is not finished.");
        assert!(script.contains("Close? Your sign-in is not finished."));
    }

    #[test]
    fn the_script_is_plain_ascii_without_escapes() {
        let all: Vec<u8> = (0..=255).collect();
        let script = script(&all, &all);
        assert!(
            script
                .chars()
                .all(|c| c == '\n' || (' '..='~').contains(&c))
        );
        assert!(!script.contains('\\') && script.matches('"').count() == 4);
    }
}
