//! A WebAssembly file with its code in columns: what instructions they are in one, and for each kind of instruction its
//! numbers in one of their own.
//!
//! As the file has it, an instruction's code and its number alternate, and a byte says little of the next. In a column
//! it does: all that a page loads is 1.7 KB less after brotli, the reader (`weave` in `js/unpack.ts`) included. What it
//! weaves is the file, byte for byte.
//!
//! A column is its name, its length in two bytes, and its bytes. Its name is the instruction's code; four others name no
//! instruction.

use std::collections::BTreeMap;
use std::ops::Range;

use anyhow::{Context, Result, ensure};
use wasmparser::{FunctionBody, Parser, Payload};

/// Everything before the code.
const HEAD: u8 = 0xf0;
/// The number of functions, and the declarations of each one's locals.
const LOCALS: u8 = 0xf1;
/// Instructions that come as they are, each with its length before it.
const WHOLE: u8 = 0xf2;
/// The instructions' codes. The last column, so that its end is the end of them all.
const CODES: u8 = 0xf3;

/// The section of a WebAssembly file that holds the code.
const CODE_SECTION: u8 = 10;

/// Instructions with one number, in the order of their columns, those of the memory included: what is alike stands
/// together, which is 0.1 KB less than in the order of the codes.
#[rustfmt::skip]
const WITH_NUMBER: [u8; 41] = [
    // Blocks and branches; constants.
    0x02, 0x03, 0x04, 0x0c, 0x0d, 0x41, 0x42,
    // Loads, stores; the memory's size.
    0x28, 0x29, 0x2a, 0x2b, 0x2c, 0x2d, 0x2e, 0x2f, 0x30, 0x31, 0x32, 0x33, 0x34, 0x35,
    0x36, 0x37, 0x38, 0x39, 0x3a, 0x3b, 0x3c, 0x3d, 0x3e, 0x3f, 0x40,
    // Calls, references, tables, globals, locals.
    0x10, 0xd2, 0x25, 0x26, 0x23, 0x24, 0x20, 0x21, 0x22,
];

/// From `i32.load` on, instructions that read or write the memory.
const FIRST_OF_MEMORY: u8 = 0x28;
/// The usual alignment of each, which is left out (`wasm/alignment.rs` makes it so).
const ALIGNMENTS: &[u8; 23] = b"22220011001122222201012";

/// The file in columns, and the sections after its code as they are.
pub struct Columns<'a> {
    pub columns: Vec<u8>,
    pub rest: &'a [u8],
}

/// Takes a file apart.
pub fn columns(wasm: &[u8]) -> Result<Columns<'_>> {
    let mut sorted = Sorted::default();
    let mut code = None;
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::CodeSectionStart { count, range, .. } => {
                sorted.put(HEAD, before(wasm, &range)?);
                sorted.put(LOCALS, &leb(count as usize));
                code = Some(range.end);
            }
            Payload::CodeSectionEntry(body) => sorted.function(&body)?,
            _ => {}
        }
    }
    let rest = wasm.split_at(code.context("the file has no code")?).1;
    Ok(Columns {
        columns: sorted.joined()?,
        rest,
    })
}

/// What comes before the code section, whose content is in `range`.
fn before<'a>(wasm: &'a [u8], range: &Range<usize>) -> Result<&'a [u8]> {
    let mut head = vec![CODE_SECTION];
    head.extend(leb(range.len()));
    wasm[..range.start]
        .strip_suffix(head.as_slice())
        .context("the code's length is not written as it is woven")
}

#[derive(Default)]
struct Sorted {
    by_name: BTreeMap<u8, Vec<u8>>,
}

impl Sorted {
    fn put(&mut self, name: u8, bytes: &[u8]) {
        self.by_name.entry(name).or_default().extend(bytes);
    }

    fn function(&mut self, body: &FunctionBody<'_>) -> Result<()> {
        let bytes = body.as_bytes();
        let base = body.range().start;
        let mut operators = body.get_operators_reader()?;
        let mut at = operators.original_position();
        self.put(LOCALS, &bytes[..at - base]);
        while !operators.eof() {
            operators.read()?;
            let next = operators.original_position();
            self.instruction(&bytes[at - base..next - base])?;
            at = next;
        }
        Ok(())
    }

    fn instruction(&mut self, bytes: &[u8]) -> Result<()> {
        let (code, numbers) = bytes.split_first().context("an instruction of no bytes")?;
        let usual = ALIGNMENTS
            .get(usize::from(code.wrapping_sub(FIRST_OF_MEMORY)))
            .map(|digit| digit - b'0');
        match (numbers, usual) {
            ([], _) => {}
            ([alignment, offset @ ..], Some(usual)) if *alignment == usual => {
                self.put(*code, offset);
            }
            (number, None) if WITH_NUMBER.contains(code) => self.put(*code, number),
            _ => {
                ensure!(!opens_block(*code), "a block that weaving would not see");
                self.put(CODES, &[WHOLE]);
                self.put(WHOLE, &[u8::try_from(bytes.len())?]);
                self.put(WHOLE, bytes);
                return Ok(());
            }
        }
        self.put(CODES, &[*code]);
        Ok(())
    }

