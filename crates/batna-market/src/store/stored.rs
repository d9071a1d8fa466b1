//! Precomputed cells, read back and told apart by any dimension.

use std::collections::BTreeMap;

use batna_core::Measure;
use rusqlite::types::Value;
use rusqlite::{Rows, params_from_iter};

use super::by_employer::unpack;
use super::cells::measure_name;
use super::query::{CountedKey, column, head};
use super::{Store, StoreError};
use crate::histogram::LogHistogram;
use crate::observation::{Cell, CellKey, Dimension, Selection};

impl Store {
    /// Cells of a selection that names no employer.
    pub(super) fn stored_cells(
        &self,
        selection: &Selection,
        measure: Measure,
        by: &[Dimension],
    ) -> Result<BTreeMap<CellKey, Cell>, StoreError> {
        let mut found = self.conditions(selection, "c", "c.year")?;
        if found.impossible {
            return Ok(BTreeMap::new());
        }
        found.clauses.push("c.measure = ?".to_owned());
        found
            .values
            .push(Value::Text(measure_name(measure).to_owned()));
        // The place of the employer among the dimensions is kept free.
        let employer = by.iter().position(|d| *d == Dimension::Employer);
        let columns: String = by
            .iter()
            .map(|dimension| match dimension {
                Dimension::Employer => ", 0".to_owned(),
                other => format!(", c.{}", column(*other)),
            })
            .collect();
        let counts = match employer {
            Some(_) => "c.by_employer",
            None => "c.amounts",
        };
        let query = format!(
            "SELECT c.snapshot_id, c.class, c.currency, c.year, c.rows, {counts}{columns}
             FROM cell c JOIN snapshot s ON s.id = c.snapshot_id WHERE {}",
            found.clauses.join(" AND ")
        );
        let sources = self.sources()?;
        let mut statement = self.connection.prepare_cached(&query)?;
        let mut rows = statement.query(params_from_iter(found.values))?;
        let keyed = match employer {
            Some(at) => by_employer(&mut rows, by.len(), at)?,
            None => whole(&mut rows, by.len())?,
        };
        self.named(keyed, &sources)
    }
}

fn whole(rows: &mut Rows<'_>, dimensions: usize) -> Result<BTreeMap<CountedKey, Cell>, StoreError> {
    let mut keyed: BTreeMap<CountedKey, Cell> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let bytes = row.get_ref(5)?.as_blob().unwrap_or(&[]);
        let amounts = LogHistogram::from_bytes(bytes)
            .ok_or_else(|| StoreError::Corrupt("a histogram".to_owned()))?;
        let cell = keyed.entry(head(row, dimensions)?).or_default();
        cell.rows += row.get::<_, i64>(4)?.unsigned_abs();
        cell.amounts.merge(&amounts);
    }
    Ok(keyed)
}

/// An amount that an employer pays within one key.
struct Entry {
    employer: i64,
    /// Number of the key, the employer left open.
    key: u32,
    rows: u64,
    amount: u64,
}

/// Each employer's rows lie in many cells: they are gathered in a list and sorted, which is
/// many times as fast as filing each.
fn by_employer(
    rows: &mut Rows<'_>,
    dimensions: usize,
    at: usize,
) -> Result<BTreeMap<CountedKey, Cell>, StoreError> {
    let mut numbers: BTreeMap<CountedKey, u32> = BTreeMap::new();
    let mut entries: Vec<Entry> = Vec::new();
    while let Some(row) = rows.next()? {
        let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
        let key = *numbers.entry(head(row, dimensions)?).or_insert(next);
        let bytes = row.get_ref(5)?.as_blob().unwrap_or(&[]);
        unpack(bytes, |employer, rows, amounts| {
            // The first bears the rows of all.
            for (rows, &amount) in std::iter::once(rows)
                .chain(std::iter::repeat(0))
                .zip(amounts)
            {
                entries.push(Entry {
                    employer,
                    key,
                    rows,
                    amount,
                });
            }
        })
        .ok_or_else(|| StoreError::Corrupt("the rows of a cell".to_owned()))?;
    }
    entries.sort_unstable_by_key(|entry| (entry.key, entry.employer, entry.amount));
    let keys: BTreeMap<u32, CountedKey> = numbers.into_iter().map(|(key, n)| (n, key)).collect();
    let cells = entries.chunk_by(|a, b| (a.key, a.employer) == (b.key, b.employer));
    Ok(cells
        .filter_map(|entries| {
            let first = entries.first()?;
            let mut key = keys.get(&first.key)?.clone();
            *key.4.get_mut(at)? = first.employer;
            let mut cell = Cell::default();
            for entry in entries {
                cell.rows += entry.rows;
                cell.amounts.add(entry.amount);
            }
            Some((key, cell))
        })
        .collect())
}
