//! Cells as a query: counts and sums by bucket, which add up on any number of machines.

use std::collections::BTreeMap;

use batna_core::Measure;
use batna_market::observation::{Cell, CellKey, Dimension, SourceClass};
use datafusion::arrow::array::{Array, ArrayRef, Int64Array, RecordBatch, StringArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::DataType;
use datafusion::common::cast::{as_int64_array, as_string_array};
use datafusion::dataframe::DataFrame;
use datafusion::error::{DataFusionError, Result};
use datafusion::functions_aggregate::expr_fn::{count, sum};
use datafusion::logical_expr::{Expr, ident, lit};

use crate::bucket;
use crate::source::year;

fn column(measure: Measure) -> &'static str {
    match measure {
        Measure::Base => "base",
        Measure::Bonus => "bonus",
        Measure::Equity => "equity",
        Measure::Total => "total",
    }
}

/// A part of the key of cells: a column to group by, or the one value it has everywhere.
enum Key<'k> {
    Column(&'static str),
    Constant(&'k str),
}

/// What cells are counted by.
pub struct Keys<'k> {
    /// Source, class, currency, then the dimensions asked for.
    texts: Vec<Key<'k>>,
    measure: &'static str,
}

impl<'k> Keys<'k> {
    /// `constants` are columns that need not be read, with their value.
    pub fn new(
        measure: Measure,
        by: &[Dimension],
        constants: &'k BTreeMap<String, String>,
    ) -> Keys<'k> {
        let texts = ["source", "class", "currency"]
            .into_iter()
            .chain(by.iter().map(|dimension| dimension.label()))
            .map(|name| match constants.get(name) {
                Some(value) => Key::Constant(value),
                None => Key::Column(name),
            })
            .collect();
        Keys {
            texts,
            measure: column(measure),
        }
    }

    /// Rows that bear the measure, counted by key and bucket.
    pub fn counted(&self, rows: DataFrame) -> Result<DataFrame> {
        let amount = || ident(self.measure);
        let mut keys: Vec<Expr> = vec![
            year().alias("year"),
            bucket::function().call(vec![amount()]).alias("bucket"),
        ];
        // Named anew: a dimension may be asked for twice, or be fixed by the selection too.
        keys.extend(
            self.texts
                .iter()
                .enumerate()
                .filter_map(|(index, key)| match key {
                    Key::Column(name) => Some(ident(*name).alias(format!("key{index}"))),
                    Key::Constant(_) => None,
                }),
        );
        rows.filter(amount().is_not_null())?.aggregate(
            keys,
            vec![
                count(lit(1)).alias("n"),
                sum(amount()).alias("amounts"),
                sum(ident("copies")).alias("rows"),
            ],
        )
    }

    /// The counted rows as cells.
    pub fn read(&self, batches: &[RecordBatch]) -> Result<BTreeMap<CellKey, Cell>> {
        let mut cells: BTreeMap<CellKey, Cell> = BTreeMap::new();
        for batch in batches {
            let named = |name: &str| Ok::<usize, DataFusionError>(batch.schema().index_of(name)?);
            let numbers = |name: &str| -> Result<Int64Array> {
                Ok(as_int64_array(&long(batch, named(name)?)?)?.clone())
            };
            let texts: Vec<Text<'_>> = self
                .texts
                .iter()
                .enumerate()
                .map(|(index, key)| match key {
                    Key::Column(_) => {
                        Ok(Text::Column(text(batch, named(&format!("key{index}"))?)?))
                    }
                    Key::Constant(value) => Ok(Text::Constant(value)),
                })
                .collect::<Result<_>>()?;
            let (years, buckets) = (numbers("year")?, numbers("bucket")?);
            let (counts, sums, rows) = (numbers("n")?, numbers("amounts")?, numbers("rows")?);
            for index in 0..batch.num_rows() {
                let mut words = texts.iter().map(|text| text.value(index));
                let mut word = || words.next().unwrap_or_default();
                let (source, class, currency) = (word(), word(), word());
                let key = CellKey {
                    source: source.to_owned(),
                    class: class_of(class)?,
                    currency: currency
                        .parse()
                        .map_err(|_| strange("currency", currency))?,
                    year: narrow(years.value(index))?,
                    by: words.map(str::to_owned).collect(),
                };
                let cell = cells.entry(key).or_default();
                cell.rows += rows.value(index).unsigned_abs();
                cell.amounts.add_many(
                    narrow(buckets.value(index))?,
                    counts.value(index).unsigned_abs(),
                    sums.value(index).unsigned_abs(),
                );
            }
        }
        Ok(cells)
    }
}

/// The values of a key in one batch; empty where a row has none.
enum Text<'k> {
    Column(StringArray),
    Constant(&'k str),
}

impl Text<'_> {
    fn value(&self, index: usize) -> &str {
        match self {
            Text::Column(texts) if texts.is_null(index) => "",
            Text::Column(texts) => texts.value(index),
            Text::Constant(value) => value,
        }
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

fn narrow<T: TryFrom<i64>>(value: i64) -> Result<T> {
    T::try_from(value).map_err(|_| strange("number", &value.to_string()))
}
