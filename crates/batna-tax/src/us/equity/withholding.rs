//! What is withheld from a bonus or a vest, against the tax really due on it: the shortfall
//! a person meets in April.
//!
//! Pay besides the event is taken to be withheld right. So is the tax of a state without a flat
//! rate here: an employer adds the event to the regular wages of the period there, which comes
//! near what is due, and the result says so.

use batna_core::{NoTrace, Scalar};
use batna_params::{Amount, Lookup, LookupError, Schedule};

use crate::carry::Carry;
use crate::household::Household;
use crate::income::{Axis, YearIncome};
use crate::law::Law;
use crate::place::Place;

#[derive(Clone, Debug)]
pub struct Supplemental {
    federal: Schedule,
    state: Option<Amount>,
    city: Option<Amount>,
    additional_medicare_from: Amount,
    additional_medicare_rate: Amount,
}

/// Withheld against due, for one event.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shortfall<S> {
    /// All taxes with the event less all taxes without it.
    pub due: S,
    pub withheld_federal: S,
    pub withheld_state: S,
    /// Social Security, Medicare, Additional Medicare and state payroll items.
    pub withheld_payroll: S,
    /// What is still owed in April; negative where too much was withheld.
    pub short: S,
    /// No flat rate of the state is known here: its tax counts as withheld right.
    pub state_rate_unknown: bool,
}

impl Supplemental {
    pub fn at(lookup: &Lookup<'_>, place: Place) -> Result<Self, LookupError> {
        let state_code: String = place.code().chars().take(5).collect();
        let optional = |id: &str, key: &str| {
            if lookup.has_for(id, key) {
                lookup.amount_for(id, key).map(Some)
            } else {
                Ok(None)
            }
        };
        Ok(Supplemental {
            federal: lookup.schedule("us.equity.supplemental.federal")?,
            state: optional("us.equity.supplemental.state", &state_code)?,
            city: optional("us.equity.supplemental.city", place.code())?,
            additional_medicare_from: lookup
                .amount("us.equity.supplemental.additional_medicare_from")?,
            additional_medicare_rate: lookup.amount("us.payroll.additional_medicare.rate")?,
        })
    }

    /// The shortfall of `amount` more on an axis of wages (bonus, RSU, NSO spread).
    /// `paid_before` are supplemental wages of the year before this event.
    pub fn shortfall<S: Scalar>(
        &self,
        law: &Law,
        household: &Household,
        income: &YearIncome<S>,
        axis: Axis,
        amount: S,
        paid_before: S,
    ) -> Shortfall<S> {
        let carry = Carry::default();
        let before = law.assess(household, income, &carry, &mut NoTrace);
        let after = law.assess(household, &axis.add(income, amount), &carry, &mut NoTrace);
        let due = after.total() - before.total();
        let payroll = |result: &crate::Assessment<S>| {
            result.tax("us.social_security")
                + result.tax("us.medicare")
                + result
                    .taxes()
                    .iter()
                    .filter(|item| item.id.contains(".payroll."))
                    .map(|item| item.amount)
                    .sum::<S>()
        };
        // A state's taxes have its two letters in their ids; its payroll items are above.
        let of_state = |result: &crate::Assessment<S>| {
            result
                .taxes()
                .iter()
                .filter(|item| {
                    let state = item.id.split('.').nth(1);
                    state.is_some_and(|part| part.len() == 2) && !item.id.contains(".payroll.")
                })
                .map(|item| item.amount)
                .sum::<S>()
        };
        let state_due = of_state(&after) - of_state(&before);
        // Additional Medicare is withheld above 200,000 of this employer's wages, whatever
        // the filing status.
        let from: S = self.additional_medicare_from.get();
        let wages = income.employer_wages() - income.hsa - income.commuter - income.section_125;
        let over = (wages + amount - from).positive() - (wages - from).positive();
        let additional_rate: S = self.additional_medicare_rate.get();
        let withheld_payroll = payroll(&after) - payroll(&before) + over * additional_rate;
        let withheld_federal =
            self.federal.tax(paid_before + amount) - self.federal.tax(paid_before);
        let flat = |rate: &Option<Amount>| rate.as_ref().map_or(S::ZERO, Amount::get);
        let withheld_state = if self.state.is_some() {
            amount * (flat(&self.state) + flat(&self.city))
        } else {
            state_due
        };
        Shortfall {
            due,
            withheld_federal,
            withheld_state,
            withheld_payroll,
            short: due - withheld_federal - withheld_state - withheld_payroll,
            state_rate_unknown: self.state.is_none() && state_due > S::ZERO,
        }
    }
}
