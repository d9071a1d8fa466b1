//! Rows as CSV that a spreadsheet can open without being told to run anything.
//!
//! Cells that begin with `=`, `+`, `-`, `@`, a tab or a return get an apostrophe before
//! them. Confidential rows are left out unless asked for. Parquet is a file of its own.

use std::io::Write;

use super::{Store, StoreError};
use crate::observation::{Observation, Observations, Selection};

const COLUMNS: [&str; 27] = [
    "source",
    "row",
    "class",
    "role",
    "seniority",
    "country",
    "metro",
    "stage",
    "employer",
    "employer_name",
    "title",
    "level",
    "date",
    "currency",
    "base",
    "base_low",
    "base_high",
    "bonus",
    "equity",
    "total",
    "years",
    "remote",
    "employment",
    "size",
    "skills",
    "copies",
    "doubts",
];

impl Store {
    /// Writes the selected rows as CSV; gives how many.
    pub fn export_csv(
        &self,
        selection: &Selection,
        confidential: bool,
        out: &mut dyn Write,
    ) -> Result<u64, StoreError> {
        let failed = |e: std::io::Error| StoreError::Write("the export".to_owned(), e);
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(COLUMNS).map_err(|e| failed(e.into()))?;
        let mut count = 0;
        let mut failure = None;
        self.rows(selection, &mut |row| {
            if row.confidential && !confidential {
                return true;
            }
            count += 1;
            match writer.write_record(record(&row)) {
                Ok(()) => true,
                Err(error) => {
                    failure = Some(failed(error.into()));
                    false
                }
            }
        })?;
        if let Some(error) = failure {
            return Err(error);
        }
        writer.flush().map_err(failed)?;
        Ok(count)
    }
}

fn record(row: &Observation) -> [String; 27] {
    let word = |text: &Option<String>| safe(text.as_deref().unwrap_or(""));
    let amount = |amount: Option<u64>| amount.map_or(String::new(), |a| a.to_string());
    [
        safe(&row.source),
        row.row.to_string(),
        row.class.label().to_owned(),
        word(&row.role),
        word(&row.seniority),
        word(&row.country),
        word(&row.metro),
        word(&row.stage),
        word(&row.employer),
        safe(&row.employer_name),
        safe(&row.title),
        safe(&row.level),
        row.date.map_or(String::new(), |d| d.to_string()),
        row.currency.code().to_owned(),
        amount(row.base),
        amount(row.base_low),
        amount(row.base_high),
        amount(row.bonus),
        amount(row.equity),
        amount(row.total),
        row.years.map_or(String::new(), |y| y.to_string()),
        row.remote.map_or(String::new(), |r| r.to_string()),
        safe(&row.employment),
        safe(&row.size),
        safe(&row.skills.join("; ")),
        row.copies.to_string(),
        safe(&row.doubts.join("; ")),
    ]
}

/// Takes the power to be a formula from a cell.
pub fn safe(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}
