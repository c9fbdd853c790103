//! Writes the engine's WebAssembly as a JavaScript module, because every bundler, test runner and browser can import a module
//! without configuration.
//!
//! One character stands for one byte, so the text compresses as well as the binary. Its code point is the byte with one bit
//! flipped: this turns the bytes that are most common in code into ASCII, which saves 1 KB of download. 256 is added to a code
//! point that a string literal cannot hold or that tools replace. `unpack` in `js/engine/wasm-engine.ts` reads the text in three
//! lines; it needs no subtraction, since a `Uint8Array` keeps only the low eight bits of a number.

/// The bit that is flipped.
const FLIPPED: u8 = 64;

/// A module whose default export is these bytes as a text.
pub fn script(bytes: &[u8]) -> String {
    let text: String = bytes.iter().map(|byte| character(*byte)).collect();
    format!("export default \"{text}\";\n")
}

fn character(byte: u8) -> char {
    let code = byte ^ FLIPPED;
    match code {
        0..32 | b'"' | b'\\' | 127..160 => {
            char::from_u32(256 + u32::from(code)).unwrap_or_default()
        }
        _ => char::from(code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_comes_back_and_none_needs_an_escape() {
        let all: Vec<u8> = (0..=255).collect();
        let script = script(&all);
        let text = script
            .strip_prefix("export default \"")
            .and_then(|text| text.strip_suffix("\";\n"))
            .unwrap();
        let read: Vec<u8> = text.chars().map(|c| u32::from(c) as u8 ^ FLIPPED).collect();
        assert_eq!(read, all);
        assert!(
            !text
                .chars()
                .any(|c| c.is_control() || matches!(c, '"' | '\\'))
        );
    }
}