    fn joined(&self) -> Result<Vec<u8>> {
        let names = [HEAD, LOCALS, WHOLE]
            .into_iter()
            .chain(WITH_NUMBER)
            .chain([CODES]);
        let mut joined = Vec::new();
        for name in names {
            if let Some(bytes) = self.by_name.get(&name) {
                joined.push(name);
                joined.extend(u16::try_from(bytes.len())?.to_le_bytes());
                joined.extend(bytes);
            }
        }
        Ok(joined)
    }
}

/// Those of exceptions; the plain ones are woven.
fn opens_block(code: u8) -> bool {
    matches!(code, 0x06 | 0x1f)
}

/// A number as WebAssembly writes lengths.
fn leb(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number > 127 {
        bytes.push((number & 127) as u8 | 128);
        number >>= 7;
    }
    bytes.push(number as u8);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file with two sections before the code, these bodies (their locals and instructions), and one section after it.
    fn file(bodies: &[&[u8]]) -> Vec<u8> {
        let mut code = leb(bodies.len());
        for body in bodies {
            code.extend(leb(body.len()));
            code.extend(*body);
        }
        let mut wasm = b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0".to_vec();
        // Each of them has the one type.
        wasm.extend([3, 1 + bodies.len() as u8, bodies.len() as u8]);
        wasm.extend(vec![0; bodies.len()]);
        wasm.push(CODE_SECTION);
        wasm.extend(leb(code.len()));
        wasm.extend(code);
        wasm.extend(b"\x0b\x01\0");
        wasm
    }

    /// As `weave` in `js/unpack.ts` reads it, in the same steps.
    fn weave(columns: &[u8]) -> Vec<u8> {
        struct Reader<'a>(&'a [u8], [usize; 256]);
        impl Reader<'_> {
            fn take(&mut self, column: u8) -> u8 {
                let at = &mut self.1[usize::from(column)];
                *at += 1;
                self.0[*at - 1]
            }
            fn copy(&mut self, to: &mut Vec<u8>, column: u8) -> u8 {
                loop {
                    let byte = self.take(column);
                    to.push(byte);
                    if byte < 128 {
                        return byte;
                    }
                }
            }
        }
        let mut it = Reader(columns, [0; 256]);
        let mut head = Vec::new();
        let mut next = 0;
        while let Some(name) = columns.get(next) {
            it.1[usize::from(*name)] = next + 3;
            let length = usize::from(u16::from_le_bytes([columns[next + 1], columns[next + 2]]));
            if *name == HEAD {
                head = columns[next + 3..next + 3 + length].to_vec();
            }
            next += 3 + length;
        }
        let mut code = Vec::new();
        it.copy(&mut code, LOCALS);
        while it.1[usize::from(CODES)] < columns.len() {
            let mut body = Vec::new();
            for _ in 0..it.copy(&mut body, LOCALS) {
                it.copy(&mut body, LOCALS);
                body.push(it.take(LOCALS));
            }
            let mut depth = 1;
            while depth > 0 {
                let name = it.take(CODES);
                if name == WHOLE {
                    for _ in 0..it.take(WHOLE) {
                        body.push(it.take(WHOLE));
                    }
                    continue;
                }
                body.push(name);
                let usual = ALIGNMENTS.get(usize::from(name.wrapping_sub(FIRST_OF_MEMORY)));
                body.extend(usual.map(|digit| digit - b'0'));
                if it.1[usize::from(name)] > 0 {
                    it.copy(&mut body, name);
                }
                depth += i32::from((2..5).contains(&name)) - i32::from(name == 0x0b);
            }
            code.extend(leb(body.len()));
            code.extend(body);
        }
        head.push(CODE_SECTION);
        head.extend(leb(code.len()));
        head.extend(code);
        head
    }

    fn comes_back(bodies: &[&[u8]]) {
        let wasm = file(bodies);
        let parts = columns(&wasm).unwrap();
        assert_eq!([&weave(&parts.columns), parts.rest].concat(), wasm);
    }

    #[test]
    fn every_kind_of_instruction_comes_back() {
        comes_back(&[
            b"\0\x0b",
            // Locals; a loop with a branch out of a table, a call, an indirect one.
            b"\x02\x83\x01\x7f\x01\x7e\x03\x40\x02\x7f\x41\xff\x80\x7e\x0e\x02\0\x01\0\x0b\x10\x81\x02\x11\0\0\x0b\x0b",
            // Loads and stores: with the usual alignment, with another; a float; memory.copy; if and else.
            b"\0\x28\x02\x90\x01\x29\x03\x08\x36\0\x04\x3a\0\x04\x44ABCDEFGH\xfc\x0a\0\0\x04\x40\x05\x0b\x0b",
        ]);
    }

    #[test]
    fn a_body_of_thousands_of_bytes_comes_back() {
        let mut body = vec![0];
        for byte in (0..=127).cycle().take(20_000) {
            body.extend([0x41, byte, 0x1a]);
        }
        body.push(0x0b);
        comes_back(&[&body, b"\0\x01\x0b"]);
    }

    #[test]
    fn a_file_without_code_is_refused() {
        assert!(columns(b"\0asm\x01\0\0\0").is_err());
    }
}
