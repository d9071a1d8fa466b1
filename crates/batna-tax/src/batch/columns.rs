//! The columns a batch may have, and the header that names them.

use batna_core::{Diagnostic, Location};

use super::BatchOptions;
use super::records::{problem, records, short};
use crate::income::YearIncome;
use crate::nearest::nearest;

pub(super) const REQUIRED: [&str; 3] = ["place", "year", "filing"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Place,
    Year,
    Filing,
    Deduction,
    Dependents,
    OtherDependents,
    /// Position among [`AMOUNTS`].
    Amount(usize),
}

pub(super) type Slot = fn(&mut YearIncome<f64>) -> &mut f64;

/// Columns of amounts; `true` where losses are allowed.
pub(super) const AMOUNTS: [(&str, Slot, bool); 23] = [
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
    (
        "amt_basis_adjustment",
        |income| &mut income.amt_basis_adjustment,
        true,
    ),
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

/// The columns of the first line.
///
/// Errors: the problems of the header; nothing is then read below it.
pub(super) fn header(bytes: &[u8], options: &BatchOptions) -> Result<Vec<Column>, Vec<Diagnostic>> {
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
                    // One that begins otherwise is another word, and no slip of the pen.
                    let near = nearest(&name, columns().map(|name| (name, name)), 1)
                        .into_iter()
                        .find(|near| near.get(..1) == name.get(..1));
                    let remedy = match near {
                        _ if name.contains([';', '\t']) => {
                            "separate the columns by commas".to_owned()
                        }
                        _ if name.is_empty() => {
                            "give the column a name, or leave it out".to_owned()
                        }
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

impl Column {
    pub(super) fn name(self) -> &'static str {
        match self {
            Column::Place => "place",
            Column::Year => "year",
            Column::Filing => "filing",
            Column::Deduction => "deduction",
            Column::Dependents => "dependents",
            Column::OtherDependents => "other_dependents",
            Column::Amount(index) => AMOUNTS.get(index).map_or("", |(name, _, _)| *name),
        }
    }
}
