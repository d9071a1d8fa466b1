//! Cells gathered while rows stream in, written once at the end of an import.

use batna_core::{Currency, Measure};
use jiff::civil::Date;
use rusqlite::types::Value;
use rusqlite::{OptionalExtension, Statement, Transaction, params_from_iter};

use super::StoreError;
use super::by_employer::{Gathered, Packed};
use super::query::{class_of, currency_of};
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

/// What cells ask of a row.
pub struct Paid {
    pub class: SourceClass,
    pub currency: Currency,
    /// Nought where no date is known.
    pub year: i16,
    pub copies: u64,
    /// In the order of [`MEASURES`].
    pub amounts: [Option<u64>; 4],
}

impl Paid {
    pub fn of(row: &Observation) -> Paid {
        Paid {
            class: row.class,
            currency: row.currency,
            year: row.year(),
            copies: row.copies,
            amounts: MEASURES.map(|(measure, _)| row.amount(measure)),
        }
    }

    /// The key of each measure that is paid, and its amount.
    fn keyed(&self, dimensions: Dimensions) -> impl Iterator<Item = (Key, u64)> {
        let (class, currency, year) = (self.class, self.currency, self.year);
        MEASURES
            .into_iter()
            .zip(self.amounts)
            .filter_map(move |((_, name), amount)| {
                Some(((name, dimensions, class, currency, year), amount?))
            })
    }
}

/// Ids of words: role, seniority, country, metro, stage; nought for none.
pub type Dimensions = [i64; 5];

/// Where a row counts.
#[derive(Clone, Copy)]
pub struct Within {
    pub dimensions: Dimensions,
    /// Nought for none.
    pub employer: i64,
}

type Key = (&'static str, Dimensions, SourceClass, Currency, i16);

/// Cells of one import; sorted by key when they are written.
#[derive(Default)]
pub struct CellBuilder {
    at: Memo<Key, usize>,
    cells: Vec<(Key, Gathered)>,
}

/// The columns that tell cells apart, in the order of [`key_values`].
const KEY: &str =
    "snapshot_id, measure, role, seniority, country, metro, stage, class, currency, year";

fn key_values(snapshot: i64, key: Key) -> [Value; 10] {
    let (measure, [role, seniority, country, metro, stage], class, currency, year) = key;
    let text = |text: &str| Value::Text(text.to_owned());
    [
        Value::Integer(snapshot),
        text(measure),
        Value::Integer(role),
        Value::Integer(seniority),
        Value::Integer(country),
        Value::Integer(metro),
        Value::Integer(stage),
        text(class.label()),
        text(currency.code()),
        Value::Integer(year.into()),
    ]
}

/// What writes a cell: its key, then rows, distinct observations, amounts and rows by employer.
fn inserting<'t>(transaction: &'t Transaction<'_>) -> Result<Statement<'t>, StoreError> {
    Ok(transaction.prepare(&format!(
        "INSERT OR REPLACE INTO cell ({KEY}, rows, n, amounts, by_employer)
         VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
    ))?)
}

fn insert(
    statement: &mut Statement<'_>,
    snapshot: i64,
    key: Key,
    cell: Packed,
) -> Result<(), StoreError> {
    let counted = [
        Value::Integer(cell.rows as i64),
        Value::Integer(cell.amounts.count() as i64),
        Value::Blob(cell.amounts.to_bytes()),
        Value::Blob(cell.by_employer),
    ];
    let values = key_values(snapshot, key).into_iter().chain(counted);
    statement.execute(params_from_iter(values))?;
    Ok(())
}

impl CellBuilder {
    /// Counts a new row; one that stands for a copy adds to `rows` alone.
    pub fn add(&mut self, within: Within, row: &Paid, copy: bool) {
        for (key, amount) in row.keyed(within.dimensions) {
            let at = self.at.place(key, || self.cells.len());
            if at == self.cells.len() {
                self.cells.push((key, Gathered::default()));
            }
            if let Some((_, rows)) = self.cells.get_mut(at) {
                rows.add(within.employer, row.copies, (!copy).then_some(amount));
            }
        }
    }

    pub fn write(mut self, transaction: &Transaction<'_>, snapshot: i64) -> Result<(), StoreError> {
        let mut statement = inserting(transaction)?;
        self.cells.sort_by_key(|(key, _)| *key);
        for (key, rows) in self.cells {
            insert(&mut statement, snapshot, key, rows.pack())?;
        }
        Ok(())
    }
}

/// Adds one row to the cells that are already written.
pub fn add_to_stored(
    transaction: &Transaction<'_>,
    snapshot: i64,
    within: Within,
    row: &Paid,
) -> Result<(), StoreError> {
    let by_employer = format!("SELECT by_employer FROM cell WHERE ({KEY}) = (?,?,?,?,?,?,?,?,?,?)");
    for (key, amount) in row.keyed(within.dimensions) {
        let known: Option<Vec<u8>> = transaction
            .query_row(
                &by_employer,
                params_from_iter(key_values(snapshot, key)),
                |row| row.get(0),
            )
            .optional()?;
        let mut rows = Gathered::of(&known.unwrap_or_default())
            .ok_or_else(|| StoreError::Corrupt("the rows of a cell".to_owned()))?;
        rows.add(within.employer, row.copies, Some(amount));
        insert(&mut inserting(transaction)?, snapshot, key, rows.pack())?;
    }
    Ok(())
}

/// Makes the cells of every snapshot anew from its rows.
pub fn rebuild(transaction: &Transaction<'_>) -> Result<(), StoreError> {
    transaction.execute("DELETE FROM cell", [])?;
    let snapshots: Vec<i64> = transaction
        .prepare("SELECT id FROM snapshot ORDER BY id")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for snapshot in snapshots {
        let mut cells = CellBuilder::default();
        let mut statement = transaction.prepare(
            "SELECT role, seniority, country, metro, stage, employer, class, currency, date, copies,
             base, bonus, equity, total FROM observation WHERE snapshot_id = ? ORDER BY id",
        )?;
        let mut rows = statement.query([snapshot])?;
        while let Some(row) = rows.next()? {
            let id = |index| {
                row.get::<_, Option<i64>>(index)
                    .map(Option::unwrap_or_default)
            };
            let within = Within {
                dimensions: [id(0)?, id(1)?, id(2)?, id(3)?, id(4)?],
                employer: id(5)?,
            };
            let date: Option<String> = row.get(8)?;
            let amount = |index| -> rusqlite::Result<Option<u64>> {
                Ok(row.get::<_, Option<i64>>(index)?.map(i64::unsigned_abs))
            };
            let paid = Paid {
                class: class_of(row.get_ref(6)?.as_str().unwrap_or_default())?,
                currency: currency_of(row.get_ref(7)?.as_str().unwrap_or_default())?,
                year: date
                    .and_then(|date| date.parse::<Date>().ok())
                    .map_or(0, Date::year),
                copies: row.get::<_, i64>(9)?.unsigned_abs(),
                amounts: [amount(10)?, amount(11)?, amount(12)?, amount(13)?],
            };
            cells.add(within, &paid, false);
        }
        cells.write(transaction, snapshot)?;
    }
    Ok(())
}
