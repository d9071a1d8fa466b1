//! Cells gathered while rows stream in, written once at the end of an import.

use batna_core::{Currency, Measure};
use rusqlite::{OptionalExtension, Transaction, params};

use super::StoreError;
use crate::histogram::LogHistogram;
use crate::memo::Memo;
use crate::observation::{Observation, SourceClass};

pub const MEASURES: [(Measure, &str); 4] = [
    (Measure::Base, "base"),
    (Measure::Bonus, "bonus"),
    (Measure::Equity, "equity"),
    (Measure::Total, "total"),
];

/// The name of a measure in the store.
pub fn measure_name(measure: Measure) -> &'static str {
    MEASURES
        .iter()
        .find(|(m, _)| *m == measure)
        .map_or("base", |(_, name)| name)
}

/// Ids of words: role, seniority, country, metro, stage; nought for none.
pub type Dimensions = [i64; 5];

type Key = (&'static str, Dimensions, SourceClass, Currency, i16);

/// Histograms of one import; sorted by key when they are written.
#[derive(Default)]
pub struct CellBuilder {
    at: Memo<Key, usize>,
    cells: Vec<(Key, u64, LogHistogram)>,
}

impl CellBuilder {
    /// Counts a new row; one that stands for a copy adds to `rows` alone.
    pub fn add(&mut self, dimensions: Dimensions, row: &Observation, copy: bool) {
        for (measure, name) in MEASURES {
            let Some(amount) = row.amount(measure) else {
                continue;
            };
            let key = (name, dimensions, row.class, row.currency, row.year());
            let at = self.at.place(key, || self.cells.len());
            if at == self.cells.len() {
                self.cells.push((key, 0, LogHistogram::default()));
            }
            if let Some((_, rows, amounts)) = self.cells.get_mut(at) {
                *rows += row.copies;
                if !copy {
                    amounts.add(amount);
                }
            }
        }
    }

    pub fn write(mut self, transaction: &Transaction<'_>, snapshot: i64) -> Result<(), StoreError> {
        let mut insert = transaction.prepare(
            "INSERT INTO cell (snapshot_id, measure, role, seniority, country, metro, stage, class,
             currency, year, rows, n, amounts) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
        )?;
        self.cells.sort_by_key(|(key, ..)| *key);
        for (key, rows, amounts) in self.cells {
            let (measure, [role, seniority, country, metro, stage], class, currency, year) = key;
            insert.execute(params![
                snapshot,
                measure,
                role,
                seniority,
                country,
                metro,
                stage,
                class.label(),
                currency.code(),
                year,
                rows as i64,
                amounts.count() as i64,
                amounts.to_bytes()
            ])?;
        }
        Ok(())
    }
}

/// Adds one row to the cells that are already written.
pub fn add_to_stored(
    transaction: &Transaction<'_>,
    snapshot: i64,
    dimensions: Dimensions,
    row: &Observation,
) -> Result<(), StoreError> {
    let [role, seniority, country, metro, stage] = dimensions;
    for (measure, name) in MEASURES {
        let Some(amount) = row.amount(measure) else {
            continue;
        };
        let key = params![
            snapshot,
            name,
            role,
            seniority,
            country,
            metro,
            stage,
            row.class.label(),
            row.currency.code(),
            row.year()
        ];
        let known: Option<(i64, Vec<u8>)> = transaction
            .query_row(
                "SELECT rows, amounts FROM cell WHERE snapshot_id=? AND measure=? AND role=? AND
                 seniority=? AND country=? AND metro=? AND stage=? AND class=? AND currency=? AND year=?",
                key,
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .optional()?;
        let (rows, bytes) = known.unwrap_or_default();
        let mut amounts = LogHistogram::from_bytes(&bytes)
            .ok_or_else(|| StoreError::Corrupt("a histogram".to_owned()))?;
        amounts.add(amount);
        transaction.execute(
            "INSERT OR REPLACE INTO cell (snapshot_id, measure, role, seniority, country, metro, stage,
             class, currency, year, rows, n, amounts) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
            params![
                snapshot,
                name,
                role,
                seniority,
                country,
                metro,
                stage,
                row.class.label(),
                row.currency.code(),
                row.year(),
                rows + row.copies as i64,
                amounts.count() as i64,
                amounts.to_bytes()
            ],
        )?;
    }
    Ok(())
}
