//! The standard deduction, or Schedule A.
//!
//! Itemised: state and local taxes within their limit (26 USC 164(b)(6), (7)), mortgage
//! interest as entered, gifts above their floor (170(b)(1)(I)), and the reduction in the
//! top bracket (68).

use batna_core::{Scalar, TraceSink};
use batna_params::{Amount, Lookup, LookupError, Schedule};

use crate::income::YearIncome;
use crate::trace::Tracing;

#[derive(Clone, Debug)]
pub struct Deductions {
    standard: Amount,
    salt_cap: Amount,
    salt_threshold: Amount,
    salt_reduction: Amount,
    salt_floor: Amount,
    charity_floor: Amount,
    charity_without_itemising: Amount,
    reduction: (Amount, Amount),
    top_bracket: Schedule,
}

/// The deduction taken.
#[derive(Clone, Copy, Debug, Default)]
pub struct Taken<S> {
    pub amount: S,
    pub itemised: bool,
    /// What the alternative minimum tax takes back (Form 6251 line 2a): the standard
    /// deduction, or the taxes of Schedule A line 7.
    pub added_back: S,
    /// Of an itemised deduction, state and local taxes after their limit.
    pub state_and_local: S,
    /// Of an itemised deduction, everything but state and local taxes.
    pub other: S,
    /// By how much section 68 reduced an itemised deduction; not for the minimum tax.
    pub reduced_by: S,
}

impl Deductions {
    pub fn at(lookup: &Lookup<'_>) -> Result<Self, LookupError> {
        let get = |name: &str| lookup.amount(&format!("us.federal.income.{name}"));
        let mut reduction = lookup
            .list("us.federal.income.itemised.reduction")?
            .into_iter();
        Ok(Deductions {
            standard: get("standard_deduction")?,
            salt_cap: get("salt.cap")?,
            salt_threshold: get("salt.threshold")?,
            salt_reduction: get("salt.reduction")?,
            salt_floor: get("salt.floor")?,
            charity_floor: get("charity.floor")?,
            charity_without_itemising: get("charity.without_itemising")?,
            reduction: (
                reduction.next().unwrap_or_default(),
                reduction.next().unwrap_or_default(),
            ),
            top_bracket: lookup.schedule("us.federal.income.brackets")?,
        })
    }

    /// The standard deduction, with the gifts that go with it.
    pub fn standard<S: Scalar>(&self, income: &YearIncome<S>) -> Taken<S> {
        let standard: S = self.standard.get();
        let gifts = income.charity.min(self.charity_without_itemising.get());
        Taken {
            amount: standard + gifts,
            itemised: false,
            added_back: standard,
            ..Taken::default()
        }
    }

    /// The standard deduction itself.
    pub fn standard_amount<S: Scalar>(&self) -> S {
        self.standard.get()
    }

    /// The limit of state and local taxes at an income.
    pub fn salt_limit<S: Scalar>(&self, agi: S) -> S {
        let cap: S = self.salt_cap.get();
        let over = (agi - self.salt_threshold.get()).positive();
        let reduced = cap - over * self.salt_reduction.get();
        reduced.max(cap.min(self.salt_floor.get()))
    }

    /// Schedule A.
    pub fn itemised<S: Scalar>(&self, income: &YearIncome<S>, agi: S, state_taxes: S) -> Taken<S> {
        let state_and_local =
            (state_taxes.positive() + income.property_tax).min(self.salt_limit(agi));
        let gifts = (income.charity - agi.positive() * self.charity_floor.get()).positive();
        let other = income.mortgage_interest + gifts;
        let whole = state_and_local + other;
        let numerator: S = self.reduction.0.get();
        let reduced_by = if numerator > S::ZERO {
            let top = self.top_bracket.bands::<S>().last();
            let over = top.map_or(S::ZERO, |(from, _, _)| (agi - from).positive());
            whole.min(over) * numerator / self.reduction.1.get()
        } else {
            S::ZERO
        };
        Taken {
            amount: whole - reduced_by,
            itemised: true,
            added_back: state_and_local,
            state_and_local,
            other,
            reduced_by,
        }
    }

    pub(super) fn write<S: Scalar, T: TraceSink>(&self, taken: &Taken<S>, trace: &mut T) {
        if !T::KEEPS {
            return;
        }
        if taken.itemised {
            trace.begin("deduction", "Itemised deductions (Schedule A)");
            trace.cite(&self.salt_cap);
            trace.cite(&self.salt_threshold);
            trace.cite(&self.salt_reduction);
            trace.cite(&self.salt_floor);
            trace.leaf(
                "state_and_local",
                "State and local taxes within their limit (line 7)",
                taken.state_and_local,
            );
            if taken.other > S::ZERO {
                trace.cite(&self.charity_floor);
                trace.leaf("other", "Interest and gifts", taken.other);
            }
            if taken.reduced_by > S::ZERO {
                trace.cite(&self.reduction.0);
                trace.leaf(
                    "reduced_by",
                    "Reduction in the top bracket (section 68)",
                    taken.reduced_by,
                );
            }
        } else {
            trace.begin("deduction", "Standard deduction");
            trace.cite(&self.standard);
        }
        trace.end(taken.amount, "Form 1040 line 12");
    }
}
