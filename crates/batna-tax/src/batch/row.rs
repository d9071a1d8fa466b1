//! One row as a household, or its problems.

use std::collections::BTreeMap;

use batna_core::{Diagnostic, Scalar};
use batna_params::Params;

use super::BatchOptions;
use super::columns::{AMOUNTS, Column};
use super::records::{Row, problem, short};
use crate::error::TaxError;
use crate::household::{Deduction, Filing, Household};
use crate::income::YearIncome;
use crate::law::Law;
use crate::place::Place;

const LARGEST_DEPENDENTS: u8 = 50;

pub(super) type Key = (&'static str, i16, Filing);

/// The laws that rows ask for, each resolved once.
pub(super) struct Laws<'a> {
    pub(super) params: &'a Params,
    pub(super) options: &'a BatchOptions,
    pub(super) known: BTreeMap<Key, Result<Law, TaxError>>,
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

pub(super) struct Taken {
    pub(super) key: Key,
    pub(super) household: Household,
    pub(super) income: YearIncome<f64>,
}

/// One row, or its problems.
pub(super) fn check(
    row: &Row<'_>,
    columns: &[Column],
    laws: &mut Laws<'_>,
    options: &BatchOptions,
    problems: &mut Vec<Diagnostic>,
) -> Option<Taken> {
    if row.record.len() != columns.len() {
        let extra = row.record.len().min(columns.len());
        let open_quote = row.record.iter().any(|cell| cell.contains(&b'\n'));
        let remedy = if open_quote {
            "close the quote: a cell of this row runs over the end of its line"
        } else {
            "give every row as many cells as the header; empty ones count as zero"
        };
        let cells = row.record.len();
        problems.push(problem(
            options,
            "tax::ragged-row",
            row,
            extra,
            format!(
                "line {} has {cells} {} where the header has {}",
                row.line,
                if cells == 1 { "cell" } else { "cells" },
                columns.len()
            ),
            remedy,
        ));
        return None;
    }
    let before = problems.len();
    let (mut place, mut year, mut filing) = (None, None, None);
    let mut household = Household::default();
    let mut income = YearIncome::<f64>::default();
    for (position, (column, cell)) in columns.iter().zip(row.record.iter()).enumerate() {
        let name = column.name();
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
            Column::Place | Column::Year | Column::Filing if text.is_empty() => {
                bad(
                    "is empty".into(),
                    "every row needs place, year and filing".into(),
                );
            }
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
