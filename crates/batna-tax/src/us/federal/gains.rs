//! The tax on taxable income, with gains at their own rates.
//!
//! Follows the Schedule D Tax Worksheet, which without 28% gain is the Qualified Dividends
//! and Capital Gain Tax Worksheet. Unrecaptured section 1250 gain (real estate) and
//! collectibles are left out.

use batna_core::{Scalar, TraceSink};
use batna_params::{Amount, Lookup, LookupError, Schedule};

use super::agi::Agi;
use crate::trace::Tracing;
use crate::us::printed_table::PrintedTable;

#[derive(Clone, Debug)]
pub struct Gains {
    brackets: Schedule,
    gains: Schedule,
    rate_28: Amount,
    table: Option<PrintedTable>,
    tables: bool,
}

impl Gains {
    pub fn at(lookup: &Lookup<'_>) -> Result<Self, LookupError> {
        Ok(Gains {
            brackets: lookup.schedule("us.federal.income.brackets")?,
            gains: lookup.schedule("us.federal.income.gains")?,
            rate_28: lookup.amount("us.federal.income.gains_28_rate")?,
            table: PrintedTable::at("us.federal.income.table", lookup)?,
            tables: false,
        })
    }

    pub fn use_tables(&mut self) {
        self.tables = true;
    }

    pub fn tables(&self) -> bool {
        self.tables
    }

    /// Tax at ordinary rates: by the schedule, or by the printed table.
    pub fn ordinary<S: Scalar>(&self, amount: S) -> S {
        let schedule = |amount| self.brackets.tax(amount);
        match &self.table {
            Some(table) if self.tables => table.tax(amount, schedule),
            _ => schedule(amount),
        }
    }

    pub fn brackets(&self) -> &Schedule {
        &self.brackets
    }

    /// Taxable income up to which gains bear no tax, and up to which they bear 15%.
    pub fn thresholds<S: Scalar>(&self) -> (S, S) {
        let at = |position| self.gains.threshold(position).unwrap_or(S::ZERO);
        (at(1), at(2))
    }

    /// Rates of the three bands of gains.
    pub fn rates<S: Scalar>(&self) -> (S, S) {
        let mut rates = self.gains.bands::<S>().map(|(_, rate, _)| rate).skip(1);
        let middle = rates.next().unwrap_or(S::ZERO);
        (middle, rates.next().unwrap_or(middle))
    }

    /// Taxable income less the part taxed at gains' rates (worksheet line 14).
    pub fn ordinary_part<S: Scalar>(taxable: S, preferred: S, at_28: S) -> S {
        (taxable - (preferred - at_28)).positive()
    }

    /// Worksheet line 21: the part at ordinary rates once 28% gain fills the lower brackets.
    pub fn ordinary_filled<S: Scalar>(&self, taxable: S, preferred: S, at_28: S) -> S {
        let line_14 = Self::ordinary_part(taxable, preferred, at_28);
        let line_18 = (taxable - preferred).positive();
        if at_28 <= S::ZERO {
            return line_18;
        }
        // Line 19: the end of the 24% bracket, where the 32% one begins.
        let end = self.brackets.threshold(4).unwrap_or(S::ZERO);
        line_18.max(line_14.min(taxable.min(end)))
    }

    /// Form 1040 line 16.
    pub fn tax<S: Scalar, T: TraceSink>(&self, taxable: S, agi: &Agi<S>, trace: &mut T) -> S {
        let taxable = if self.tables {
            taxable.round_to(0)
        } else {
            taxable
        };
        trace.leaf("taxable", "Taxable income (line 15)", taxable);
        trace.cite(&self.brackets);
        if agi.preferred <= S::ZERO || taxable <= S::ZERO {
            return self.ordinary(taxable);
        }
        trace.cite(&self.gains);
        let preferred = agi.preferred;
        let at_28 = agi.at_28;
        let (zero_to, middle_to) = self.thresholds::<S>();
        let (middle_rate, top_rate) = self.rates::<S>();
        let line_10 = preferred;
        let line_13 = line_10 - at_28;
        let line_14 = Self::ordinary_part(taxable, preferred, at_28);
        let line_16 = taxable.min(zero_to);
        let line_17 = line_14.min(line_16);
        let line_21 = self.ordinary_filled(taxable, preferred, at_28);
        let line_22 = line_16 - line_17;
        let line_23 = taxable.min(line_13);
        let line_25 = line_23 - line_22;
        let line_29 = (taxable.min(middle_to) - (line_21 + line_22)).positive();
        let line_30 = line_25.min(line_29);
        let line_33 = line_23 - (line_22 + line_30);
        let at_28_here = if at_28 > S::ZERO {
            trace.cite(&self.rate_28);
            (taxable - (line_21 + line_22 + line_30 + line_33)).positive()
        } else {
            S::ZERO
        };
        let on_gains = line_30 * middle_rate + line_33 * top_rate + at_28_here * self.rate_28.get();
        let ordinary = self.ordinary(line_21);
        trace.leaf("gains_untaxed", "Gain at 0%", line_22);
        trace.leaf("gains_middle", "Gain at 15%", line_30);
        trace.leaf("gains_top", "Gain at 20%", line_33);
        trace.leaf("ordinary", "Tax on the rest at ordinary rates", ordinary);
        let tax = (on_gains + ordinary).min(self.ordinary(taxable));
        if self.tables { tax.round_to(0) } else { tax }
    }
}
