//! What a family loses in childcare support when one parent passes the income limit.
//!
//! Childcare Payments Act 2014 and the Childcare Payments (Eligibility) Regulations 2015: both
//! tax-free childcare and the hours for working parents end in full, with the first pound
//! above. No tax, so it stands beside an assessment, not in it. The price of an hour is the
//! caller's: it differs by nursery. Scotland's funded hours do not depend on income.

use batna_core::Scalar;
use batna_params::{Amount, Lookup, LookupError};

#[derive(Clone, Debug)]
pub struct Childcare {
    limit: Amount,
    top_up_rate: Amount,
    top_up_limit: Amount,
}

/// One child's care in a year.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Care<S> {
    /// Cost of care that a tax-free childcare account could pay, a year.
    pub cost: S,
    /// What the hours for working parents would cost without support, a year.
    pub hours_value: S,
}

impl Childcare {
    /// Errors: a parameter missing or out of time.
    pub fn at(lookup: &Lookup<'_>) -> Result<Self, LookupError> {
        Ok(Childcare {
            limit: lookup.amount("uk.childcare.income_limit")?,
            top_up_rate: lookup.amount("uk.childcare.top_up_rate")?,
            top_up_limit: lookup.amount("uk.childcare.top_up_limit")?,
        })
    }

    /// Support a year for one child at the higher parent's adjusted net income.
    pub fn support<S: Scalar>(&self, adjusted_net_income: S, care: Care<S>) -> S {
        if adjusted_net_income > self.limit.get::<S>() {
            return S::ZERO;
        }
        let top_up = (care.cost * self.top_up_rate.get::<S>()).min(self.top_up_limit.get::<S>());
        top_up + care.hours_value
    }

    /// Salary to give up (or pay into a pension) to be back at the limit; zero below it.
    pub fn above_limit<S: Scalar>(&self, adjusted_net_income: S) -> S {
        (adjusted_net_income - self.limit.get::<S>()).positive()
    }
}
