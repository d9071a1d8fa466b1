//! The store as a source of observations: cells where they answer, rows where they must.

use std::collections::BTreeMap;
use std::rc::Rc;

use batna_core::{Currency, Measure};
use rusqlite::types::Value;
use rusqlite::{OptionalExtension, Row, params_from_iter};

use super::cells::measure_name;
use super::{Store, StoreError};
use crate::observation::{
    Cell, CellKey, Dimension, Observation, Observations, Selection, Snapshot, SourceClass,
};
use crate::siblings::Siblings;

pub(super) fn column(dimension: Dimension) -> &'static str {
    dimension.label()
}

/// Conditions on columns of words and of the snapshot, with their values.
pub(super) struct Conditions {
    pub clauses: Vec<String>,
    pub values: Vec<Value>,
    /// A word that the store has never seen: nothing can match.
    pub impossible: bool,
}

impl Store {
    fn word_id(&self, text: &str) -> Result<Option<i64>, StoreError> {
        Ok(self
            .connection
            .prepare_cached("SELECT id FROM word WHERE text = ?")?
            .query_row([text], |row| row.get(0))
            .optional()?)
    }

    pub(super) fn words(
        &self,
        ids: &std::collections::BTreeSet<i64>,
    ) -> Result<BTreeMap<i64, String>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT text FROM word WHERE id = ?")?;
        let mut words = BTreeMap::new();
        for &id in ids {
            let text: Option<String> = statement.query_row([id], |row| row.get(0)).optional()?;
            words.insert(id, text.unwrap_or_default());
        }
        Ok(words)
    }

    pub(super) fn conditions(
        &self,
        selection: &Selection,
        table: &str,
        year: &str,
    ) -> Result<Conditions, StoreError> {
        let mut found = Conditions {
            clauses: vec!["1".to_owned()],
            values: Vec::new(),
            impossible: false,
        };
        for (dimension, value) in &selection.with {
            match self.word_id(value)? {
                Some(id) => {
                    found
                        .clauses
                        .push(format!("{table}.{} = ?", column(*dimension)));
                    found.values.push(Value::Integer(id));
                }
                None => found.impossible = true,
            }
        }
        if let Some(class) = selection.class {
            found.clauses.push(format!("{table}.class = ?"));
            found.values.push(Value::Text(class.label().to_owned()));
        }
        if let Some(source) = &selection.source {
            found.clauses.push("s.source = ?".to_owned());
            found.values.push(Value::Text(source.clone()));
        }
        if let Some(from) = selection.from_year {
            found.clauses.push(format!("{year} >= ?"));
            found.values.push(Value::Integer(i64::from(from)));
        }
        if let Some(through) = selection.through_year {
            found.clauses.push(format!("{year} <= ?"));
            found.values.push(Value::Integer(i64::from(through)));
        }
        Ok(found)
    }
}

impl Store {
    /// Cells of one employer, counted from its rows.
    fn counted_cells(
        &self,
        selection: &Selection,
        measure: Measure,
        by: &[Dimension],
    ) -> Result<BTreeMap<CellKey, Cell>, StoreError> {
        let mut found = self.conditions(selection, "o", ROW_YEAR)?;
        if found.impossible {
            return Ok(BTreeMap::new());
        }
        let amount = measure_name(measure);
        found.clauses.push(format!("o.{amount} IS NOT NULL"));
        let columns: String = by
            .iter()
            .map(|d| format!(", coalesce(o.{}, 0)", column(*d)))
            .collect();
        let join = match &selection.source {
            Some(_) => "JOIN snapshot s ON s.id = o.snapshot_id",
            None => "",
        };
        let query = format!(
            "SELECT o.snapshot_id, o.class, o.currency, {ROW_YEAR}, o.{amount}, o.copies{columns}
             FROM observation o INDEXED BY observation_employer {join} WHERE {}",
            found.clauses.join(" AND ")
        );
        let sources = self.sources()?;
        let mut statement = self.connection.prepare_cached(&query)?;
        let mut rows = statement.query(params_from_iter(found.values))?;
        let mut keyed: BTreeMap<CountedKey, Cell> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let key = head(row, by.len())?;
            let cell = keyed.entry(key).or_default();
            cell.rows += row.get::<_, i64>(5)?.unsigned_abs();
            cell.amounts.add(row.get::<_, i64>(4)?.unsigned_abs());
        }
        self.named(keyed, &sources)
    }

    /// Names of snapshots by id.
    pub(super) fn sources(&self) -> Result<BTreeMap<i64, String>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT id, source FROM snapshot")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Cells by the texts that ids stand for.
    pub(super) fn named(
        &self,
        keyed: BTreeMap<CountedKey, Cell>,
        sources: &BTreeMap<i64, String>,
    ) -> Result<BTreeMap<CellKey, Cell>, StoreError> {
        let ids = keyed.keys().flat_map(|key| key.4.iter().copied()).collect();
        let words = self.words(&ids)?;
        let mut cells = BTreeMap::new();
        for ((snapshot, class, currency, year, values), cell) in keyed {
            let key = CellKey {
                source: sources.get(&snapshot).cloned().unwrap_or_default(),
                class,
                currency,
                year,
                by: values
                    .iter()
                    .map(|id| words.get(id).cloned().unwrap_or_default())
                    .collect(),
            };
            cells.entry(key).or_insert_with(Cell::default).merge(&cell);
        }
        Ok(cells)
    }
}

