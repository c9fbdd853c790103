//! Files that only their owner can read: 0600. Windows has no such mode; there a file has the access of its folder, which in a
//! person's own folders is that person's alone.

use std::{fs::OpenOptions, io, path::Path};

/// Read and written by the owner.
#[cfg(unix)]
const OWNER_ONLY: u32 = 0o600;

/// Opens a file for reading and writing; one that it makes is the owner's alone.
pub fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, OWNER_ONLY);
    options
}

/// Takes an existing file away from everybody else.
#[cfg(unix)]
pub fn restrict(path: &Path) -> io::Result<()> {
    use std::{fs, os::unix::fs::PermissionsExt as _};

    fs::set_permissions(path, fs::Permissions::from_mode(OWNER_ONLY))
}

/// Nothing: there is no mode to set.
#[cfg(not(unix))]
pub fn restrict(_: &Path) -> io::Result<()> {
    Ok(())
}
