//! Reads from a program's first bytes where it runs, for those that cannot be started here.

use anyhow::{Context, Result, bail, ensure};
use sha2::{Digest as _, Sha256};

/// The system that loads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum System {
    Linux,
    Mac,
    Windows,
}

/// The processor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Machine {
    X64,
    Arm64,
}

/// Both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Format(pub System, pub Machine);

impl Format {
    /// Fails if no system would start it, or Linux not without a library.
    pub fn of(program: &[u8]) -> Result<Self> {
        let bytes = Bytes(program);
        if program.starts_with(b"\x7fELF\x02\x01") {
            elf(bytes)
        } else if program.starts_with(&[0xcf, 0xfa, 0xed, 0xfe]) {
            mach_o(bytes)
        } else if program.starts_with(b"MZ") {
            pe(bytes)
        } else {
            bail!("it is no program for 64 bits that is known here")
        }
    }
}

/// Little-endian numbers at offsets.
#[derive(Clone, Copy)]
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn slice(self, at: usize, length: usize) -> Result<&'a [u8]> {
        self.0
            .get(at..at.saturating_add(length))
            .context("it ends too early")
    }

    fn u16(self, at: usize) -> Result<u16> {
        Ok(u16::from_le_bytes(self.slice(at, 2)?.try_into()?))
    }

    fn u32(self, at: usize) -> Result<u32> {
        Ok(u32::from_le_bytes(self.slice(at, 4)?.try_into()?))
    }

    /// An offset or a length.
    fn place(self, at: usize) -> Result<usize> {
        Ok(usize::try_from(self.u32(at)?)?)
    }

    /// Apple signs in big-endian.
    fn big_place(self, at: usize) -> Result<usize> {
        Ok(usize::try_from(u32::from_be_bytes(
            self.slice(at, 4)?.try_into()?,
        ))?)
    }
}

fn elf(bytes: Bytes) -> Result<Format> {
    const X64: u16 = 0x3e;
    const ARM64: u16 = 0xb7;
    /// A segment that names the dynamic linker.
    const INTERPRETER: u32 = 3;

    let machine = match bytes.u16(18)? {
        X64 => Machine::X64,
        ARM64 => Machine::Arm64,
        other => bail!("it is for a processor with the number {other:#x}"),
    };
    let (first, size, count) = (bytes.place(32)?, bytes.u16(54)?, bytes.u16(56)?);
    for segment in 0..usize::from(count) {
        let at = first + segment * usize::from(size);
        ensure!(
            bytes.u32(at)? != INTERPRETER,
            "it is not static: it names a dynamic linker"
        );
    }
    Ok(Format(System::Linux, machine))
}

fn mach_o(bytes: Bytes) -> Result<Format> {
    const X64: u32 = 0x0100_0007;
    const ARM64: u32 = 0x0100_000c;
    const PROGRAM: u32 = 2;
    const HEADER: usize = 32;
    const CODE_SIGNATURE: u32 = 0x1d;

    let machine = match bytes.u32(4)? {
        X64 => Machine::X64,
        ARM64 => Machine::Arm64,
        other => bail!("it is for a processor with the number {other:#x}"),
    };
    ensure!(bytes.u32(12)? == PROGRAM, "it is a part of a program");
    let mut at = HEADER;
    let mut is_signed = false;
    for _ in 0..bytes.u32(16)? {
        if bytes.u32(at)? == CODE_SIGNATURE {
            signature(bytes, bytes.place(at + 8)?)?;
            is_signed = true;
        }
        at += bytes.place(at + 4)?;
    }
    // Macs with Apple's own processors start nothing unsigned; a signature without a name is enough for what npm installs.
    ensure!(
        is_signed || machine == Machine::X64,
        "it has no code signature"
    );
    Ok(Format(System::Mac, machine))
}

/// Whether the hashes in the signature are those of the program's pages: whatever changes the file afterwards breaks them.
fn signature(bytes: Bytes, blob: usize) -> Result<()> {
    const DIRECTORY: u32 = 0xfade_0c02;
    const SHA256_LENGTH: u8 = 32;

    let index = bytes.big_place(blob + 8)?;
    let directory = (0..index)
        .map(|entry| Ok(blob + bytes.big_place(blob + 12 + entry * 8 + 4)?))
        .find(|at: &Result<usize>| {
            at.as_ref().is_ok_and(|at| {
                bytes
                    .slice(*at, 4)
                    .is_ok_and(|it| it == DIRECTORY.to_be_bytes())
            })
        })
        .context("the code signature has no directory")??;
    let hashes = directory + bytes.big_place(directory + 16)?;
    let (count, limit) = (
        bytes.big_place(directory + 28)?,
        bytes.big_place(directory + 32)?,
    );
    let kind = bytes.slice(directory + 36, 4)?;
    ensure!(
        kind[0] == SHA256_LENGTH,
        "the code signature is not by SHA-256"
    );
    let page = 1_usize << kind[3];
    ensure!(
        count == limit.div_ceil(page),
        "the code signature is for a program of another length"
    );
    for (number, content) in bytes.slice(0, limit)?.chunks(page).enumerate() {
        ensure!(
            Sha256::digest(content).as_slice() == bytes.slice(hashes + number * 32, 32)?,
            "the code signature is broken: page {number} was changed after it"
        );
    }
    Ok(())
}

