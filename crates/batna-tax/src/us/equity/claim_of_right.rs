//! Pay returned in a later year (26 USC 1341).
//!
//! Above the threshold the tax of the year of repayment is the smaller of: tax with the
//! repayment deducted (an itemised deduction, not a miscellaneous one: 67(b)(9)), or tax
//! without it, less the tax that the amount cost in the year it was received. Social
//! Security and Medicare of the earlier year are refunded by the employer (Form 941-X)
//! or claimed; Additional Medicare only by amending that year.

use batna_core::{NoTrace, Scalar};
use batna_params::{Amount, Lookup, LookupError};

use crate::carry::Carry;
use crate::household::Household;
use crate::income::YearIncome;
use crate::law::Law;

#[derive(Clone, Debug)]
pub struct ClaimOfRight {
    threshold: Amount,
}

/// What a repayment gives back.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Repayment<S> {
    /// Less income tax by deducting it in the year of repayment.
    pub by_deduction: S,
    /// Less income tax by the credit for the earlier year; zero up to the threshold.
    pub by_credit: S,
    /// The larger.
    pub relief: S,
    /// Social Security and Medicare of the earlier year.
    pub payroll: S,
    /// What the repayment costs after all: the amount less relief and payroll taxes.
    pub net_cost: S,
}

impl ClaimOfRight {
    pub fn at(lookup: &Lookup<'_>) -> Result<Self, LookupError> {
        Ok(ClaimOfRight {
            threshold: lookup.amount("us.equity.claim_of_right.threshold")?,
        })
    }

    /// `received` is the law and the income of the year that paid `amount` as a bonus
    /// (included in its income); `repaid` those of the year of repayment.
    pub fn repay<S: Scalar>(
        &self,
        amount: S,
        household: &Household,
        received: (&Law, &YearIncome<S>),
        repaid: (&Law, &YearIncome<S>),
    ) -> Repayment<S> {
        let taxes = |law: &Law, income: &YearIncome<S>| {
            let result = law.assess(household, income, &Carry::default(), &mut NoTrace);
            let payroll = result.tax("us.social_security") + result.tax("us.medicare");
            (result.under("us.federal."), payroll)
        };
        let (now, _) = taxes(repaid.0, repaid.1);
        let deducted = YearIncome {
            // Deducted in full with what else is itemised; gifts have a floor that this has not.
            mortgage_interest: repaid.1.mortgage_interest + amount,
            ..*repaid.1
        };
        let by_deduction = (now - taxes(repaid.0, &deducted).0).positive();
        let without = YearIncome {
            bonus: received.1.bonus - amount,
            ..*received.1
        };
        let ((then, payroll_then), (less, payroll_less)) =
            (taxes(received.0, received.1), taxes(received.0, &without));
        let by_credit = if amount > self.threshold.get() {
            (then - less).positive()
        } else {
            S::ZERO
        };
        let relief = by_deduction.max(by_credit);
        let payroll = payroll_then - payroll_less;
        Repayment {
            by_deduction,
            by_credit,
            relief,
            payroll,
            net_cost: amount - relief - payroll,
        }
    }
}
