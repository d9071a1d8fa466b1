//! A printed tax table: below its end the tax is that of the middle of a row, above it that of
//! the schedule; both in whole dollars.
//!
//! What a table looks like is data, under `….income.table`: steps of `[taxable income, width of the
//! rows from there]`, the last with a width of 0 where the schedule takes over. Rows hold "at least,
//! but less than"; where `….income.table.over` is true, "over, but not over". A place without the
//! parameter has no table here.
//!
//! Source: 26 USC 3 and the instructions that each parameter names.

use batna_core::Scalar;
use batna_params::{Lookup, LookupError, Steps};

/// The rows of a table.
#[derive(Clone, Debug)]
pub(crate) struct PrintedTable {
    widths: Steps,
    over: bool,
}

impl PrintedTable {
    /// `id` is `us.wi.income.table`.
    pub(crate) fn at(id: &str, lookup: &Lookup<'_>) -> Result<Option<Self>, LookupError> {
        if !lookup.has(id) {
            return Ok(None);
        }
        let over = format!("{id}.over");
        Ok(Some(PrintedTable {
            widths: lookup.steps(id)?,
            over: lookup.has(&over) && lookup.flag(&over)?,
        }))
    }

    /// The tax on a taxable income, which counts in whole dollars.
    pub(crate) fn tax<S: Scalar>(&self, taxable: S, schedule: impl Fn(S) -> S) -> S {
        let taxable = taxable.positive().round_to(0);
        let reached = |from: &S| {
            if self.over {
                taxable > *from
            } else {
                taxable >= *from
            }
        };
        let row = self
            .widths
            .rows::<S>()
            .take_while(|(from, _)| reached(from));
        let at = match row.last() {
            Some((from, width)) if width > S::ZERO => {
                let rows = (taxable - from) / width;
                let whole = if self.over {
                    rows.ceil() - S::ONE
                } else {
                    rows.floor()
                };
                from + (whole + S::ONE / S::from_int(2)) * width
            }
            _ => taxable,
        };
        schedule(at).round_to(0)
    }
}

#[cfg(test)]
mod tests {
    use batna_params::{Schedule, Steps};
    use rust_decimal::Decimal;

    use super::PrintedTable;

    fn rows(rows: &[(&str, &str)]) -> Vec<(Decimal, Decimal)> {
        rows.iter()
            .map(|(from, value)| (from.parse().unwrap(), value.parse().unwrap()))
            .collect()
    }

    fn printed(widths: &[(&str, &str)], rates: &[(&str, &str)], expected: &[(i64, i64)]) {
        let table = PrintedTable {
            widths: Steps::new(&rows(widths), None),
            over: false,
        };
        let rates = Schedule::new(&rows(rates), None);
        for (taxable, tax) in expected {
            let taxable = Decimal::from(*taxable);
            assert_eq!(
                table.tax(taxable, |amount| rates.tax(amount)),
                Decimal::from(*tax),
                "{taxable}"
            );
        }
    }

    /// Wisconsin's table of 2010 (Form 1X instructions, page 10), whose first rate was 4.6%.
    #[test]
    fn rows_of_wisconsin() {
        printed(
            &[("0", "20"), ("40", "60"), ("100", "100"), ("100000", "0")],
            &[("0", "0.046")],
            &[
                (0, 0),
                (20, 1),
                (40, 3),
                (100, 7),
                (3_000, 140),
                (3_250, 150),
                (3_999, 182),
                (7_000, 324),
            ],
        );
    }

    /// South Carolina's table of 2023 (SC1040TT), whose first threshold was 3,330.
    #[test]
    fn rows_of_south_carolina() {
        printed(
            &[("0", "50"), ("100000", "0")],
            &[("3330", "0.03"), ("16680", "0.064")],
            &[
                (3_349, 0),
                (3_350, 1),
                (3_400, 3),
                (3_450, 4),
                (3_549, 6),
                (3_600, 9),
                (3_950, 19),
            ],
        );
    }

    /// Alabama's table (Form 40 booklet): rates of section 40-18-5, which have not moved.
    #[test]
    fn rows_of_alabama() {
        let widths = [("0", "100"), ("100000", "0")];
        let single = [("0", "0.02"), ("500", "0.04"), ("3000", "0.05")];
        let joint = [("0", "0.02"), ("1000", "0.04"), ("6000", "0.05")];
        printed(
            &widths,
            &single,
            &[(96_000, 4_763), (97_499, 4_833), (98_100, 4_868)],
        );
        printed(
            &widths,
            &joint,
            &[(96_099, 4_723), (97_400, 4_793), (98_400, 4_843)],
        );
    }
}