fn pe(bytes: Bytes) -> Result<Format> {
    const X64: u16 = 0x8664;
    const CONSOLE: u16 = 3;

    let header = bytes.place(0x3c)?;
    ensure!(
        bytes.slice(header, 4)? == b"PE\0\0",
        "it is a program for DOS"
    );
    ensure!(bytes.u16(header + 4)? == X64, "it is not for x64");
    ensure!(bytes.u16(header + 24 + 68)? == CONSOLE, "it has no console");
    Ok(Format(System::Windows, Machine::X64))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(bytes: &mut [u8], at: usize, value: &[u8]) {
        bytes[at..at + value.len()].copy_from_slice(value);
    }

    fn elf(machine: u8, segment: u8) -> Vec<u8> {
        let mut bytes = vec![0; 64 + 56];
        put(&mut bytes, 0, b"\x7fELF\x02\x01");
        bytes[18] = machine;
        bytes[32] = 64;
        bytes[54] = 56;
        bytes[56] = 1;
        bytes[64] = segment;
        bytes
    }

    #[test]
    fn a_static_program_for_linux_is_known_by_its_processor() {
        assert_eq!(
            Format::of(&elf(0x3e, 1)).unwrap(),
            Format(System::Linux, Machine::X64)
        );
        assert_eq!(
            Format::of(&elf(0xb7, 1)).unwrap(),
            Format(System::Linux, Machine::Arm64)
        );
        let error = Format::of(&elf(0x3e, 3)).unwrap_err().to_string();
        assert!(error.contains("dynamic linker"));
    }

    /// A page of program, signed.
    fn mach_o(machine: u8, signed: bool) -> Vec<u8> {
        let mut bytes = vec![0; 4096];
        put(&mut bytes, 0, &[0xcf, 0xfa, 0xed, 0xfe, machine, 0, 0, 1]);
        bytes[12] = 2;
        bytes[16] = 1;
        put(
            &mut bytes,
            32,
            &[if signed { 0x1d } else { 1 }, 0, 0, 0, 16],
        );
        put(&mut bytes, 40, &4096_u32.to_le_bytes());
        let hash = Sha256::digest(&bytes);
        // A super blob of one entry, then the directory.
        for word in [0xfade_0cc0_u32, 0, 1, 0, 20] {
            bytes.extend(word.to_be_bytes());
        }
        let mut directory = vec![0; 44];
        for (at, word) in [(0, 0xfade_0c02_u32), (16, 44), (28, 1), (32, 4096)] {
            put(&mut directory, at, &word.to_be_bytes());
        }
        put(&mut directory, 36, &[32, 2, 0, 12]);
        bytes.extend(directory);
        bytes.extend(hash);
        bytes
    }

    #[test]
    fn a_program_for_macos_needs_a_signature_that_fits() {
        let signed = mach_o(0x0c, true);
        assert_eq!(
            Format::of(&signed).unwrap(),
            Format(System::Mac, Machine::Arm64)
        );
        let mut changed = signed;
        changed[100] = 1;
        assert!(
            Format::of(&changed)
                .unwrap_err()
                .to_string()
                .contains("page 0")
        );
        assert!(Format::of(&mach_o(0x0c, false)).is_err());
        assert_eq!(
            Format::of(&mach_o(0x07, false)).unwrap(),
            Format(System::Mac, Machine::X64)
        );
    }

    #[test]
    fn a_program_for_windows_has_a_console() {
        let mut bytes = vec![0; 256];
        put(&mut bytes, 0, b"MZ");
        bytes[0x3c] = 64;
        put(&mut bytes, 64, b"PE\0\0\x64\x86");
        assert!(Format::of(&bytes).is_err());
        bytes[64 + 24 + 68] = 3;
        assert_eq!(
            Format::of(&bytes).unwrap(),
            Format(System::Windows, Machine::X64)
        );
    }

    #[test]
    fn nothing_else_is_a_program() {
        for bytes in [
            &b""[..],
            b"#!/bin/sh",
            b"MZ",
            b"\x7fELF\x02\x01",
            b"\x7fELF\x01\x01",
        ] {
            assert!(Format::of(bytes).is_err(), "{bytes:?}");
        }
    }
}
