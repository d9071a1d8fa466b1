//! How far the values of a dimension differ: counts and sums of logarithms, each value unnamed.
//!
//! What tells how far a thin cell is drawn toward a wider one. The logarithm of an amount is the
//! number of its bucket, so sums are whole numbers and the same in any order; half a percent is
//! nothing beside how far pay differs. Leaves out names: a source need not spell them out.

use std::collections::BTreeMap;

use batna_core::Currency;

use crate::histogram::LogHistogram;
use crate::observation::{Cell, CellKey, SourceClass};

/// Observations, and sums of their bucket numbers and of the squares of these.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LogSums {
    pub n: u64,
    pub sum: u64,
    pub squares: u64,
}

impl LogSums {
    pub fn add(&mut self, bucket: u16, count: u64) {
        let bucket = u64::from(bucket);
        self.n += count;
        self.sum += bucket * count;
        self.squares += bucket * bucket * count;
    }

    fn add_all(&mut self, amounts: &LogHistogram) {
        for (bucket, many) in amounts.buckets() {
            self.add(bucket, many.count);
        }
    }
}

/// The sums of each value of a dimension, by year.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Siblings {
    years: Vec<i16>,
    /// As many as there are years, one value after another.
    sums: Vec<LogSums>,
}

impl Siblings {
    /// `sums` are those of one value after another, each as many as there are years.
    pub fn new(years: Vec<i16>, sums: Vec<LogSums>) -> Siblings {
        Siblings { years, sums }
    }

    /// Those of cells told apart by one dimension; rows that bear no value of it are left out.
    pub fn of(cells: &BTreeMap<CellKey, Cell>, class: SourceClass, currency: Currency) -> Siblings {
        let of_slice = || {
            (cells.iter())
                .filter(|(key, _)| key.class == class && key.currency == currency)
                .filter_map(|(key, cell)| Some((key.by.first()?, key.year, &cell.amounts)))
                .filter(|(value, _, _)| !value.is_empty())
        };
        let mut years: Vec<i16> = of_slice().map(|(_, year, _)| year).collect();
        years.sort_unstable();
        years.dedup();
        let mut values: BTreeMap<&str, Vec<LogSums>> = BTreeMap::new();
        for (value, year, amounts) in of_slice() {
            let sums = values
                .entry(value)
                .or_insert_with(|| vec![LogSums::default(); years.len()]);
            if let Ok(at) = years.binary_search(&year)
                && let Some(sums) = sums.get_mut(at)
            {
                sums.add_all(amounts);
            }
        }
        let sums = values.into_values().flatten().collect();
        Siblings { years, sums }
    }

    /// The years that each value's sums are of, ascending.
    pub fn years(&self) -> &[i16] {
        &self.years
    }

    /// The sums of each value, in no order that matters.
    pub fn each(&self) -> impl Iterator<Item = &[LogSums]> {
        self.sums.chunks_exact(self.years.len().max(1))
    }
}
