//! The comps store: one SQLite file with every import as a dated snapshot.
//!
//! An import runs in one transaction and replaces the snapshot of its name, so that a
//! crash leaves the store as it was. Cells for statistics are computed on import. The
//! schema is plain: `pay` is a view that Datasette, DuckDB or pandas read as it is.
//! Leaves out: formulas; those ask the store through `Observations`.

mod add;
mod by_employer;
mod cells;
mod export;
mod load;
mod loader;
mod official;
pub mod parquet;
mod query;
mod schema;
mod siblings;
mod sql;
mod stored;

pub use add::Comp;
pub use load::{ImportRequest, ImportSummary};
pub use official::OfficialTable;
pub use sql::SqlResult;

use std::path::Path;

use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::import::ImportError;

/// Why the store could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the store cannot be used: {0}")]
    Sqlite(#[from] rusqlite::Error),
    #[error("the store was written by a newer version (schema {found}, known {known})")]
    Newer { found: i64, known: i64 },
    #[error(transparent)]
    Import(#[from] ImportError),
    #[error("no import is called `{0}`")]
    NoSnapshot(String),
    #[error("the query was refused: {0}")]
    Refused(String),
    #[error("the query took longer than {0} seconds and was stopped")]
    TooSlow(u64),
    #[error("{0} cannot be written: {1}")]
    Write(String, std::io::Error),
    #[error("the row was set aside: {0}")]
    SetAside(String),
    #[error("the store holds a value that does not read: {0}")]
    Corrupt(String),
}

impl StoreError {
    fn sqlite_code(&self) -> Option<ErrorCode> {
        match self {
            StoreError::Sqlite(error) => error.sqlite_error_code(),
            _ => None,
        }
    }

    /// Whether the file is no store, or one with broken pages.
    pub fn is_damaged(&self) -> bool {
        matches!(
            self.sqlite_code(),
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt)
        ) || matches!(self, StoreError::Corrupt(_))
    }

    /// Whether there was no room to write.
    pub fn is_full(&self) -> bool {
        matches!(
            self.sqlite_code(),
            Some(ErrorCode::DiskFull | ErrorCode::SystemIoFailure)
        )
    }
}

/// An open store.
pub struct Store {
    connection: Connection,
}

impl Store {
    /// Opens or makes the store at `path`, for reading and writing.
    pub fn open(path: &Path) -> Result<Store, StoreError> {
        let connection = Connection::open(path)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        // 64 MB: indexes of a large import are touched all over.
        connection.pragma_update(None, "cache_size", -65_536)?;
        // A second thread sorts while indexes are made.
        connection.pragma_update(None, "threads", 1)?;
        // The log of a large import is cut off again.
        connection.pragma_update(None, "journal_size_limit", 64 << 20)?;
        Store::with(connection)
    }

    /// Opens a store that exists, without the right to change it.
    pub fn open_read_only(path: &Path) -> Result<Store, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        schema::check(&connection)?;
        if schema::is_older(&connection)? {
            drop(connection);
            drop(Store::open(path)?);
            return Store::open_read_only(path);
        }
        Ok(Store { connection })
    }

    /// A store that lives in memory.
    pub fn in_memory() -> Result<Store, StoreError> {
        Store::with(Connection::open_in_memory()?)
    }

    fn with(connection: Connection) -> Result<Store, StoreError> {
        connection.busy_timeout(std::time::Duration::from_secs(10))?;
        schema::prepare(&connection)?;
        Ok(Store { connection })
    }

    /// Removes a snapshot with all its rows; gives how many.
    pub fn drop_snapshot(&mut self, source: &str) -> Result<u64, StoreError> {
        let transaction = self.connection.transaction()?;
        let removed = load::remove(&transaction, source)?
            .ok_or_else(|| StoreError::NoSnapshot(source.to_owned()))?;
        transaction.commit()?;
        Ok(removed)
    }
}
