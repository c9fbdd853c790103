//! The engine's WebAssembly as a module: the one form in which every bundler, test runner and browser finds the bytes
//! without configuration.
//!
//! Each byte is one character, so that the text compresses like the binary: its code point is the byte with one bit flipped,
//! which makes ASCII of the bytes that code mostly consists of (1 KB less on the way than the byte itself). Those which a string
//! literal cannot hold as they are, or which tools replace, are 256 more. Three lines read it (`unpack` in `js/engine/wasm-engine.ts`):
//! a list of bytes takes of a number what fits.

/// The bit that is flipped.
const FLIPPED: u8 = 64;

/// A module whose default export is the text.
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
