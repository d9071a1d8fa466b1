//! Federal income tax of individuals: from adjusted gross income to the balances that
//! go to the next year. Each file follows one form.
//!
//! Leaves out what [`crate::coverage`] lists: among others education and care credits,
//! business income, foreign tax credits, the additional deductions of those over 65, and
//! the deductions for tips, overtime and car loans.

mod agi;
mod amt;
mod credits;
mod deductions;
mod earned_income;
mod gains;
mod minimum_credit;
mod niit;

use batna_core::{Scalar, TraceSink};
use batna_params::{Lookup, LookupError};

use crate::assessment::Assessment;
use crate::carry::Carry;
use crate::household::{Deduction, Household};
use crate::income::YearIncome;
use crate::trace::Tracing;

pub use agi::{Agi, CapitalLoss};
pub use amt::Amt;
pub use credits::ChildCredit;
pub use deductions::{Deductions, Taken};
pub use earned_income::EarnedIncomeCredit;
pub use gains::Gains;
pub use niit::Niit;

/// Federal income tax law of a year and filing status.
#[derive(Clone, Debug)]
pub struct Federal {
    pub capital_loss: CapitalLoss,
    pub deductions: Deductions,
    pub gains: Gains,
    pub amt: Amt,
    pub niit: Niit,
    pub child_credit: ChildCredit,
    pub earned_income: EarnedIncomeCredit,
}

/// What the states need of a federal return.
#[derive(Clone, Copy, Debug, Default)]
pub struct Outcome<S> {
    pub deduction: Taken<S>,
    /// Form 1040 line 15.
    pub taxable: S,
    /// Line 16, before the alternative minimum tax and credits.
    pub regular_tax: S,
    pub amt: S,
    /// Form 6251 with what states take of it.
    pub amt_form: amt::Minimum<S>,
    pub niit: S,
    /// Non-refundable and refundable child credits, positive.
    pub child_credit: S,
    /// Refunded whole, positive.
    pub earned_income_credit: S,
    pub amt_credit_used: S,
    /// Balances at the end of the year.
    pub carry: Carry<S>,
}

impl<S: Scalar> Outcome<S> {
    /// Income tax after credits: what states that deduct federal tax look at.
    pub fn income_tax(&self) -> S {
        self.regular_tax + self.amt - self.child_credit - self.amt_credit_used
    }
}

impl Federal {
    pub fn at(lookup: &Lookup<'_>) -> Result<Self, LookupError> {
        Ok(Federal {
            capital_loss: CapitalLoss::at(lookup)?,
            deductions: Deductions::at(lookup)?,
            gains: Gains::at(lookup)?,
            amt: Amt::at(lookup)?,
            niit: Niit::at(lookup)?,
            child_credit: ChildCredit::at(lookup)?,
            earned_income: EarnedIncomeCredit::at(lookup)?,
        })
    }

    pub fn use_tables(&mut self) {
        self.gains.use_tables();
    }

    /// The return, with whichever deduction the household chose.
    ///
    /// `state_taxes` are the state and local income taxes of the year, deducted as accrued
    /// rather than as paid. The best deduction is the one with the lower federal total.
    pub fn assess<S: Scalar, T: TraceSink>(
        &self,
        household: &Household,
        income: &YearIncome<S>,
        agi: &Agi<S>,
        carry: &Carry<S>,
        state_taxes: S,
        trace: &mut T,
    ) -> Outcome<S> {
        let standard = || self.deductions.standard(income);
        let itemised = || self.deductions.itemised(income, agi.agi, state_taxes);
        let quiet = |taken| {
            self.with_deduction(
                household,
                income,
                agi,
                carry,
                taken,
                &mut batna_core::NoTrace,
            )
        };
        let taken = match household.deduction {
            Deduction::Standard => standard(),
            Deduction::Itemise => itemised(),
            Deduction::Best => {
                let (standard, itemised) = (standard(), itemised());
                // Where only taxes are itemised the minimum tax takes back either, so that
                // the larger is never worse; otherwise both returns are worked.
                if itemised.other <= S::ZERO {
                    if itemised.amount > standard.amount {
                        itemised
                    } else {
                        standard
                    }
                } else if quiet(itemised).income_tax() < quiet(standard).income_tax() {
                    itemised
                } else {
                    standard
                }
            }
        };
        self.with_deduction(household, income, agi, carry, taken, trace)
    }

    fn with_deduction<S: Scalar, T: TraceSink>(
        &self,
        household: &Household,
        income: &YearIncome<S>,
        agi: &Agi<S>,
        carry: &Carry<S>,
        taken: Taken<S>,
        trace: &mut T,
    ) -> Outcome<S> {
        let unlimited = agi.agi - taken.amount;
        let taxable = unlimited.positive();
        trace.begin("us.federal.income", "Federal income tax");
        agi.write(trace);
        self.deductions.write(&taken, trace);
        let regular_tax = self.gains.tax(taxable, agi, trace);
        trace.end(regular_tax, "Form 1040 line 16");

        let amt = self.amt.assess(
            &self.gains,
            income,
            agi,
            &taken,
            unlimited,
            regular_tax,
            trace,
        );
        let niit = self.niit.assess(agi, trace);
        let child = self
            .child_credit
            .assess(household, agi, income, regular_tax + amt.tax, trace);
        let earned_income_credit = self.earned_income.assess(household, agi, income, trace);
        let credit = minimum_credit::assess(
            carry.amt_credit,
            &amt,
            (regular_tax - child.against_tax).positive(),
            trace,
        );
        let mut carry_out = *carry;
        carry_out.amt_credit = credit.carried;
        agi.losses_carried(unlimited, &mut carry_out);
        carry_out.amt_long_loss = amt.loss_carried;
        Outcome {
            deduction: taken,
            taxable,
            regular_tax,
            amt: amt.tax,
            amt_form: amt,
            niit,
            child_credit: child.against_tax + child.refunded,
            earned_income_credit,
            amt_credit_used: credit.used,
            carry: carry_out,
        }
    }

    /// Enters the federal items.
    pub fn enter<S: Scalar>(outcome: &Outcome<S>, out: &mut Assessment<S>) {
        out.add(
            "us.federal.income",
            "Federal income tax",
            outcome.regular_tax,
        );
        if outcome.amt > S::ZERO {
            out.add("us.federal.amt", "Alternative minimum tax", outcome.amt);
        }
        if outcome.niit > S::ZERO {
            out.add("us.federal.niit", "Net investment income tax", outcome.niit);
        }
        if outcome.child_credit > S::ZERO {
            out.add(
                "us.federal.child_credit",
                "Child tax credit",
                -outcome.child_credit,
            );
        }
        if outcome.earned_income_credit > S::ZERO {
            out.add(
                "us.federal.eitc",
                "Earned income credit",
                -outcome.earned_income_credit,
            );
        }
        if outcome.amt_credit_used > S::ZERO {
            out.add(
                "us.federal.amt_credit",
                "Minimum tax credit of earlier years",
                -outcome.amt_credit_used,
            );
        }
        out.carry = outcome.carry;
    }
}
