//! Households from a CSV, one a row: columns checked, every bad cell told with its row
//! and column.
//!
//! `place`, `year` and `filing` are required; every other column may be missing or empty,
//! which is zero or the default. A column that is not known is refused rather than dropped:
//! a misspelt amount would be read as zero.

use std::collections::BTreeMap;

use batna_core::{Diagnostic, Location, NoTrace, Scalar};
use batna_params::{Params, Projection};

use crate::carry::Carry;
use crate::error::TaxError;
use crate::household::{Deduction, Filing, Household};
use crate::income::YearIncome;
use crate::law::Law;
use crate::nearest::nearest;
use crate::place::Place;
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

const REQUIRED: [&str; 3] = ["place", "year", "filing"];
const LARGEST_DEPENDENTS: u8 = 50;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Place,
    Year,
    Filing,
    Deduction,
    Dependents,
    OtherDependents,
    /// Position among [`AMOUNTS`].
    Amount(usize),
}

type Slot = fn(&mut YearIncome<f64>) -> &mut f64;

/// Columns of amounts; `true` where losses are allowed.
const AMOUNTS: [(&str, Slot, bool); 22] = [
    ("wages", |income| &mut income.wages, false),
    ("bonus", |income| &mut income.bonus, false),
    ("rsu", |income| &mut income.rsu, false),
    ("nso_spread", |income| &mut income.nso_spread, false),
    ("iso_spread", |income| &mut income.iso_spread, false),
    (
        "iso_disqualified",
        |income| &mut income.iso_disqualified,
        false,
    ),
    ("ltcg", |income| &mut income.ltcg, true),
    ("stcg", |income| &mut income.stcg, true),
    (
        "qualified_dividends",
        |income| &mut income.qualified_dividends,
        false,
    ),
    ("interest", |income| &mut income.interest, false),
    ("other_income", |income| &mut income.other_income, false),
    (
        "self_employment",
        |income| &mut income.self_employment,
        false,
    ),
    ("spouse_wages", |income| &mut income.spouse_wages, false),
    (
        "prior_employer_wages",
        |income| &mut income.prior_employer_wages,
        false,
    ),
    ("pretax_401k", |income| &mut income.pretax_401k, false),
    ("hsa", |income| &mut income.hsa, false),
    ("commuter", |income| &mut income.commuter, false),
    ("section_125", |income| &mut income.section_125, false),
    ("property_tax", |income| &mut income.property_tax, false),
    (
        "mortgage_interest",
        |income| &mut income.mortgage_interest,
        false,
    ),
    ("charity", |income| &mut income.charity, false),
    ("qsbs_excluded", |income| &mut income.qsbs_excluded, false),
];

/// Column names in the order of the documentation.
pub fn columns() -> impl Iterator<Item = &'static str> {
    REQUIRED
        .into_iter()
        .chain(AMOUNTS.iter().map(|(name, _, _)| *name))
        .chain(["deduction", "dependents", "other_dependents"])
}

fn column(name: &str) -> Option<Column> {
    Some(match name {
        "place" => Column::Place,
        "year" => Column::Year,
        "filing" => Column::Filing,
        "deduction" => Column::Deduction,
        "dependents" => Column::Dependents,
        "other_dependents" => Column::OtherDependents,
        other => Column::Amount(AMOUNTS.iter().position(|(name, _, _)| *name == other)?),
    })
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
        each(Report::new(
            law,
            &taken.household,
            &taken.income,
            &assessment,
        ))
    });
    problems
}

struct Row<'a> {
    record: &'a csv::ByteRecord,
    /// Line in the file, from one.
    line: usize,
    /// Where the row begins in the bytes.
    offset: usize,
}

