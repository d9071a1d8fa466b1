//! Child Benefit and the High Income Child Benefit Charge that takes it back.
//!
//! Social Security Contributions and Benefits Act 1992 part IX; ITEPA 2003 sections 681B to
//! 681H. The benefit is no income of an assessment, so what is left of it stands beside one.
//! The charge rises by one part in a hundred for every full £200 of the higher earner's
//! adjusted net income above the limit; a year is 52 weeks.

use batna_core::Scalar;
use batna_params::{Amount, Lookup, LookupError};

#[derive(Clone, Debug)]
pub struct ChildBenefit {
    eldest: Amount,
    others: Amount,
    limit: Amount,
    step: Amount,
}

/// A year's benefit and charge.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Benefit<S> {
    pub paid: S,
    pub charge: S,
}

impl ChildBenefit {
    /// Errors: a parameter missing or out of time.
    pub fn at(lookup: &Lookup<'_>) -> Result<Self, LookupError> {
        Ok(ChildBenefit {
            eldest: lookup.amount("uk.child_benefit.eldest")?,
            others: lookup.amount("uk.child_benefit.others")?,
            limit: lookup.amount("uk.child_benefit.charge_from")?,
            step: lookup.amount("uk.child_benefit.charge_step")?,
        })
    }

    /// The year's benefit for `children`, and the charge at the higher earner's income.
    pub fn year<S: Scalar>(&self, children: u8, adjusted_net_income: S) -> Benefit<S> {
        let weeks = S::from_int(52);
        let eldest = if children > 0 {
            self.eldest.get()
        } else {
            S::ZERO
        };
        let others = S::from_int(i64::from(children.saturating_sub(1)));
        let paid = (eldest + others * self.others.get::<S>()) * weeks;
        let hundred = S::from_int(100);
        let steps = ((adjusted_net_income - self.limit.get::<S>()).positive()
            / self.step.get::<S>())
        .floor()
        .min(hundred);
        Benefit {
            paid,
            charge: paid * steps / hundred,
        }
    }
}
