//! Cells as a query: rows counted where they lie, into counts that add up on any number of machines.

use std::collections::BTreeMap;

use batna_core::Measure;
use batna_market::observation::{Cell, CellKey, Dimension, SourceClass};
use datafusion::arrow::array::{ArrayRef, RecordBatch, StringArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::DataType;
use datafusion::common::cast::{as_large_binary_array, as_string_array};
use datafusion::dataframe::DataFrame;
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::{ident, lit};

use crate::gather;
use crate::tally::Tally;

fn column(measure: Measure) -> &'static str {
    match measure {
        Measure::Base => "base",
        Measure::Bonus => "bonus",
        Measure::Equity => "equity",
        Measure::Total => "total",
    }
}

/// A part of the key of cells: a column to count by, or the one value it has everywhere.
enum Key<'k> {
    Column(&'static str),
    Constant(&'k str),
}

/// What cells are counted by.
pub struct Keys<'k> {
    /// Source, class, currency, then the dimensions asked for.
    words: Vec<Key<'k>>,
    measure: &'static str,
    /// How many rows of the file stand behind each, where it is the same for all.
    copies: Option<i64>,
}

impl<'k> Keys<'k> {
    /// `constants` are columns that need not be read, with their value.
    pub fn new(
        measure: Measure,
        by: &[Dimension],
        constants: &'k BTreeMap<String, String>,
    ) -> Keys<'k> {
        let words = ["source", "class", "currency"]
            .into_iter()
            .chain(by.iter().map(|dimension| dimension.label()))
            .map(|name| match constants.get(name) {
                Some(value) => Key::Constant(value),
                None => Key::Column(name),
            })
            .collect();
        Keys {
            words,
            measure: column(measure),
            copies: constants.get("copies").and_then(|text| text.parse().ok()),
        }
    }

    fn columns(&self) -> impl Iterator<Item = &'static str> {
        self.words.iter().filter_map(|key| match key {
            Key::Column(name) => Some(*name),
            Key::Constant(_) => None,
        })
    }

    /// Rows that bear the measure, counted into one value that holds all cells.
    pub fn counted(&self, rows: DataFrame) -> Result<DataFrame> {
        let copies = self.copies.map_or_else(|| ident("copies"), lit);
        let arguments = [ident(self.measure), ident("date"), copies]
            .into_iter()
            .chain(self.columns().map(ident))
            .collect();
        let cells = gather::function().call(arguments).alias("cells");
        rows.aggregate(Vec::new(), vec![cells])
    }

    /// The counted rows as cells.
    pub fn read(&self, batches: &[RecordBatch]) -> Result<BTreeMap<CellKey, Cell>> {
        let mut tally = Tally::new(self.columns().count());
        for batch in batches {
            let column = as_large_binary_array(batch.column(batch.schema().index_of("cells")?))?;
            for bytes in column.iter().flatten() {
                tally
                    .add_bytes(bytes)
                    .ok_or_else(|| strange("count", "bytes that are no cells"))?;
            }
        }
        let mut cells: BTreeMap<CellKey, Cell> = BTreeMap::new();
        for counted in tally.cells() {
            let mut columns = counted.words.iter();
            let mut words = self.words.iter().map(|key| match key {
                Key::Column(_) => columns.next().copied().unwrap_or_default(),
                Key::Constant(value) => value,
            });
            let mut word = || words.next().unwrap_or_default();
            let (source, class, currency) = (word(), word(), word());
            let key = CellKey {
                source: source.to_owned(),
                class: class_of(class)?,
                currency: currency
                    .parse()
                    .map_err(|_| strange("currency", currency))?,
                year: counted.year,
                by: words.map(str::to_owned).collect(),
            };
            let cell = cells.entry(key).or_default();
            cell.rows += counted.rows;
            cell.amounts.merge(&counted.amounts);
        }
        Ok(cells)
    }
}

/// A column as plain text, however the engine holds it.
pub(crate) fn text(batch: &RecordBatch, index: usize) -> Result<StringArray> {
    let column = cast(batch.column(index), &DataType::Utf8)?;
    Ok(as_string_array(&column)?.clone())
}

/// A column of whole numbers in 64 bits.
pub(crate) fn long(batch: &RecordBatch, index: usize) -> Result<ArrayRef> {
    Ok(cast(batch.column(index), &DataType::Int64)?)
}

pub(crate) fn class_of(text: &str) -> Result<SourceClass> {
    text.parse().map_err(|_| strange("class", text))
}

pub(crate) fn strange(what: &str, text: &str) -> DataFusionError {
    DataFusionError::Execution(format!(
        "the rows hold a {what} that does not read: `{text}`"
    ))
}
