//! Households from a CSV, one a row: columns checked, every bad cell told with its row
//! and column.
//!
//! `place`, `year` and `filing` are required; every other column may be missing or empty,
//! which is zero or the default. A column that is not known is refused rather than dropped:
//! a misspelt amount would be read as zero.

mod columns;
mod records;
mod row;

use std::collections::BTreeMap;

use batna_core::{Diagnostic, Location, NoTrace};
use batna_params::{Params, Projection};

pub use self::columns::columns;
use self::columns::header;
use self::records::rows;
use self::row::{Laws, check};
use crate::carry::Carry;
use crate::report::Report;

/// How a batch is read and applied.
#[derive(Clone, Debug, Default)]
pub struct BatchOptions {
    /// Name of the input, for diagnostics.
    pub file: String,
    /// Compute the good rows although others are bad.
    pub keep_going: bool,
    pub projection: Projection,
    /// Printed tables and whole-unit rounding.
    pub tables: bool,
}

/// Reads `bytes`, and hands each household's report to `each`, in order.
///
/// All rows are checked before any is computed; without `keep_going` one bad row stops the
/// batch before it begins. Returns the problems, in the order of the file: if it is empty,
/// every row was computed. `each` returns whether to go on.
pub fn run(
    params: &Params,
    bytes: &[u8],
    options: &BatchOptions,
    mut each: impl FnMut(Report) -> bool,
) -> Vec<Diagnostic> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return vec![
            Diagnostic::error("tax::not-text", "the file is UTF-16, not UTF-8 text")
                .at(Location::file(options.file.as_str()))
                .remedy("save it as CSV in UTF-8"),
        ];
    }
    let mut laws = Laws {
        params,
        options,
        known: BTreeMap::new(),
    };
    let columns = match header(bytes, options) {
        Ok(columns) => columns,
        Err(problems) => return problems,
    };
    let mut problems = Vec::new();
    rows(bytes, |row| {
        check(&row, &columns, &mut laws, options, &mut problems);
        true
    });
    if !problems.is_empty() && !options.keep_going {
        return problems;
    }
    let mut ignored = Vec::new();
    rows(bytes, |row| {
        let Some(taken) = check(&row, &columns, &mut laws, options, &mut ignored) else {
            ignored.clear();
            return true;
        };
        let Some(Ok(law)) = laws.known.get(&taken.key) else {
            return true;
        };
        let carry = Carry::default();
        let assessment = law.assess(&taken.household, &taken.income, &carry, &mut NoTrace);
        let mut report = Report::new(law, &taken.household, &taken.income, &assessment);
        if options.tables {
            report.notes.extend(law.tables_not_known(params));
        }
        let over = law.over_limits(params, &taken.household, &taken.income);
        report.notes.extend(over);
        each(report)
    });
    problems
}
