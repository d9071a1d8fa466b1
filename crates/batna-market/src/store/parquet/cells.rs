//! Cells that travel within an export: its rows counted once, as the store counts them.
//!
//! They lie between the last group of rows and the footer, where other readers do not look, so
//! that a file and its cells cannot part; their length and hash stand in the footer, so that a
//! file which another program wrote anew is seen to have none. By every dimension but the
//! employer, whose cells would be about as many as there are rows.

use std::collections::BTreeMap;
use std::ops::Range;

use batna_core::{Currency, Measure};
use jiff::civil::Date;
use parquet::data_type::ByteArray;
use parquet::file::metadata::ParquetMetaData;
use rusqlite::Row;
use sha2::{Digest, Sha256};

use super::super::StoreError;
use super::super::cells::MEASURES;
use super::super::load::hex;
use super::super::query::{class_of, currency_of};
use crate::histogram::LogHistogram;
use crate::memo::Memo;
use crate::observation::{Cell, CellKey, Dimension, Selection, SourceClass};
use crate::varint::{push, push_bytes, take, take_bytes};

/// What the footer says of the cells, as JSON: a [`Stretch`].
pub const CELLS_KEY: &str = "batna.cells";

/// What cells are told apart by, beside source, class, currency and year.
pub const DIMENSIONS: [Dimension; 5] = [
    Dimension::Role,
    Dimension::Seniority,
    Dimension::Country,
    Dimension::Metro,
    Dimension::Stage,
];

/// Where dimensions and amounts stand in the query of an export.
const AT: [usize; 5] = [4, 5, 6, 7, 8];
const PAID_AT: [usize; 4] = [15, 18, 19, 20];

/// The bytes that hold the cells of a file, right after its rows.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Stretch {
    pub length: u64,
    pub sha256: String,
    /// Rows of the file that the cells count.
    pub rows: u64,
}

impl Stretch {
    pub(super) fn of(bytes: &[u8], rows: u64) -> Stretch {
        Stretch {
            length: bytes.len() as u64,
            sha256: hash(bytes),
            rows,
        }
    }

    /// What a footer tells; none where the file has no cells, or has other rows than they count.
    pub fn told(metadata: &ParquetMetaData) -> Option<Stretch> {
        let pairs = metadata.file_metadata().key_value_metadata()?;
        let text = pairs.iter().find(|pair| pair.key == CELLS_KEY)?;
        let stretch: Stretch = serde_json::from_str(text.value.as_deref()?).ok()?;
        let rows = u64::try_from(metadata.file_metadata().num_rows()).ok()?;
        (stretch.rows == rows).then_some(stretch)
    }

    /// Where in the file they lie.
    pub fn place(&self, metadata: &ParquetMetaData) -> Option<Range<u64>> {
        let ends = metadata
            .row_groups()
            .iter()
            .flat_map(|group| group.columns())
            .map(|column| {
                let (start, length) = column.byte_range();
                start.checked_add(length)
            });
        // A file begins with four letters, whether or not rows follow.
        let begin = ends.chain([Some(4)]).max()??;
        Some(begin..begin.checked_add(self.length)?)
    }

    /// The cells, where the bytes are those that were written.
    pub fn read(&self, bytes: &[u8]) -> Option<ExportedCells> {
        let whole = bytes.len() as u64 == self.length && hash(bytes) == self.sha256;
        whole.then(|| ExportedCells::of(bytes)).flatten()
    }
}

fn hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Source by its place, class, currency, year, then the ids of words, nought for none.
type Key = (usize, SourceClass, Currency, i16, [i64; 5]);

/// Cells gathered while rows are written.
#[derive(Default)]
pub(super) struct Gathering {
    at: Memo<(usize, Key), usize>,
    cells: Vec<(usize, Key, Cell)>,
}

impl Gathering {
    /// Counts a row of the query; `source` is its place among the sources.
    pub(super) fn count(&mut self, row: &Row<'_>, source: usize) -> Result<(), StoreError> {
        let text = |index| -> Result<&str, StoreError> {
            Ok(row
                .get_ref(index)?
                .as_str_or_null()
                .map_err(rusqlite::Error::from)?
                .unwrap_or_default())
        };
        let number = |index| -> Result<Option<i64>, StoreError> { Ok(row.get(index)?) };
        let mut by = [0; 5];
        for (id, index) in by.iter_mut().zip(AT) {
            *id = number(index)?.unwrap_or_default();
        }
        let year = text(13)?.parse().map_or(0, Date::year);
        let (class, currency) = (class_of(text(3)?)?, currency_of(text(14)?)?);
        let copies = number(26)?.unwrap_or_default().unsigned_abs();
        for (measure, index) in PAID_AT.into_iter().enumerate() {
            let Some(amount) = number(index)? else {
                continue;
            };
            let key = (source, class, currency, year, by);
            let at = self.at.place((measure, key), || self.cells.len());
            if at == self.cells.len() {
                self.cells.push((measure, key, Cell::default()));
            }
            if let Some((.., cell)) = self.cells.get_mut(at) {
                cell.rows += copies;
                cell.amounts.add(amount.unsigned_abs());
            }
        }
        Ok(())
    }

