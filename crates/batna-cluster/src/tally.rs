//! Cells as they are counted: each row once, without a table of rows or of buckets between.
//!
//! Words become numbers as they are met, a cell is found by the numbers of its words, and
//! amounts go straight into its histogram. What was counted travels as bytes, which add up on
//! any number of machines. Leaves out which rows count: that is the query's.

use batna_market::histogram::{Bucket, LogHistogram, bucket_of};
use batna_market::varint::{push, push_bytes, take, take_bytes};
use datafusion::arrow::array::{Array, Date32Array, Int64Array, StringViewArray};
use hashbrown::HashTable;

/// The words of one column by number; none is nought.
#[derive(Debug)]
struct Words {
    texts: Vec<String>,
    known: HashTable<u32>,
    /// Views seen lately and their numbers: a column has few words and many rows.
    recent: Vec<(u128, u32)>,
}

/// Places of [`Words::recent`]; a power of two.
const RECENT: usize = 256;

impl Words {
    fn new() -> Words {
        let mut words = Words {
            texts: Vec::new(),
            known: HashTable::new(),
            recent: Vec::new(),
        };
        words.forget();
        words.number("");
        words
    }

    /// A view of no bytes is none of a column's, so that no place is taken for a hit.
    fn forget(&mut self) {
        self.recent.clear();
        self.recent.resize(RECENT, (u128::MAX, 0));
    }

    fn number(&mut self, text: &str) -> u32 {
        let hash = |text: &str| {
            text.bytes()
                .fold(0, |state, byte| mix(state, u64::from(byte)))
        };
        let at = hash(text);
        let found = self.known.find(at, |&number| {
            self.texts.get(number as usize).is_some_and(|t| t == text)
        });
        if let Some(&number) = found {
            return number;
        }
        let number = self.texts.len() as u32;
        self.texts.push(text.to_owned());
        let texts = &self.texts;
        self.known.insert_unique(at, number, |&number| {
            texts.get(number as usize).map_or(0, |text| hash(text))
        });
        number
    }

    /// The number of each row's word, onto `out`.
    fn read(&mut self, column: &StringViewArray, out: &mut Vec<u32>) {
        // The view of a longer text says where it lies, which another batch uses anew.
        if !column.data_buffers().is_empty() {
            self.forget();
        }
        for (row, &view) in column.views().iter().enumerate() {
            if column.is_null(row) {
                out.push(0);
                continue;
            }
            let place = (mix(view as u64, (view >> 64) as u64) >> 32) as usize % RECENT;
            let number = match self.recent.get(place) {
                Some(&(seen, number)) if seen == view => number,
                _ => {
                    let number = self.number(column.value(row));
                    if let Some(place) = self.recent.get_mut(place) {
                        *place = (view, number);
                    }
                    number
                }
            };
            out.push(number);
        }
    }
}

/// Multiplies and folds: no seed, so that even its costs repeat.
fn mix(state: u64, word: u64) -> u64 {
    let wide = u128::from(state ^ word ^ 0x9e37_79b9_7f4a_7c15) * 0xbf58_476d_1ce4_e5b9;
    (wide as u64) ^ ((wide >> 64) as u64)
}

/// Buckets of a cell: a short list, or every bucket of a stretch once a list would be long.
#[derive(Debug, Default)]
struct Amounts {
    few: LogHistogram,
    first: u16,
    stretch: Vec<Bucket>,
}

/// Buckets from which a list is too long to look through for every amount.
const LONG: usize = 32;

impl Amounts {
    fn add(&mut self, bucket: u16, count: u64, sum: u64) {
        if self.stretch.is_empty() {
            self.few.add_many(bucket, count, sum);
            if self.few.len() >= LONG {
                let few = std::mem::take(&mut self.few);
                for (bucket, many) in few.buckets() {
                    self.put(bucket, many.count, many.sum);
                }
            }
            return;
        }
        self.put(bucket, count, sum);
    }

    fn put(&mut self, bucket: u16, count: u64, sum: u64) {
        if self.stretch.is_empty() {
            self.first = bucket;
        }
        if bucket < self.first {
            let missing = usize::from(self.first - bucket);
            self.stretch
                .splice(0..0, std::iter::repeat_n(Bucket::default(), missing));
            self.first = bucket;
        }
        let place = usize::from(bucket - self.first);
        if place >= self.stretch.len() {
            self.stretch.resize(place + 1, Bucket::default());
        }
        if let Some(known) = self.stretch.get_mut(place) {
            known.count = known.count.saturating_add(count);
            known.sum = known.sum.saturating_add(sum);
        }
    }

