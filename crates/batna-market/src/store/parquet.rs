//! Rows as a Parquet file that other engines read: the columns of the view `pay`.
//!
//! Rows stand in the order of import, in groups that engines scan side by side. The file
//! carries its schema's name and the snapshots behind the rows, so that a source made
//! from it cites as the store does. Confidential rows are left out unless asked for.
//! The rows counted into cells travel with them (see [`cells`]).
//! Leaves out nested columns: skills and doubts are lists joined by `; `, as in the view.

pub mod cells;

use std::collections::BTreeSet;
use std::io::Write;
use std::sync::Arc;

use parquet::basic::Compression;
use parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int32Type, Int64Type,
};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;
use rusqlite::types::ValueRef;
use rusqlite::{Row, params_from_iter};

use super::query::ROW_YEAR;
use super::{Store, StoreError};
use crate::memo::Memo;
use crate::observation::{Observations, Selection, Snapshot};

/// The name of the schema, under [`SCHEMA_KEY`] in the file's metadata.
pub const SCHEMA: &str = "batna/pay/1";
pub const SCHEMA_KEY: &str = "batna.schema";
/// The snapshots behind the rows, as JSON: a list of [`Exported`].
pub const SNAPSHOTS_KEY: &str = "batna.snapshots";

/// The columns in order, in Parquet's own notation.
pub const MESSAGE: &str = "message pay {
  required int64 id;
  required binary source (string);
  required int64 row;
  required binary class (string);
  optional binary role (string);
  optional binary seniority (string);
  optional binary country (string);
  optional binary metro (string);
  optional binary stage (string);
  optional binary employer (string);
  optional binary employer_name (string);
  optional binary title (string);
  optional binary level (string);
  optional int32 date (date);
  required binary currency (string);
  optional int64 base;
  optional int64 base_low;
  optional int64 base_high;
  optional int64 bonus;
  optional int64 equity;
  optional int64 total;
  optional double years;
  optional int32 remote;
  optional binary employment (string);
  optional binary size (string);
  optional binary skills (string);
  required int64 copies;
  optional binary doubts (string);
  required boolean confidential;
}";

/// Rows of a group: what one reader takes at a time.
const GROUP: usize = 1 << 17;

/// A snapshot and how many of its rows a file holds.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Exported {
    pub rows: u64,
    #[serde(flatten)]
    pub snapshot: Snapshot,
}

