//! The rows of a cell by employer: what tells how far employers of a role differ.
//!
//! Six or seven bytes a row, kept with the cell, instead of an index over all rows that took a
//! third of an import and seventy. Leaves out: an employer's own rows, which an index finds.

use crate::histogram::LogHistogram;
use crate::varint::{push, take};

/// Rows of a cell in the order they come.
#[derive(Default)]
pub struct Gathered(Vec<u8>);

/// A cell as the store keeps it.
pub struct Packed {
    /// Rows of the file, copies included.
    pub rows: u64,
    pub amounts: LogHistogram,
    pub by_employer: Vec<u8>,
}

impl Gathered {
    /// `rows` of the file stand behind the row; a copy of an earlier one bears no amount.
    pub fn add(&mut self, employer: i64, rows: u64, amount: Option<u64>) {
        push(&mut self.0, employer.unsigned_abs());
        push(&mut self.0, rows);
        push(
            &mut self.0,
            amount.map_or(0, |amount| amount.saturating_add(1)),
        );
    }

    /// What was packed before, to add to it; none where the bytes are something else.
    pub fn of(packed: &[u8]) -> Option<Gathered> {
        let mut gathered = Gathered::default();
        unpack(packed, |employer, rows, amounts| {
            gathered.add(employer, rows, None);
            for &amount in amounts {
                gathered.add(employer, 0, Some(amount));
            }
        })?;
        Some(gathered)
    }

    pub fn pack(self) -> Packed {
        let mut entries = Vec::with_capacity(self.0.len() / 5);
        let mut bytes = self.0.as_slice();
        while let (Some(employer), Some(rows), Some(amount)) =
            (take(&mut bytes), take(&mut bytes), take(&mut bytes))
        {
            entries.push((employer, amount, rows));
        }
        entries.sort_unstable();
        let mut packed = Packed {
            rows: 0,
            amounts: LogHistogram::default(),
            by_employer: Vec::with_capacity(self.0.len()),
        };
        let out = &mut packed.by_employer;
        let mut last = 0;
        for employer in entries.chunk_by(|a, b| a.0 == b.0) {
            let id = employer.first().map_or(0, |entry| entry.0);
            let rows = employer.iter().map(|entry| entry.2).sum();
            // Copies bear no amount and stand first.
            let amounts = employer.iter().filter_map(|entry| entry.1.checked_sub(1));
            push(out, id - last);
            push(out, rows);
            push(out, amounts.clone().count() as u64);
            let mut before = 0;
            for amount in amounts {
                push(out, amount - before);
                packed.amounts.add(amount);
                before = amount;
            }
            packed.rows += rows;
            last = id;
        }
        packed
    }
}

/// Hands out each employer of a cell, nought for none: id, rows of the file, amounts ascending.
/// None where the bytes are something else.
pub fn unpack(mut bytes: &[u8], mut each: impl FnMut(i64, u64, &[u64])) -> Option<()> {
    let mut employer = 0u64;
    let mut amounts = Vec::new();
    while !bytes.is_empty() {
        employer = employer.checked_add(take(&mut bytes)?)?;
        let rows = take(&mut bytes)?;
        amounts.clear();
        let mut amount = 0u64;
        for _ in 0..take(&mut bytes)? {
            amount = amount.checked_add(take(&mut bytes)?)?;
            amounts.push(amount);
        }
        each(i64::try_from(employer).ok()?, rows, &amounts);
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_cell_is_handed_out_by_employer() {
        let mut gathered = Gathered::default();
        gathered.add(300, 1, Some(205_000));
        gathered.add(0, 2, Some(90_000));
        gathered.add(300, 1, Some(180_000));
        // A copy: one more row of the file, no new amount.
        gathered.add(0, 1, None);
        let packed = gathered.pack();
        assert_eq!((packed.rows, packed.amounts.count()), (5, 3));
        let mut found = Vec::new();
        unpack(&packed.by_employer, |employer, rows, amounts| {
            found.push((employer, rows, amounts.to_vec()));
        })
        .unwrap();
        assert_eq!(
            found,
            [(0, 3, vec![90_000]), (300, 2, vec![180_000, 205_000])]
        );
        let again = Gathered::of(&packed.by_employer).unwrap().pack();
        assert_eq!(again.by_employer, packed.by_employer);
        assert_eq!((again.rows, again.amounts), (packed.rows, packed.amounts));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..120)) {
            let _ = unpack(&bytes, |_, _, _| {});
        }
    }
}
