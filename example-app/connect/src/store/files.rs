//! The files of a database: one process has them open, and only their owner reads them.

use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions, Permissions, TryLockError},
    io,
    os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
    time::Duration,
};

use tokio::time::sleep;

use super::location::{Location, OpenError};

/// Read and written by the owner.
const OWNER_ONLY: u32 = 0o600;

/// How often, and after how long each time, a lock is tried again: an earlier process may be about to end.
const TRIES: u32 = 20;
const PAUSE: Duration = Duration::from_millis(100);

/// That no other process uses the database, until this is dropped or the process ends, however it does.
pub struct Lock(#[expect(dead_code, reason = "held, never read")] Option<File>);

impl Lock {
    /// Waits for a moment, then refuses. A database in memory is nobody else's anyway.
    pub async fn take(location: &Location) -> Result<Self, OpenError> {
        let Location::File(path) = location else {
            return Ok(Self(None));
        };
        // A file of its own: closing any handle of the database's file would end SQLite's locks on it.
        let lock_path = beside(path, "-lock");
        let file = open(&lock_path).map_err(|error| OpenError::File(lock_path.clone(), error))?;
        for _ in 0..TRIES {
            match file.try_lock() {
                Ok(()) => return Ok(Self(Some(file))),
                Err(TryLockError::WouldBlock) => sleep(PAUSE).await,
                Err(TryLockError::Error(error)) => return Err(OpenError::File(lock_path, error)),
            }
        }
        Err(OpenError::InUse(path.clone()))
    }
}

/// The path with an ending after its name.
pub fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    name.into()
}

/// Makes the database's file, if it is not there, and takes it and those beside it away from everybody but its owner.
/// SQLite gives `-wal` and `-shm` the permissions of the file.
pub fn restrict(path: &Path) -> Result<(), OpenError> {
    open(path).map_err(|error| OpenError::File(path.to_owned(), error))?;
    for one in [
        path.to_owned(),
        beside(path, "-wal"),
        beside(path, "-shm"),
        beside(path, "-key"),
    ] {
        match fs::set_permissions(&one, Permissions::from_mode(OWNER_ONLY)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(OpenError::File(one, error));
            }
            _ => {}
        }
    }
    Ok(())
}

fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(OWNER_ONLY)
        .open(path)
}