impl Store {
    /// Writes the selected rows as Parquet; gives how many.
    pub fn export_parquet(
        &self,
        selection: &Selection,
        confidential: bool,
        out: &mut (dyn Write + Send),
    ) -> Result<u64, StoreError> {
        let schema = Arc::new(parse_message_type(MESSAGE).map_err(failed)?);
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(concat!("batna ", env!("CARGO_PKG_VERSION")).to_owned())
            .build();
        let mut writer =
            SerializedFileWriter::new(out, schema, Arc::new(properties)).map_err(failed)?;
        let mut sources: Vec<String> = Vec::new();
        let mut kept: Vec<u64> = Vec::new();
        let mut gathering = cells::Gathering::default();
        let mut words = Words::new(self);
        let found = self.conditions(selection, "o", ROW_YEAR)?;
        if !found.impossible {
            let query = format!(
                "SELECT o.id, s.source, o.row, o.class, o.role, o.seniority, o.country, o.metro, o.stage,
                 o.employer, o.employer_name, o.title, o.level, o.date, o.currency, o.base, o.base_low,
                 o.base_high, o.bonus, o.equity, o.total, o.years, o.remote, o.employment, o.size,
                 o.skills, o.copies, o.doubts, o.confidential
                 FROM observation o JOIN snapshot s ON s.id = o.snapshot_id
                 WHERE {} {} ORDER BY o.id",
                found.clauses.join(" AND "),
                if confidential { "" } else { "AND o.confidential = 0" }
            );
            let mut statement = self.connection.prepare_cached(&query)?;
            let mut rows = statement.query(params_from_iter(found.values))?;
            let mut group = Group::default();
            while let Some(row) = rows.next()? {
                group.push(row, &mut words)?;
                let source = row.get_ref(1)?.as_str().unwrap_or_default();
                let place = match sources.iter().position(|known| known == source) {
                    Some(place) => place,
                    None => {
                        sources.push(source.to_owned());
                        kept.push(0);
                        sources.len() - 1
                    }
                };
                if let Some(rows) = kept.get_mut(place) {
                    *rows += 1;
                }
                gathering.count(row, place)?;
                if group.rows == GROUP {
                    group.write(&mut writer)?;
                }
            }
            group.write(&mut writer)?;
        }
        let exported: Vec<Exported> = self
            .snapshots()?
            .into_iter()
            .filter_map(|snapshot| {
                let place = sources.iter().position(|s| *s == snapshot.source)?;
                let rows = kept.get(place).copied()?;
                Some(Exported { rows, snapshot })
            })
            .collect();
        let rows = kept.iter().sum();
        let counted = gathering.bytes(&sources, |id| words.get(id))?;
        writer
            .write_all(&counted)
            .map_err(|error| failed(error.into()))?;
        let stretch = cells::Stretch::of(&counted, rows);
        for (key, value) in [
            (SCHEMA_KEY, Ok(SCHEMA.to_owned())),
            (SNAPSHOTS_KEY, serde_json::to_string(&exported)),
            (cells::CELLS_KEY, serde_json::to_string(&stretch)),
        ] {
            let value = value.map_err(|e| failed(ParquetError::General(e.to_string())))?;
            writer.append_key_value_metadata(KeyValue::new(key.to_owned(), value));
        }
        writer.close().map_err(failed)?;
        Ok(rows)
    }
}

fn failed(error: ParquetError) -> StoreError {
    StoreError::Write("the export".to_owned(), std::io::Error::other(error))
}

/// Texts by their ids, each read once and then shared.
struct Words<'s> {
    store: &'s Store,
    known: Memo<u64, usize>,
    texts: Vec<ByteArray>,
}

impl<'s> Words<'s> {
    fn new(store: &'s Store) -> Self {
        Words {
            store,
            known: Memo::default(),
            texts: Vec::new(),
        }
    }

    fn get(&mut self, id: i64) -> Result<ByteArray, StoreError> {
        if let Some(text) = self
            .known
            .get(id as u64)
            .and_then(|index| self.texts.get(index))
        {
            return Ok(text.clone());
        }
        let text = self
            .store
            .words(&BTreeSet::from([id]))?
            .remove(&id)
            .unwrap_or_default();
        let text = ByteArray::from(text.into_bytes());
        self.known.insert(id as u64, self.texts.len());
        self.texts.push(text.clone());
        Ok(text)
    }
}

/// Values of a column that are there, and for each row whether it has one.
struct Column<T> {
    values: Vec<T>,
    present: Vec<i16>,
}

impl<T> Default for Column<T> {
    fn default() -> Self {
        Column {
            values: Vec::new(),
            present: Vec::new(),
        }
    }
}

impl<T> Column<T> {
    fn push(&mut self, value: Option<T>) {
        self.present.push(i16::from(value.is_some()));
        self.values.extend(value);
    }
}

/// Rows gathered by column. The arrays follow the order of columns of their type.
#[derive(Default)]
struct Group {
    rows: usize,
    longs: [Column<i64>; 9],
    texts: [Column<ByteArray>; 16],
    ints: [Column<i32>; 2],
    years: Column<f64>,
    confidential: Column<bool>,
}

/// How a column of the query becomes one of the file.
#[derive(Clone, Copy)]
enum Kind {
    Long,
    /// A text of its own.
    Text,
    /// The id of a text.
    Word,
    Day,
    Int,
    Double,
    Flag,
}