    fn histogram(&self) -> LogHistogram {
        let mut all = self.few.clone();
        for (bucket, many) in (self.first..).zip(&self.stretch) {
            if many.count > 0 {
                all.add_many(bucket, many.count, many.sum);
            }
        }
        all
    }
}

/// One cell.
#[derive(Debug)]
struct Counts {
    year: i16,
    /// Rows of the files, copies included.
    rows: u64,
    amounts: Amounts,
}

/// A cell, as it is handed out: its year, its words in the order of columns, rows and amounts.
pub struct Counted<'t> {
    pub year: i16,
    pub words: Vec<&'t str>,
    pub rows: u64,
    pub amounts: LogHistogram,
}

/// Rows counted by year and words.
#[derive(Debug)]
pub struct Tally {
    words: Vec<Words>,
    cells: Vec<Counts>,
    /// The numbers of each cell's words, one cell after another.
    keys: Vec<u32>,
    at: HashTable<u32>,
    /// The numbers of a batch's words, one column after another; kept for its room.
    numbers: Vec<u32>,
}

impl Tally {
    /// `columns` of words tell cells apart, beside the year.
    pub fn new(columns: usize) -> Tally {
        Tally {
            words: std::iter::repeat_with(Words::new).take(columns).collect(),
            cells: Vec::new(),
            keys: Vec::new(),
            at: HashTable::new(),
            numbers: Vec::new(),
        }
    }

    /// Counts the rows that bear an amount. None where columns are not as many as told, or
    /// unlike in length, or a date lies beyond the calendar.
    pub fn count(
        &mut self,
        amounts: &Int64Array,
        dates: &Date32Array,
        copies: &Int64Array,
        columns: &[&StringViewArray],
    ) -> Option<()> {
        let rows = amounts.len();
        let alike = columns.iter().all(|column| column.len() == rows);
        if columns.len() != self.words.len()
            || dates.len() != rows
            || copies.len() != rows
            || !alike
        {
            return None;
        }
        let mut numbers = std::mem::take(&mut self.numbers);
        numbers.clear();
        for (words, column) in self.words.iter_mut().zip(columns) {
            words.read(column, &mut numbers);
        }
        let mut key = Vec::with_capacity(columns.len());
        for row in 0..rows {
            if amounts.is_null(row) {
                continue;
            }
            let year = if dates.is_null(row) {
                0
            } else {
                year_of(dates.value(row))?
            };
            key.clear();
            key.extend(numbers.iter().skip(row).step_by(rows));
            let cell = self.cell(year, &key)?;
            if !copies.is_null(row) {
                cell.rows = cell.rows.saturating_add(copies.value(row).unsigned_abs());
            }
            let amount = amounts.value(row).unsigned_abs();
            cell.amounts.add(bucket_of(amount), 1, amount);
        }
        self.numbers = numbers;
        Some(())
    }

    fn cell(&mut self, year: i16, key: &[u32]) -> Option<&mut Counts> {
        let hash = |year: i16, key: &[u32]| {
            key.iter()
                .fold(year as u64, |state, &number| mix(state, u64::from(number)))
        };
        let (cells, keys, width) = (&mut self.cells, &mut self.keys, key.len());
        let at = hash(year, key);
        let found = self.at.find(at, |&cell| {
            let cell = cell as usize;
            cells.get(cell).is_some_and(|c| c.year == year) && key_of(keys, width, cell) == key
        });
        let cell = match found {
            Some(&cell) => cell as usize,
            None => {
                let cell = cells.len();
                cells.push(Counts {
                    year,
                    rows: 0,
                    amounts: Amounts::default(),
                });
                keys.extend_from_slice(key);
                self.at
                    .insert_unique(at, u32::try_from(cell).ok()?, |&cell| {
                        let cell = cell as usize;
                        cells
                            .get(cell)
                            .map_or(0, |c| hash(c.year, key_of(keys, width, cell)))
                    });
                cell
            }
        };
        self.cells.get_mut(cell)
    }

