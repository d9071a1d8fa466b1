//! Child tax credit and credit for other dependants (26 USC 24, Schedule 8812).
//!
//! The reduction goes in steps: 50 for each 1,000 or part of it, a cliff the statute
//! declares. Leaves out the alternative refund of those with three or more children and
//! much Social Security tax (line 21).

use batna_core::{Scalar, TraceSink};
use batna_params::{Amount, Lookup, LookupError};

use super::agi::Agi;
use crate::household::Household;
use crate::income::YearIncome;
use crate::trace::Tracing;

#[derive(Clone, Debug)]
pub struct ChildCredit {
    child: Amount,
    other: Amount,
    refundable: Amount,
    threshold: Amount,
    step: Amount,
    reduction: Amount,
    earned_floor: Amount,
    earned_rate: Amount,
}

/// The credit by what it does.
#[derive(Clone, Copy, Debug, Default)]
pub struct ChildCredited<S> {
    pub against_tax: S,
    pub refunded: S,
}

impl ChildCredit {
    pub fn at(lookup: &Lookup<'_>) -> Result<Self, LookupError> {
        let get = |name: &str| lookup.amount(&format!("us.federal.income.child_credit.{name}"));
        Ok(ChildCredit {
            child: get("amount")?,
            other: get("other")?,
            refundable: get("refundable")?,
            threshold: get("threshold")?,
            step: get("step")?,
            reduction: get("reduction")?,
            earned_floor: get("earned_floor")?,
            earned_rate: get("earned_rate")?,
        })
    }

    /// `tax` is regular tax and alternative minimum tax (26 USC 26(a)).
    pub fn assess<S: Scalar, T: TraceSink>(
        &self,
        household: &Household,
        agi: &Agi<S>,
        income: &YearIncome<S>,
        tax: S,
        trace: &mut T,
    ) -> ChildCredited<S> {
        if household.dependents == 0 && household.other_dependents == 0 {
            return ChildCredited::default();
        }
        let children = S::from_int(i64::from(household.dependents));
        let others = S::from_int(i64::from(household.other_dependents));
        let full = children * self.child.get::<S>() + others * self.other.get::<S>();
        let over = (agi.agi - self.threshold.get()).positive();
        let steps = (over / self.step.get::<S>()).ceil();
        let credit = (full - steps * self.reduction.get::<S>()).positive();
        let against_tax = credit.min(tax);
        // Schedule 8812 part II-A.
        let earned = agi.earned.min(agi.wages + income.self_employment);
        let refunded = (credit - against_tax)
            .min(children * self.refundable.get::<S>())
            .min((earned - self.earned_floor.get()).positive() * self.earned_rate.get());
        if full > S::ZERO {
            trace.begin("us.federal.child_credit", "Child tax credit");
            trace.cite(&self.child);
            trace.cite(&self.other);
            trace.cite(&self.threshold);
            trace.cite(&self.reduction);
            trace.leaf(
                "before",
                "Before the reduction (Schedule 8812 line 8)",
                full,
            );
            trace.leaf("refunded", "Refundable part (line 27)", refunded);
            trace.end(-(against_tax + refunded), "Schedule 8812 lines 14 and 27");
        }
        ChildCredited {
            against_tax,
            refunded,
        }
    }
}
