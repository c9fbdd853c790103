//! Where the database is, and why it cannot be opened.

use std::{io, path::PathBuf};

/// Where the database is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// Gone with the process: for tests.
    Memory,
    /// A file. Beside it are its `-wal` and `-shm`, and `-key`, with which arguments are sealed.
    File(PathBuf),
}

impl Location {
    /// `:memory:` is the memory, anything else a path.
    pub fn parse(text: &str) -> Self {
        match text {
            ":memory:" => Self::Memory,
            path => Self::File(path.into()),
        }
    }
}

/// Why the database cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process has it open.
    #[error("another process uses {0}; a SQLite database serves one")]
    InUse(PathBuf),
    /// A file beside it cannot be read or made.
    #[error("{0}: {1}")]
    File(PathBuf, io::Error),
    /// No random numbers.
    #[error("no key can be made: {0}")]
    Key(io::Error),
    /// The key is not the one that sealed what is in the database.
    #[error(
        "the database holds arguments that the key in {0} does not open; was the file lost or replaced?"
    )]
    WrongKey(PathBuf),
    /// A later version of this program wrote it.
    #[error(
        "the database is of a newer version of this program (its migration {0} is unknown here)"
    )]
    Newer(i64),
    /// SQLite, or the migrations.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}