    /// The cells as bytes: the words, then measure by measure.
    pub(super) fn bytes(
        self,
        sources: &[String],
        mut word: impl FnMut(i64) -> Result<ByteArray, StoreError>,
    ) -> Result<Vec<u8>, StoreError> {
        let mut words = Words::default();
        let mut sections: [Vec<u8>; 4] = Default::default();
        for (measure, (source, class, currency, year, by), cell) in self.cells {
            let Some(out) = sections.get_mut(measure) else {
                continue;
            };
            let source = sources.get(source).map_or("", String::as_str);
            for text in [source, class.label(), currency.code()] {
                push(out, words.number(text));
            }
            push(out, u64::from(year.cast_unsigned()));
            for id in by {
                let text = if id == 0 {
                    ByteArray::from("")
                } else {
                    word(id)?
                };
                push(out, words.number(text.as_utf8().map_err(super::failed)?));
            }
            push(out, cell.rows);
            push_bytes(out, &cell.amounts.to_bytes());
        }
        let mut out = Vec::new();
        push(&mut out, words.texts.len() as u64);
        for text in &words.texts {
            push_bytes(&mut out, text.as_bytes());
        }
        for section in &sections {
            push_bytes(&mut out, section);
        }
        Ok(out)
    }
}

/// Words by their numbers.
#[derive(Default)]
struct Words {
    known: Memo<String, u64>,
    texts: Vec<String>,
}

impl Words {
    fn number(&mut self, text: &str) -> u64 {
        let next = self.texts.len() as u64;
        let number = self.known.get_or(text, || next);
        if number == next {
            self.texts.push(text.to_owned());
        }
        number
    }
}

/// One cell, as numbers of words: source, class, currency, then [`DIMENSIONS`].
#[derive(Debug)]
struct Counted {
    head: [u32; 3],
    year: i16,
    by: [u32; 5],
    cell: Cell,
}

/// The cells of a file.
#[derive(Debug)]
pub struct ExportedCells {
    words: Vec<String>,
    /// In the order of [`MEASURES`], still packed: one is asked for at a time.
    sections: [Vec<u8>; 4],
}

impl ExportedCells {
    fn of(mut bytes: &[u8]) -> Option<ExportedCells> {
        let bytes = &mut bytes;
        let mut words = Vec::new();
        for _ in 0..take(bytes)? {
            words.push(std::str::from_utf8(take_bytes(bytes)?).ok()?.to_owned());
        }
        let mut sections: [Vec<u8>; 4] = Default::default();
        for section in &mut sections {
            *section = take_bytes(bytes)?.to_vec();
        }
        bytes
            .is_empty()
            .then_some(ExportedCells { words, sections })
    }

    /// Adds the cells that the selection means to `into`. None where they cannot tell, as of an
    /// employer, or do not read.
    pub fn add_to(
        &self,
        into: &mut BTreeMap<CellKey, Cell>,
        selection: &Selection,
        measure: Measure,
        by: &[Dimension],
    ) -> Option<()> {
        let place = |wanted: &Dimension| DIMENSIONS.iter().position(|held| held == wanted);
        let by: Vec<usize> = by.iter().map(place).collect::<Option<_>>()?;
        let mut fixed = Vec::new();
        for (dimension, value) in &selection.with {
            fixed.push((place(dimension)?, value.as_str()));
        }
        let at = MEASURES.iter().position(|(held, _)| *held == measure)?;
        let mut bytes = self.sections.get(at)?.as_slice();
        let word = |number: u32| self.words.get(number as usize).map(String::as_str);
        // By numbers first: words are spelt out once a cell of the answer, not once a cell held.
        let mut found: BTreeMap<([u32; 3], i16, Vec<u32>), Cell> = BTreeMap::new();
        while !bytes.is_empty() {
            let counted = Counted::take(&mut bytes)?;
            let value = |place: usize| counted.by.get(place).copied();
            let [source, class, _] = counted.head.map(word);
            let wanted = fixed
                .iter()
                .all(|&(place, wanted)| value(place).and_then(word) == Some(wanted))
                && selection.class.is_none_or(|c| class == Some(c.label()))
                && selection
                    .source
                    .as_deref()
                    .is_none_or(|s| source == Some(s))
                && selection.from_year.is_none_or(|y| counted.year >= y)
                && selection.through_year.is_none_or(|y| counted.year <= y);
            if wanted {
                let values = by.iter().copied().map(value).collect::<Option<Vec<_>>>()?;
                found
                    .entry((counted.head, counted.year, values))
                    .or_default()
                    .merge(&counted.cell);
            }
        }
        for (([source, class, currency], year, values), cell) in found {
            let key = CellKey {
                source: word(source)?.to_owned(),
                class: word(class)?.parse().ok()?,
                currency: word(currency)?.parse().ok()?,
                year,
                by: values
                    .into_iter()
                    .map(|number| Some(word(number)?.to_owned()))
                    .collect::<Option<_>>()?,
            };
            into.entry(key).or_default().merge(&cell);
        }
        Some(())
    }
}

impl Counted {
    fn take(bytes: &mut &[u8]) -> Option<Counted> {
        let mut number = || u32::try_from(take(bytes)?).ok();
        let head = [number()?, number()?, number()?];
        let year = u16::try_from(number()?).ok()?.cast_signed();
        let by = [number()?, number()?, number()?, number()?, number()?];
        let rows = take(bytes)?;
        Some(Counted {
            head,
            year,
            by,
            cell: Cell {
                rows,
                amounts: LogHistogram::from_bytes(take_bytes(bytes)?)?,
            },
        })
    }
}
