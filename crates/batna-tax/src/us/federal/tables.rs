//! The printed tax table: below 100,000 the tax is that of the middle of a 50-dollar row,
//! rounded to a whole dollar; above, the schedule, rounded.
//!
//! Source: 26 USC 3 and the Tax Table in the Instructions for Form 1040, whose first rows
//! are 0-5, 5-15, 15-25, 25-50, and whose rows are 25 wide below 3,000.

use batna_core::Scalar;
use batna_params::Schedule;

/// The table's tax on a whole-dollar taxable income.
pub fn tax<S: Scalar>(brackets: &Schedule, taxable: S) -> S {
    let taxable = taxable.positive().round_to(0);
    if taxable >= S::from_int(100_000) {
        return brackets.tax(taxable).round_to(0);
    }
    let (start, width) = if taxable < S::from_int(5) {
        return S::ZERO;
    } else if taxable < S::from_int(25) {
        let start = if taxable < S::from_int(15) { 5 } else { 15 };
        (S::from_int(start), 10)
    } else {
        let width = if taxable < S::from_int(3_000) { 25 } else { 50 };
        let rows = (taxable / S::from_int(width)).floor();
        (rows * S::from_int(width), width)
    };
    let middle = start + S::from_int(width) / S::from_int(2);
    brackets.tax(middle).round_to(0)
}