/// Snapshot, class, currency, year and the ids of words.
pub(super) type CountedKey = (i64, SourceClass, Currency, i16, Vec<i64>);

/// Columns before those of the dimensions that cells are told apart by.
const BEFORE: usize = 6;

/// The key of a row of cells: snapshot, class, currency, year, two figures, then the dimensions.
pub(super) fn head(row: &Row<'_>, dimensions: usize) -> Result<CountedKey, StoreError> {
    let text = |index| row.get_ref(index).map(|v| v.as_str().unwrap_or_default());
    let values = (BEFORE..BEFORE + dimensions).map(|index| row.get(index));
    Ok((
        row.get(0)?,
        class_of(text(1)?)?,
        currency_of(text(2)?)?,
        row.get(3)?,
        values.collect::<Result<_, _>>()?,
    ))
}

/// The year of a row; nought where it bears no date.
pub(super) const ROW_YEAR: &str = "CAST(substr(coalesce(o.date, '0'), 1, 4) AS INTEGER)";

pub(super) fn class_of(text: &str) -> Result<SourceClass, StoreError> {
    text.parse()
        .map_err(|_| StoreError::Corrupt(format!("class `{text}`")))
}

pub(super) fn currency_of(text: &str) -> Result<Currency, StoreError> {
    text.parse()
        .map_err(|_| StoreError::Corrupt(format!("currency `{text}`")))
}

const ROW: &str = "p.source, p.row, p.class, p.role, p.seniority, p.country, p.metro, p.stage,
 p.employer, p.employer_name, p.title, p.level, p.date, p.currency, p.base, p.base_low, p.base_high,
 p.bonus, p.equity, p.total, p.years, p.remote, p.employment, p.size, p.skills, p.copies, p.doubts,
 p.confidential";

fn observation(row: &Row<'_>) -> Result<Observation, StoreError> {
    let text = |index: usize| -> Result<String, rusqlite::Error> {
        Ok(row.get::<_, Option<String>>(index)?.unwrap_or_default())
    };
    let amount = |index: usize| -> Result<Option<u64>, rusqlite::Error> {
        Ok(row.get::<_, Option<i64>>(index)?.map(i64::unsigned_abs))
    };
    let list = |text: String| -> Vec<String> {
        text.split("; ")
            .filter(|t| !t.is_empty())
            .map(str::to_owned)
            .collect()
    };
    Ok(Observation {
        source: text(0)?,
        row: row.get::<_, i64>(1)?.unsigned_abs(),
        class: class_of(&text(2)?)?,
        role: row.get(3)?,
        seniority: row.get(4)?,
        country: row.get(5)?,
        metro: row.get(6)?,
        stage: row.get(7)?,
        employer: row.get(8)?,
        employer_name: text(9)?,
        title: text(10)?,
        level: text(11)?,
        date: text(12)?.parse().ok(),
        currency: currency_of(&text(13)?)?,
        base: amount(14)?,
        base_low: amount(15)?,
        base_high: amount(16)?,
        bonus: amount(17)?,
        equity: amount(18)?,
        total: amount(19)?,
        years: row.get(20)?,
        remote: row.get(21)?,
        employment: text(22)?,
        size: text(23)?,
        skills: list(text(24)?),
        copies: row.get::<_, i64>(25)?.unsigned_abs(),
        doubts: list(text(26)?),
        confidential: row.get(27)?,
    })
}

