//! How far employers of a selection differ, from the rows that cells keep by employer.
//!
//! Each row is added to the sums of its employer as it is unpacked: nothing is sorted, named or
//! filed. Half of the cells to each of two threads.

use batna_core::{Currency, Measure};
use rusqlite::params_from_iter;
use rusqlite::types::Value;

use super::by_employer::unpack;
use super::cells::measure_name;
use super::{Store, StoreError};
use crate::histogram::bucket_of;
use crate::observation::{Selection, SourceClass};
use crate::siblings::{LogSums, Siblings};

/// Sums by employer and year.
#[derive(Default)]
struct Table {
    /// The place of each employer by its id, from one; nought where none was met.
    places: Vec<u32>,
    ids: Vec<i64>,
    sums: Vec<LogSums>,
    years: usize,
}

impl Table {
    fn new(years: usize) -> Table {
        Table {
            years,
            ..Table::default()
        }
    }

    fn of(&mut self, employer: i64) -> Option<&mut [LogSums]> {
        let id = usize::try_from(employer).ok()?;
        if id >= self.places.len() {
            self.places.resize(id + 1, 0);
        }
        let place = self.places.get_mut(id)?;
        if *place == 0 {
            self.ids.push(employer);
            *place = u32::try_from(self.ids.len()).ok()?;
            let longer = self.ids.len() * self.years;
            self.sums.resize(longer, LogSums::default());
        }
        let first = (*place as usize - 1) * self.years;
        self.sums.get_mut(first..first + self.years)
    }

    /// Counts the rows of cells: the place of their year, and what is packed.
    fn count(&mut self, cells: &[(usize, Vec<u8>)]) -> Option<()> {
        for (year, packed) in cells {
            unpack(packed, |employer, _, amounts| {
                // Rows without an employer tell of none.
                let Some(sums) = (employer != 0).then(|| self.of(employer)).flatten() else {
                    return;
                };
                if let Some(sums) = sums.get_mut(*year) {
                    for &amount in amounts {
                        sums.add(bucket_of(amount), 1);
                    }
                }
            })?;
        }
        Some(())
    }

    fn merge(&mut self, other: &Table) {
        for (id, theirs) in other.ids.iter().zip(other.sums.chunks_exact(other.years)) {
            for (mine, theirs) in self.of(*id).into_iter().flatten().zip(theirs) {
                mine.n += theirs.n;
                mine.sum += theirs.sum;
                mine.squares += theirs.squares;
            }
        }
    }
}

impl Store {
    /// Employers of a selection that names none, of one class and currency.
    pub(super) fn employers_apart(
        &self,
        selection: &Selection,
        measure: Measure,
        class: SourceClass,
        currency: Currency,
    ) -> Result<Siblings, StoreError> {
        let mut found = self.conditions(selection, "c", "c.year")?;
        if found.impossible {
            return Ok(Siblings::default());
        }
        for (column, value) in [
            ("measure", measure_name(measure)),
            ("class", class.label()),
            ("currency", currency.code()),
        ] {
            found.clauses.push(format!("c.{column} = ?"));
            found.values.push(Value::Text(value.to_owned()));
        }
        let query = format!(
            "SELECT c.year, c.by_employer FROM cell c JOIN snapshot s ON s.id = c.snapshot_id WHERE {}",
            found.clauses.join(" AND ")
        );
        let mut statement = self.connection.prepare_cached(&query)?;
        let mut rows = statement.query(params_from_iter(found.values))?;
        let mut cells: Vec<(i16, Vec<u8>)> = Vec::new();
        while let Some(row) = rows.next()? {
            let packed = row.get_ref(1)?.as_blob().unwrap_or(&[]);
            cells.push((row.get(0)?, packed.to_vec()));
        }
        let mut years: Vec<i16> = cells.iter().map(|(year, _)| *year).collect();
        years.sort_unstable();
        years.dedup();
        if years.is_empty() {
            return Ok(Siblings::default());
        }
        let cells: Vec<(usize, Vec<u8>)> = (cells.into_iter())
            .filter_map(|(year, packed)| Some((years.binary_search(&year).ok()?, packed)))
            .collect();
        let table = counted(&cells, years.len())
            .ok_or_else(|| StoreError::Corrupt("the rows of a cell".to_owned()))?;
        Ok(Siblings::new(years, table.sums))
    }
}

/// Bytes of cells from which a second thread pays.
const WORTH_TWO: usize = 1 << 18;

fn counted(cells: &[(usize, Vec<u8>)], years: usize) -> Option<Table> {
    let mut table = Table::new(years);
    let bytes: usize = cells.iter().map(|(_, packed)| packed.len()).sum();
    let mut passed = 0;
    let middle = cells.iter().take_while(|(_, packed)| {
        passed += packed.len();
        passed <= bytes / 2
    });
    let (one, other) = match bytes {
        WORTH_TWO.. => cells.split_at_checked(middle.count())?,
        _ => (cells, &[][..]),
    };
    if other.is_empty() {
        table.count(one)?;
        return Some(table);
    }
    let second = std::thread::scope(|scope| {
        let second = scope.spawn(|| {
            let mut table = Table::new(years);
            table.count(other).map(|()| table)
        });
        table.count(one)?;
        second.join().ok()?
    })?;
    table.merge(&second);
    Some(table)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::by_employer::Gathered;
    use std::collections::BTreeMap;

    /// Cells of two years, their employers met in another order in each.
    fn cells(rows: u64) -> Vec<(usize, Vec<u8>)> {
        (0..6u64)
            .map(|cell| {
                let mut gathered = Gathered::default();
                for row in 0..rows {
                    let employer = (row * 7_919 + cell * 104_729) % 5_003;
                    let amount = 90_000 + (row * row + cell) % 160_001;
                    gathered.add(employer as i64, 1, (row % 11 != 0).then_some(amount));
                }
                ((cell % 2) as usize, gathered.pack().by_employer)
            })
            .collect()
    }

    fn by_id(table: &Table) -> BTreeMap<i64, Vec<LogSums>> {
        let each = table
            .sums
            .chunks_exact(table.years)
            .map(<[LogSums]>::to_vec);
        table.ids.iter().copied().zip(each).collect()
    }

    #[test]
    fn two_threads_count_as_one_does() {
        let cells = cells(40_000);
        let bytes: usize = cells.iter().map(|(_, packed)| packed.len()).sum();
        assert!(bytes > WORTH_TWO, "{bytes} bytes are for one thread");
        let both = counted(&cells, 2).unwrap();
        let mut one = Table::new(2);
        one.count(&cells).unwrap();
        assert_eq!(by_id(&both), by_id(&one));
        assert_eq!(one.ids.len(), 5_002, "rows of no employer tell of none");
        let counted: u64 = one.sums.iter().map(|sums| sums.n).sum();
        assert!(counted > 200_000);
    }
}