/// Calls `each` with every record, the header first, until it says to stop.
fn records(bytes: &[u8], mut each: impl FnMut(usize, Row<'_>) -> bool) {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(bytes);
    let mut record = csv::ByteRecord::new();
    let mut position = 0;
    let (mut line, mut counted) = (1, 0);
    // Reading from memory with a flexible reader has no error to report.
    while reader.read_byte_record(&mut record).unwrap_or(false) {
        // The reader's own count is late by one where lines end with CR LF.
        let begins = record.position().map_or(0, csv::Position::byte);
        let begins = usize::try_from(begins).unwrap_or(usize::MAX);
        let rest = bytes.get(begins..).unwrap_or_default();
        let blank = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
        let offset = begins + blank.count();
        let passed = bytes.get(counted..offset).unwrap_or_default();
        line += passed.iter().filter(|byte| **byte == b'\n').count();
        counted = offset;
        let row = Row {
            record: &record,
            line,
            offset,
        };
        if !each(position, row) {
            return;
        }
        position += 1;
    }
}

fn rows(bytes: &[u8], mut each: impl FnMut(Row<'_>) -> bool) {
    records(bytes, |position, row| position == 0 || each(row));
}

fn problem(
    options: &BatchOptions,
    code: &'static str,
    row: &Row<'_>,
    column: usize,
    message: impl Into<String>,
    remedy: impl Into<String>,
) -> Diagnostic {
    let cells: Vec<String> = row
        .record
        .iter()
        .map(|cell| String::from_utf8_lossy(cell).into_owned())
        .collect();
    let excerpt: String = cells.join(",").chars().take(160).collect();
    let before: usize = cells
        .iter()
        .take(column)
        .map(|cell| cell.chars().count() + 1)
        .sum();
    let length = cells
        .get(column)
        .map_or(1, |cell| cell.chars().count().max(1));
    Diagnostic::error(code, message)
        .at(Location {
            file: options.file.clone(),
            line: u32::try_from(row.line).unwrap_or(u32::MAX),
            column: u32::try_from(before + 1).unwrap_or(u32::MAX),
            offset: row.offset,
            length,
            excerpt,
        })
        .remedy(remedy)
}

fn header(bytes: &[u8], options: &BatchOptions) -> Result<Vec<Column>, Vec<Diagnostic>> {
    let mut found = Vec::new();
    let mut problems = Vec::new();
    let mut names: Vec<String> = Vec::new();
    let mut empty = true;
    records(bytes, |_, row| {
        empty = false;
        for (position, cell) in row.record.iter().enumerate() {
            let name = String::from_utf8_lossy(cell).trim().to_ascii_lowercase();
            if names.contains(&name) {
                problems.push(problem(
                    options,
                    "tax::doubled-column",
                    &row,
                    position,
                    format!(
                        "column {} (`{}`) is there twice",
                        position + 1,
                        short(&name)
                    ),
                    "keep one of the two",
                ));
            }
            match column(&name) {
                Some(column) => found.push(column),
                None => {
                    let near = nearest(&name, columns().map(|name| (name, name)), 1);
                    let remedy = match near.first() {
                        Some(near) => format!("did you mean `{near}`? Otherwise leave it out"),
                        None => format!("columns are {}", columns().collect::<Vec<_>>().join(", ")),
                    };
                    problems.push(problem(
                        options,
                        "tax::unknown-column",
                        &row,
                        position,
                        format!("column {} (`{}`) is not known", position + 1, short(&name)),
                        remedy,
                    ));
                    found.push(Column::Amount(usize::MAX));
                }
            }
            names.push(name);
        }
        for required in REQUIRED {
            if !names.iter().any(|name| name == required) {
                problems.push(problem(
                    options,
                    "tax::missing-column",
                    &row,
                    0,
                    format!("the column `{required}` is missing"),
                    "place, year and filing are required in the first line",
                ));
            }
        }
        false
    });
    if empty {
        problems.push(
            Diagnostic::error("tax::empty", "the file is empty")
                .at(Location::file(options.file.as_str()))
                .remedy("its first line names the columns: place,year,filing,wages,…"),
        );
    }
    if problems.is_empty() {
        Ok(found)
    } else {
        Err(problems)
    }
}

type Key = (&'static str, i16, Filing);

struct Laws<'a> {
    params: &'a Params,
    options: &'a BatchOptions,
    known: BTreeMap<Key, Result<Law, TaxError>>,
}

impl Laws<'_> {
    fn resolve(&mut self, place: Place, year: i16, filing: Filing) -> Result<Key, TaxError> {
        let key = (place.code(), year, filing);
        let law = self.known.entry(key).or_insert_with(|| {
            Law::at(self.params, place, year, filing, self.options.projection).map(|law| {
                if self.options.tables {
                    law.with_tables()
                } else {
                    law
                }
            })
        });
        match law {
            Ok(_) => Ok(key),
            Err(error) => Err(error.clone()),
        }
    }
}

struct Taken {
    key: Key,
    household: Household,
    income: YearIncome<f64>,
}

/// One row, or its problems.
fn check(
    row: &Row<'_>,
    columns: &[Column],
    laws: &mut Laws<'_>,
    options: &BatchOptions,
    problems: &mut Vec<Diagnostic>,
) -> Option<Taken> {
    if row.record.len() != columns.len() {
        let extra = row.record.len().min(columns.len());
        problems.push(problem(
            options,
            "tax::ragged-row",
            row,
            extra,
            format!(
                "line {} has {} cells where the header has {}",
                row.line,
                row.record.len(),
                columns.len()
            ),
            "give every row as many cells as the header; empty ones count as zero",
        ));
        return None;
    }
    let before = problems.len();
    let (mut place, mut year, mut filing) = (None, None, None);
    let mut household = Household::default();
    let mut income = YearIncome::<f64>::default();
    for (position, (column, cell)) in columns.iter().zip(row.record.iter()).enumerate() {
        let name = name(*column);
        let mut bad = |message: String, remedy: String| {
            let message = format!("line {}, column `{name}`: {message}", row.line);
            problems.push(problem(
                options,
                "tax::bad-cell",
                row,
                position,
                message,
                remedy,
            ));
        };
        let Ok(text) = std::str::from_utf8(cell) else {
            bad("not UTF-8 text".into(), "save the file as UTF-8".into());
            continue;
        };
        let text = text.trim();
        match column {
            Column::Place => match text.parse::<Place>() {
                Ok(found) => place = Some((found, position)),
                Err(error) => bad(
                    error.to_string(),
                    "`batna tax --list` prints the places".into(),
                ),
            },
            Column::Year => match text.parse::<i16>() {
                Ok(found) if (1900..=2200).contains(&found) => year = Some((found, position)),
                _ => bad(
                    format!("`{}` is not a year", short(text)),
                    "such as 2026".into(),
                ),
            },
            Column::Filing => match text.parse::<Filing>() {
                Ok(found) => filing = Some((found, position)),
                Err(error) => bad(error.to_string(), "such as single".into()),
            },
            Column::Deduction => match text.parse::<Deduction>() {
                Ok(found) => household.deduction = found,
                Err(error) => bad(error, "such as best".into()),
            },
            Column::Dependents | Column::OtherDependents => {
                let count = if text.is_empty() { Ok(0) } else { text.parse() };
                match count {
                    Ok(count) if count <= LARGEST_DEPENDENTS => {
                        if *column == Column::Dependents {
                            household.dependents = count;
                        } else {
                            household.other_dependents = count;
                        }
                    }
                    _ => bad(
                        format!("`{}` is not a number of people", short(text)),
                        format!("a whole number up to {LARGEST_DEPENDENTS}"),
                    ),
                }
            }
            Column::Amount(index) => {
                let Some((_, slot, signed)) = AMOUNTS.get(*index) else {
                    continue;
                };
                if text.is_empty() {
                    continue;
                }
                match amount(text) {
                    Ok(value) if value < 0.0 && !signed => bad(
                        format!("`{}` is negative", short(text)),
                        "only gains may be negative".into(),
                    ),
                    Ok(value) => *slot(&mut income) = value,
                    Err(why) => bad(why, "an amount such as 238000 or 1234.56".into()),
                }
            }
        }
    }
    if problems.len() > before {
        return None;
    }
    let ((place, at), (year, year_at), (filing, filing_at)) = (place?, year?, filing?);
    household.filing = filing;
    match laws.resolve(place, year, filing) {
        Ok(key) => Some(Taken {
            key,
            household,
            income,
        }),
        Err(error) => {
            let (position, remedy) = match &error {
                TaxError::YearUnknown { .. } => {
                    (year_at, "`batna tax --list` prints the years known")
                }
                TaxError::FilingNotKnownThere { .. } => (filing_at, "use single there"),
                _ => (at, "`batna tax --list` prints the places"),
            };
            problems.push(problem(
                options,
                "tax::no-law",
                row,
                position,
                format!("line {}: {error}", row.line),
                remedy,
            ));
            None
        }
    }
}

fn name(column: Column) -> &'static str {
    match column {
        Column::Place => "place",
        Column::Year => "year",
        Column::Filing => "filing",
        Column::Deduction => "deduction",
        Column::Dependents => "dependents",
        Column::OtherDependents => "other_dependents",
        Column::Amount(index) => AMOUNTS.get(index).map_or("", |(name, _, _)| *name),
    }
}

fn amount(text: &str) -> Result<f64, String> {
    // The plain case first: digits with a point need no decimal.
    let plain = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b'-');
    let value = if plain && text.len() <= 15 {
        text.parse::<f64>()
            .map_err(|_| format!("`{}` is not an amount", short(text)))?
    } else {
        match batna_core::money::parse_number(text) {
            Ok(value) => f64::from_decimal(value),
            Err(error) => return Err(error.to_string()),
        }
    };
    let largest = f64::from_decimal(batna_core::money::LARGEST_AMOUNT);
    if value.abs() > largest {
        return Err("the amount is beyond 10^13".into());
    }
    Ok(value)
}

fn short(text: &str) -> String {
    text.chars().take(40).collect()
}