/// In the order of [`MESSAGE`].
const KINDS: [Kind; 29] = {
    use Kind::*;
    [
        Long, Text, Long, Text, Word, Word, Word, Word, Word, Word, Word, Word, Word, Day, Text,
        Long, Long, Long, Long, Long, Long, Double, Int, Word, Word, Word, Long, Word, Flag,
    ]
};

impl Group {
    fn push(&mut self, row: &Row<'_>, words: &mut Words<'_>) -> Result<(), StoreError> {
        let (mut longs, mut texts, mut ints) = (
            self.longs.iter_mut(),
            self.texts.iter_mut(),
            self.ints.iter_mut(),
        );
        for (index, kind) in KINDS.iter().enumerate() {
            let value = row.get_ref(index)?;
            match kind {
                Kind::Long => push(longs.next(), long(value)?),
                Kind::Text => push(
                    texts.next(),
                    text(value)?.map(|t| ByteArray::from(t.as_bytes().to_vec())),
                ),
                Kind::Word => push(
                    texts.next(),
                    long(value)?.map(|id| words.get(id)).transpose()?,
                ),
                Kind::Day => push(ints.next(), text(value)?.and_then(days)),
                Kind::Int => push(
                    ints.next(),
                    long(value)?.and_then(|i| i32::try_from(i).ok()),
                ),
                Kind::Double => self.years.push(match value {
                    ValueRef::Real(years) => Some(years),
                    ValueRef::Integer(years) => Some(years as f64),
                    _ => None,
                }),
                Kind::Flag => self.confidential.push(Some(long(value)? == Some(1))),
            }
        }
        self.rows += 1;
        Ok(())
    }

    /// Writes the rows as a group of the file and forgets them.
    fn write<W: Write + Send>(
        &mut self,
        file: &mut SerializedFileWriter<W>,
    ) -> Result<(), StoreError> {
        if self.rows == 0 {
            return Ok(());
        }
        let mut group = file.next_row_group().map_err(failed)?;
        let (mut longs, mut texts, mut ints) =
            (self.longs.iter(), self.texts.iter(), self.ints.iter());
        for kind in KINDS {
            match kind {
                Kind::Long => write::<Int64Type, _>(&mut group, longs.next()),
                Kind::Text | Kind::Word => write::<ByteArrayType, _>(&mut group, texts.next()),
                Kind::Day | Kind::Int => write::<Int32Type, _>(&mut group, ints.next()),
                Kind::Double => write::<DoubleType, _>(&mut group, Some(&self.years)),
                Kind::Flag => write::<BoolType, _>(&mut group, Some(&self.confidential)),
            }
            .map_err(failed)?;
        }
        group.close().map_err(failed)?;
        *self = Group::default();
        Ok(())
    }
}

fn long(value: ValueRef<'_>) -> Result<Option<i64>, rusqlite::Error> {
    Ok(value.as_i64_or_null()?)
}

fn text<'r>(value: ValueRef<'r>) -> Result<Option<&'r str>, rusqlite::Error> {
    Ok(value.as_str_or_null()?)
}

fn push<T>(column: Option<&mut Column<T>>, value: Option<T>) {
    if let Some(column) = column {
        column.push(value);
    }
}

fn write<T: DataType, W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    column: Option<&Column<T::T>>,
) -> Result<(), ParquetError> {
    let lacks = || ParquetError::General("the columns are not those of the schema".to_owned());
    let (column, mut writer) = (
        column.ok_or_else(lacks)?,
        group.next_column()?.ok_or_else(lacks)?,
    );
    writer
        .typed::<T>()
        .write_batch(&column.values, Some(&column.present), None)?;
    writer.close()
}

/// Days since 1970 began.
fn days(date: &str) -> Option<i32> {
    let date: jiff::civil::Date = date.parse().ok()?;
    let epoch = jiff::civil::date(1970, 1, 1);
    epoch.until(date).ok().map(|span| span.get_days())
}