    /// The cells in the order they were met.
    pub fn cells(&self) -> impl Iterator<Item = Counted<'_>> {
        let width = self.words.len();
        self.cells
            .iter()
            .enumerate()
            .map(move |(at, cell)| Counted {
                year: cell.year,
                words: self
                    .words
                    .iter()
                    .zip(self.keys.iter().skip(at * width))
                    .map(|(words, &number)| words.texts.get(number as usize).map_or("", |t| t))
                    .collect(),
                rows: cell.rows,
                amounts: cell.amounts.histogram(),
            })
    }

    /// What was counted, for [`Tally::add_bytes`] on another machine.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        push(&mut out, self.words.len() as u64);
        for words in &self.words {
            push(&mut out, words.texts.len() as u64);
            for text in &words.texts {
                push_bytes(&mut out, text.as_bytes());
            }
        }
        let mut numbers = self.keys.iter();
        for cell in &self.cells {
            push(&mut out, u64::from(cell.year.cast_unsigned()));
            for &number in numbers.by_ref().take(self.words.len()) {
                push(&mut out, u64::from(number));
            }
            push(&mut out, cell.rows);
            push_bytes(&mut out, &cell.amounts.histogram().to_bytes());
        }
        out
    }

    /// Adds what another tally of the same columns counted; none where the bytes are no tally.
    pub fn add_bytes(&mut self, mut bytes: &[u8]) -> Option<()> {
        if bytes.is_empty() {
            return Some(());
        }
        let bytes = &mut bytes;
        if take(bytes)? != self.words.len() as u64 {
            return None;
        }
        let mut mine: Vec<Vec<u32>> = Vec::with_capacity(self.words.len());
        for words in &mut self.words {
            let mut numbers = Vec::new();
            for _ in 0..take(bytes)? {
                numbers.push(words.number(std::str::from_utf8(take_bytes(bytes)?).ok()?));
            }
            mine.push(numbers);
        }
        let mut key = Vec::with_capacity(mine.len());
        while !bytes.is_empty() {
            let year = u16::try_from(take(bytes)?).ok()?.cast_signed();
            key.clear();
            for numbers in &mine {
                key.push(*numbers.get(usize::try_from(take(bytes)?).ok()?)?);
            }
            let rows = take(bytes)?;
            let amounts = LogHistogram::from_bytes(take_bytes(bytes)?)?;
            let cell = self.cell(year, &key)?;
            cell.rows = cell.rows.saturating_add(rows);
            for (bucket, many) in amounts.buckets() {
                cell.amounts.add(bucket, many.count, many.sum);
            }
        }
        Some(())
    }

    /// Bytes that are held, near enough to keep an engine within its limit.
    pub fn size(&self) -> usize {
        let words: usize = self
            .words
            .iter()
            .map(|words| {
                words
                    .texts
                    .iter()
                    .map(|text| text.len() + 40)
                    .sum::<usize>()
            })
            .sum();
        let cells: usize = self
            .cells
            .iter()
            .map(|cell| 24 * (cell.amounts.few.len() + cell.amounts.stretch.len()) + 96)
            .sum();
        words + cells + 8 * self.keys.len() + 4 * self.numbers.capacity()
    }
}

/// The numbers of a cell's words among those of all cells.
fn key_of(keys: &[u32], width: usize, cell: usize) -> &[u32] {
    keys.get(cell * width..(cell + 1) * width).unwrap_or(&[])
}

/// The first year of [`STARTS`].
const FIRST: i16 = 1900;

/// The day each year begins on, as days since 1970 began.
static STARTS: [i32; 202] = {
    let mut starts = [-25_567; 202];
    let mut index = 1;
    while index < starts.len() {
        let year = FIRST as usize + index - 1;
        let leap =
            year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        starts[index] = starts[index - 1] + if leap { 366 } else { 365 };
        index += 1;
    }
    starts
};

