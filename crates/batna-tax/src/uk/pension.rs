//! The pension annual allowance, its taper, and the charge on what is paid in above it.
//!
//! Finance Act 2004, sections 227 to 228ZA. Contributions are those of the year by salary
//! sacrifice; what the employer pays besides, and allowance unused in the three years before,
//! are not known here.

use batna_core::{Scalar, TraceSink};
use batna_params::{Amount, Lookup, LookupError};

use crate::assessment::Assessment;
use crate::world::levy::Levy;

const CHARGE: Levy = Levy {
    id: "uk.pension.annual_allowance",
    name: "Pension annual allowance charge",
    rule: "contributions above the tapered annual allowance, taxed as the top part of income (s. 227(4))",
};

#[derive(Clone, Debug)]
pub struct AnnualAllowance {
    allowance: Amount,
    threshold_income: Amount,
    adjusted_income: Amount,
    taper_rate: Amount,
    least: Amount,
}

impl AnnualAllowance {
    /// Errors: a parameter missing or out of time.
    pub fn at(lookup: &Lookup<'_>) -> Result<Self, LookupError> {
        Ok(AnnualAllowance {
            allowance: lookup.amount("uk.pension.annual_allowance")?,
            threshold_income: lookup.amount("uk.pension.taper_threshold_income")?,
            adjusted_income: lookup.amount("uk.pension.taper_adjusted_income")?,
            taper_rate: lookup.amount("uk.pension.taper_rate")?,
            least: lookup.amount("uk.pension.minimum_allowance")?,
        })
    }

    /// The allowance at a threshold income (with salary sacrificed added back) and an
    /// adjusted income (with every employer contribution), both a year.
    pub fn allowance<S: Scalar>(&self, threshold: S, adjusted: S) -> S {
        let full = self.allowance.get::<S>();
        if threshold <= self.threshold_income.get::<S>() {
            return full;
        }
        let over = (adjusted - self.adjusted_income.get::<S>()).positive();
        (full - over * self.taper_rate.get::<S>()).max(self.least.get::<S>())
    }

    /// What is charged of `contributions` at an income with sacrificed salary added back.
    pub(super) fn excess<S: Scalar>(&self, contributions: S, income: S) -> S {
        (contributions - self.allowance(income, income)).positive()
    }

    pub(super) fn book<S: Scalar, T: TraceSink>(
        &self,
        charge: S,
        excess: S,
        out: &mut Assessment<S>,
        trace: &mut T,
    ) {
        CHARGE.book(
            out,
            trace,
            charge,
            excess,
            &[
                self.allowance.cited(),
                self.threshold_income.cited(),
                self.adjusted_income.cited(),
                self.taper_rate.cited(),
                self.least.cited(),
            ],
        );
    }
}
