//! Questions in SQL: one reading statement, nothing else, for a limited time.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use serde::Serialize;

use super::{Store, StoreError};

/// Instructions of SQLite's machine between two looks at the clock. One may take as long as the
/// longest text takes to copy, so few instructions and no long texts.
const STEPS: i32 = 1_000;

/// The longest text or blob of a statement, in bytes; a cell of millions of rows fits.
const LONGEST: i32 = 32 << 20;

/// A table of answers.
#[derive(Clone, Debug, Serialize)]
pub struct SqlResult {
    pub columns: Vec<String>,
    pub rows: Vec<Vec<serde_json::Value>>,
    /// More rows were there than the limit allows.
    pub truncated: bool,
}

impl Store {
    /// Runs one reading statement.
    ///
    /// An authorizer denies writes, pragmas, ATTACH and functions that load code; the
    /// statement is stopped after `limit`. Confidential rows are answered like others:
    /// this is the owner's own machine.
    pub fn sql(
        &mut self,
        query: &str,
        limit: Duration,
        most: usize,
    ) -> Result<SqlResult, StoreError> {
        let stopped = Arc::new(AtomicBool::new(false));
        let looks = AtomicU64::new(0);
        let seen = Arc::clone(&stopped);
        // The clock limits only how long an answer may take, never what it says.
        let started = std::time::Instant::now();
        self.connection.authorizer(Some(allow))?;
        self.connection.progress_handler(
            STEPS,
            Some(move || {
                looks.fetch_add(1, Ordering::Relaxed);
                let late = started.elapsed() > limit;
                if late {
                    seen.store(true, Ordering::Relaxed);
                }
                late
            }),
        )?;
        let longest = self
            .connection
            .set_limit(Limit::SQLITE_LIMIT_LENGTH, LONGEST)?;
        let result = self.run(query, most);
        self.connection
            .set_limit(Limit::SQLITE_LIMIT_LENGTH, longest)?;
        self.connection.progress_handler(0, None::<fn() -> bool>)?;
        self.connection
            .authorizer(None::<fn(AuthContext<'_>) -> Authorization>)?;
        match result {
            Err(StoreError::Sqlite(_)) if stopped.load(Ordering::Relaxed) => {
                Err(StoreError::TooSlow(limit.as_secs()))
            }
            Err(StoreError::Sqlite(error)) => Err(StoreError::Refused(error.to_string())),
            other => other,
        }
    }

    fn run(&self, query: &str, most: usize) -> Result<SqlResult, StoreError> {
        let mut statement = self.connection.prepare(query)?;
        if !statement.readonly() {
            return Err(StoreError::Refused("only reading is allowed".to_owned()));
        }
        let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
        let mut rows = statement.query([])?;
        let mut out = Vec::new();
        let mut truncated = false;
        while let Some(row) = rows.next()? {
            if out.len() >= most {
                truncated = true;
                break;
            }
            let mut values = Vec::with_capacity(columns.len());
            for index in 0..columns.len() {
                values.push(match row.get_ref(index)? {
                    ValueRef::Null => serde_json::Value::Null,
                    ValueRef::Integer(i) => i.into(),
                    ValueRef::Real(f) => f.into(),
                    ValueRef::Text(t) => String::from_utf8_lossy(t).into_owned().into(),
                    ValueRef::Blob(b) => format!("{} bytes", b.len()).into(),
                });
            }
            out.push(values);
        }
        Ok(SqlResult {
            columns,
            rows: out,
            truncated,
        })
    }
}

fn allow(context: AuthContext<'_>) -> Authorization {
    match context.action {
        AuthAction::Select | AuthAction::Read { .. } | AuthAction::Recursive => {
            Authorization::Allow
        }
        AuthAction::Function { function_name } => {
            let denied = [
                "load_extension",
                "readfile",
                "writefile",
                "edit",
                "fts3_tokenizer",
            ];
            if denied.iter().any(|d| function_name.eq_ignore_ascii_case(d)) {
                Authorization::Deny
            } else {
                Authorization::Allow
            }
        }
        _ => Authorization::Deny,
    }
}
