//! The platforms for which the service is built, in Node's words and in the compiler's.

use anyhow::{Result, ensure};

use super::format::{Format, Machine, System};

/// A platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Platform {
    /// `process.platform` of Node, and `os` of a package.json.
    pub os: &'static str,
    /// `process.arch` of Node, and `cpu` of a package.json.
    pub cpu: &'static str,
    /// The compiler's target.
    pub target: &'static str,
    /// What people call it.
    pub system: &'static str,
    format: Format,
}

/// All of them. On Linux the programs are static: they run on any distribution, and in an image with nothing else in it.
pub const PLATFORMS: [Platform; 5] = [
    Platform {
        os: "linux",
        cpu: "x64",
        target: "x86_64-unknown-linux-musl",
        system: "Linux on x64",
        format: Format(System::Linux, Machine::X64),
    },
    Platform {
        os: "linux",
        cpu: "arm64",
        target: "aarch64-unknown-linux-musl",
        system: "Linux on arm64",
        format: Format(System::Linux, Machine::Arm64),
    },
    Platform {
        os: "darwin",
        cpu: "x64",
        target: "x86_64-apple-darwin",
        system: "macOS on x64",
        format: Format(System::Mac, Machine::X64),
    },
    Platform {
        os: "darwin",
        cpu: "arm64",
        target: "aarch64-apple-darwin",
        system: "macOS on arm64",
        format: Format(System::Mac, Machine::Arm64),
    },
    Platform {
        os: "win32",
        cpu: "x64",
        target: "x86_64-pc-windows-gnu",
        system: "Windows on x64",
        format: Format(System::Windows, Machine::X64),
    },
];

impl Platform {
    /// That of this machine, if it is one of [`PLATFORMS`].
    pub fn host() -> Option<Self> {
        let os = match std::env::consts::OS {
            "macos" => "darwin",
            "windows" => "win32",
            other => other,
        };
        let cpu = match std::env::consts::ARCH {
            "x86_64" => "x64",
            "aarch64" => "arm64",
            other => other,
        };
        PLATFORMS
            .into_iter()
            .find(|one| one.os == os && one.cpu == cpu)
    }

    /// The name of its package.
    pub fn package(self) -> String {
        format!("{}-{}-{}", super::PACKAGE, self.os, self.cpu)
    }

    /// The name of the program's file.
    pub fn program(self) -> &'static str {
        if self.os == "win32" {
            "passage-connect.exe"
        } else {
            "passage-connect"
        }
    }

    /// Fails if these bytes are not a program that this platform starts.
    pub fn check(self, program: &[u8]) -> Result<()> {
        let found = Format::of(program)?;
        ensure!(
            found == self.format,
            "it is a program for {found:?}, not for {:?}",
            self.format
        );
        Ok(())
    }
}
