//! Where the database is, and why it cannot be opened.

use std::{
    fmt, io,
    path::{Path, PathBuf},
};

/// Where the database is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// SQLite, gone with the process: for tests.
    Memory,
    /// SQLite in a file. Beside it are its `-wal` and `-shm`, and `-key`, with which arguments are sealed.
    File(PathBuf),
    /// Postgres, for any number of processes.
    Postgres {
        /// The server, the database and who it is.
        url: PostgresUrl,
        /// Holds what arguments are sealed with; the same for all processes.
        key_file: PathBuf,
    },
}

/// `postgres://…`; it may hold a password, and so is not printed.
#[derive(Clone, PartialEq, Eq)]
pub struct PostgresUrl(String);

impl PostgresUrl {
    /// With the password.
    pub(super) fn text(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("postgres://…")
    }
}

impl Location {
    /// `:memory:` is the memory, `postgres://…` a server, anything else a path. A server needs a key file.
    pub fn parse(text: &str, key_file: Option<&Path>) -> Result<Self, OpenError> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            let key_file = key_file.ok_or(OpenError::NoKeyFile)?.to_owned();
            let url = PostgresUrl(text.to_owned());
            return Ok(Self::Postgres { url, key_file });
        }
        Ok(match text {
            ":memory:" => Self::Memory,
            path => Self::File(path.into()),
        })
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
    /// Postgres without a key file.
    #[error(
        "Postgres needs --key-file, for the key that encrypts the arguments of links; the same file for all replicas. It is made if it is not there"
    )]
    NoKeyFile,
    /// A later version of this program wrote it.
    #[error(
        "the database is of a newer version of this program (its migration {0} is unknown here)"
    )]
    Newer(i64),
    /// The database, or the migrations.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}
