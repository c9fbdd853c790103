//! The write transaction.
//!
//! It replaces sqlx's own. SQLite rolls back by itself when the disk is full or fails (`SQLITE_FULL`, `IOERR`, `NOMEM`), but
//! sqlx still counts the transaction as open, so its connection refuses every later one. This one counts nothing, and closes
//! a connection that it cannot bring back to a clean state, so that the pool opens another.

use std::{
    mem,
    ops::{Deref, DerefMut},
};

use sqlx::{Any, AnyConnection, AnyPool, Error, pool::PoolConnection};
use tokio::runtime::Handle;

/// A transaction; one of SQLite holds the write lock from its start. Dropping it without [`Self::commit`] undoes it.
pub struct Write(Connection);

enum Connection {
    Open(PoolConnection<Any>),
    Returned,
}

impl Write {
    /// Waits for a connection and, in SQLite, for the lock. A connection that cannot begin is replaced once, if it may be.
    pub(super) async fn begin(
        writer: &AnyPool,
        begin: &'static str,
        mut may_replace: bool,
    ) -> Result<Self, Error> {
        loop {
            let mut connection = writer.acquire().await?;
            match execute(&mut connection, begin).await {
                Ok(()) => return Ok(Self(Connection::Open(connection))),
                Err(error) if may_replace && !is_busy(&error) => {
                    tracing::warn!(%error, "the writing connection is replaced");
                    may_replace = false;
                    // Whatever comes of it, the pool forgets the connection.
                    let _ = connection.close().await;
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Keeps what was done. An error means that nothing was kept.
    pub async fn commit(mut self) -> Result<(), Error> {
        execute(&mut self, "COMMIT").await?;
        // The transaction is over: the connection goes back as it is.
        self.0 = Connection::Returned;
        Ok(())
    }
}

impl Deref for Write {
    type Target = AnyConnection;

    fn deref(&self) -> &AnyConnection {
        match &self.0 {
            Connection::Open(connection) => connection,
            Connection::Returned => unreachable!("`commit` takes the transaction with it"),
        }
    }
}

impl DerefMut for Write {
    fn deref_mut(&mut self) -> &mut AnyConnection {
        match &mut self.0 {
            Connection::Open(connection) => connection,
            Connection::Returned => unreachable!("`commit` takes the transaction with it"),
        }
    }
}

impl Drop for Write {
    fn drop(&mut self) {
        let Connection::Open(mut connection) = mem::replace(&mut self.0, Connection::Returned)
        else {
            return;
        };
        match Handle::try_current() {
            // The pool gives nobody else the connection meanwhile.
            Ok(runtime) => drop(runtime.spawn(async move {
                if let Err(error) = execute(&mut connection, "ROLLBACK").await
                    && !has_ended_by_itself(&error)
                {
                    tracing::warn!(%error, "the writing connection is replaced");
                    let _ = connection.close().await;
                }
            })),
            // The program ends; closing the connection undoes the transaction.
            Err(_) => connection.close_on_drop(),
        }
    }
}

async fn execute(db: &mut AnyConnection, statement: &'static str) -> Result<(), Error> {
    sqlx::query(statement).execute(db).await.map(drop)
}

/// Another process holds the lock: this connection is fine.
pub(super) fn is_busy(error: &Error) -> bool {
    const SQLITE_BUSY: i32 = 5;
    error
        .as_database_error()
        .and_then(|error| error.code()?.parse::<i32>().ok())
        .is_some_and(|code| code & 0xff == SQLITE_BUSY)
}

/// "cannot rollback - no transaction is active" has no code of its own.
fn has_ended_by_itself(error: &Error) -> bool {
    error
        .as_database_error()
        .is_some_and(|error| error.message().contains("no transaction is active"))
}
