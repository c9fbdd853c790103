//! The files of a database: one process uses them, and only their owner can read them.

use std::{
    ffi::OsString,
    fs::{File, TryLockError},
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use tokio::time::sleep;

use crate::{
    private_file,
    store::location::{Location, OpenError},
};

/// How often, and after how long each time, a lock is tried again: an earlier process may be about to end.
const TRIES: u32 = 20;
const PAUSE: Duration = Duration::from_millis(100);

/// Keeps other processes from using the database until it is dropped or the process ends.
pub struct Lock(#[expect(dead_code, reason = "held, never read")] Option<File>);

impl Lock {
    /// Waits for a moment, then refuses. A database in memory is nobody else's anyway.
    pub async fn take(location: &Location) -> Result<Self, OpenError> {
        let Location::File(path) = location else {
            return Ok(Self(None));
        };
        if path.is_dir() {
            let error = io::Error::from(io::ErrorKind::IsADirectory);
            return Err(OpenError::File(path.clone(), error));
        }
        // A separate file: closing any handle of the database file would release SQLite's own locks.
        let lock_path = beside(path, "-lock");
        let file = private_file::options()
            .create(true)
            .truncate(false)
            .open(&lock_path)
            .map_err(|error| OpenError::File(lock_path.clone(), error))?;
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

/// Creates the database's file if it is missing, and lets only its owner read it and the files beside it. SQLite gives
/// `-wal` and `-shm` the permissions of the file.
pub fn restrict(path: &Path) -> Result<(), OpenError> {
    match private_file::options().create_new(true).open(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            return Err(OpenError::File(path.to_owned(), error));
        }
        _ => {}
    }
    for one in [
        path.to_owned(),
        beside(path, "-wal"),
        beside(path, "-shm"),
        beside(path, "-key"),
    ] {
        match private_file::restrict(&one) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(OpenError::File(one, error));
            }
            _ => {}
        }
    }
    Ok(())
}