/// The calendar year of a day, as days since 1970 began; none beyond the calendar.
fn year_of(days: i32) -> Option<i16> {
    let begins = |index: usize| STARTS.get(index).copied();
    let guess = (i64::from(days) + 25_567) * 400 / 146_097;
    // A mean year is at most a day off in these two centuries.
    if let Ok(guess) = usize::try_from(guess)
        && guess > 0
        && let (Some(start), Some(next)) = (begins(guess), begins(guess + 1))
    {
        let index = guess + usize::from(days >= next) - usize::from(days < start);
        return Some(FIRST + index as i16);
    }
    let epoch = jiff::civil::date(1970, 1, 1);
    let day = epoch
        .checked_add(jiff::Span::new().try_days(days).ok()?)
        .ok()?;
    Some(day.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows with words short and long, absent and empty, and amounts from few buckets to many.
    fn batch(from: u32, rows: u32) -> (Int64Array, Date32Array, Int64Array, [StringViewArray; 2]) {
        let roles = [
            Some("ml-engineer"),
            None,
            Some("a role of more than twelve letters"),
        ];
        let role = |row: u32| roles[row as usize % 3];
        (
            (from..from + rows)
                .map(|row| (row % 7 != 0).then(|| i64::from(90_000 + row * row % 300_007)))
                .collect(),
            (from..from + rows)
                .map(|row| (row % 5 != 0).then_some(18_000 + row as i32 % 900))
                .collect(),
            (from..from + rows)
                .map(|row| Some(i64::from(1 + row % 2)))
                .collect(),
            [
                (from..from + rows).map(role).collect(),
                (from..from + rows)
                    .map(|row| Some(format!("metro-{}", row % 11)))
                    .collect(),
            ],
        )
    }

    fn counted(tally: &Tally) -> Vec<(i16, Vec<String>, u64, LogHistogram)> {
        let mut all: Vec<_> = tally
            .cells()
            .map(|cell| {
                let words = cell.words.iter().map(|word| (*word).to_owned()).collect();
                (cell.year, words, cell.rows, cell.amounts)
            })
            .collect();
        all.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
        all
    }

    fn tally(batches: &[(u32, u32)]) -> Tally {
        let mut tally = Tally::new(2);
        for &(from, rows) in batches {
            let (amounts, dates, copies, [roles, metros]) = batch(from, rows);
            tally
                .count(&amounts, &dates, &copies, &[&roles, &metros])
                .unwrap();
        }
        tally
    }

    #[test]
    fn rows_count_once_each_by_year_and_words() {
        use std::collections::BTreeMap;
        let (amounts, dates, copies, [roles, metros]) = batch(0, 5_000);
        let mut expected: BTreeMap<(i16, Vec<String>), (u64, LogHistogram)> = BTreeMap::new();
        for row in 0..5_000 {
            if amounts.is_null(row) {
                continue;
            }
            let year = if dates.is_null(row) {
                0
            } else {
                dates
                    .value_as_date(row)
                    .unwrap()
                    .format("%Y")
                    .to_string()
                    .parse()
                    .unwrap()
            };
            let role = if roles.is_null(row) {
                ""
            } else {
                roles.value(row)
            };
            let key = (year, vec![role.to_owned(), metros.value(row).to_owned()]);
            let (rows, histogram) = expected.entry(key).or_default();
            *rows += copies.value(row).unsigned_abs();
            histogram.add(amounts.value(row).unsigned_abs());
        }
        let expected: Vec<_> = expected
            .into_iter()
            .map(|((year, words), (rows, amounts))| (year, words, rows, amounts))
            .collect();
        assert_eq!(counted(&tally(&[(0, 5_000)])), expected);
    }

    #[test]
    fn parts_add_up_in_any_order() {
        let whole = counted(&tally(&[(0, 900), (900, 2_100)]));
        let parts: Vec<Vec<u8>> = [(0, 1_000), (1_000, 1_500), (2_500, 500)]
            .map(|part| tally(&[part]).to_bytes())
            .to_vec();
        for order in [[0, 1, 2], [2, 0, 1]] {
            let mut merged = Tally::new(2);
            for part in order {
                merged.add_bytes(&parts[part]).unwrap();
            }
            assert_eq!(counted(&merged), whole);
        }
        let mut again = Tally::new(2);
        again.add_bytes(&tally(&[(0, 3_000)]).to_bytes()).unwrap();
        assert_eq!(counted(&again), whole);
    }

    #[test]
    fn bytes_of_something_else_are_refused() {
        let bytes = tally(&[(0, 300)]).to_bytes();
        assert!(Tally::new(3).add_bytes(&bytes).is_none(), "columns differ");
        for cut in 1..bytes.len() {
            // Never a panic; a cut at the end of a cell reads as fewer cells.
            let _ = Tally::new(2).add_bytes(&bytes[..cut]);
        }
        assert!(Tally::new(2).add_bytes(&bytes[..bytes.len() - 1]).is_none());
        assert!(Tally::new(2).add_bytes(&[0xff; 40]).is_none());
    }

    #[test]
    fn years_begin_on_their_first_day() {
        for year in 1850..2150i16 {
            let day = |date: jiff::civil::Date| {
                jiff::civil::date(1970, 1, 1)
                    .until(date)
                    .unwrap()
                    .get_days()
            };
            let first = day(jiff::civil::date(year, 1, 1));
            assert_eq!(
                (year_of(first), year_of(first - 1)),
                (Some(year), Some(year - 1))
            );
        }
        assert_eq!(year_of(i32::MAX), None);
    }
}