impl Observations for Store {
    type Error = StoreError;

    fn cells(
        &self,
        selection: &Selection,
        measure: Measure,
        by: &[Dimension],
    ) -> Result<BTreeMap<CellKey, Cell>, StoreError> {
        // An index finds one employer's few rows; cells know all the others' already.
        if selection.get(Dimension::Employer).is_some() {
            return self.counted_cells(selection, measure, by);
        }
        self.stored_cells(selection, measure, by)
    }

    fn siblings(
        &self,
        selection: &Selection,
        measure: Measure,
        dimension: Dimension,
        class: SourceClass,
        currency: Currency,
    ) -> Result<Rc<Siblings>, StoreError> {
        let siblings = match dimension {
            Dimension::Employer if selection.get(dimension).is_none() => {
                self.employers_apart(selection, measure, class, currency)?
            }
            _ => Siblings::of(
                &self.cells(selection, measure, &[dimension])?,
                class,
                currency,
            ),
        };
        Ok(Rc::new(siblings))
    }

    fn rows(
        &self,
        selection: &Selection,
        each: &mut dyn FnMut(Observation) -> bool,
    ) -> Result<(), StoreError> {
        let found = self.conditions(selection, "o", ROW_YEAR)?;
        if found.impossible {
            return Ok(());
        }
        let query = format!(
            "SELECT {ROW} FROM observation o JOIN snapshot s ON s.id = o.snapshot_id
             JOIN pay p ON p.id = o.id WHERE {} ORDER BY o.id",
            found.clauses.join(" AND ")
        );
        let mut statement = self.connection.prepare_cached(&query)?;
        let mut rows = statement.query(params_from_iter(found.values))?;
        while let Some(row) = rows.next()? {
            if !each(observation(row)?) {
                break;
            }
        }
        Ok(())
    }

    fn snapshots(&self) -> Result<Vec<Snapshot>, StoreError> {
        let mut statement = self.connection.prepare(
            "SELECT id, source, format, class, title, url, licence, retrieved, imported, file, sha256,
             rows_in, rows_kept, copies, notes FROM snapshot ORDER BY source",
        )?;
        let mut rows = statement.query([])?;
        let mut snapshots = Vec::new();
        while let Some(row) = rows.next()? {
            let id: i64 = row.get(0)?;
            let mut dropped = BTreeMap::new();
            let mut asides = self
                .connection
                .prepare_cached("SELECT reason, rows FROM set_aside WHERE snapshot_id = ?")?;
            let mut reasons = asides.query([id])?;
            while let Some(reason) = reasons.next()? {
                dropped.insert(reason.get(0)?, reason.get::<_, i64>(1)?.unsigned_abs());
            }
            let day = |index: usize| -> Result<_, rusqlite::Error> {
                let text: Option<String> = row.get(index)?;
                Ok(text.and_then(|t| t.parse().ok()))
            };
            let count = |index: usize| row.get::<_, i64>(index).map(i64::unsigned_abs);
            let class: String = row.get(3)?;
            let notes: String = row.get(14)?;
            snapshots.push(Snapshot {
                source: row.get(1)?,
                format: row.get(2)?,
                class: class_of(&class)?,
                title: row.get(4)?,
                url: row.get(5)?,
                licence: row.get(6)?,
                retrieved: day(7)?,
                imported: day(8)?,
                file: row.get(9)?,
                sha256: row.get(10)?,
                rows_in: count(11)?,
                rows_kept: count(12)?,
                copies: count(13)?,
                dropped,
                notes: (!notes.is_empty()).then_some(notes).into_iter().collect(),
            });
        }
        Ok(snapshots)
    }
}

impl Store {
    /// Titles and employers that hold all words of `text`: (kind, text), best first.
    pub fn search(&self, text: &str, limit: usize) -> Result<Vec<(String, String)>, StoreError> {
        let words: Vec<String> = crate::fold::fold(text)
            .split(' ')
            .filter(|w| !w.is_empty())
            .map(|w| format!("\"{w}\""))
            .collect();
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let mut statement = self.connection.prepare(
            "SELECT w.text, s.kind FROM found f JOIN word w ON w.id = f.rowid
             JOIN found_seen s ON s.id = f.rowid WHERE found MATCH ? ORDER BY rank, w.text LIMIT ?",
        )?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = statement.query_map(rusqlite::params![words.join(" "), limit], |row| {
            Ok((row.get(1)?, row.get(0)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
