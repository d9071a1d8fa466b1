//! Earned income credit (26 USC 32, Schedule EIC).
//!
//! Children under 17 all qualify by age. Without a child the credit is given from the age of 25
//! to 64, which an earner here is taken to be. Leaves out older children; the special rule for
//! separated spouses; and the printed table of steps of 50, which a continuous credit lies
//! within a few dollars of.

use batna_core::{Scalar, TraceSink};
use batna_params::{Amount, Lookup, LookupError};

use super::agi::Agi;
use crate::household::{Filing, Household};
use crate::income::YearIncome;
use crate::trace::Tracing;

/// The credit without a child, and by one, two, and three or more.
#[derive(Clone, Debug)]
pub struct EarnedIncomeCredit {
    none: Column,
    one: Column,
    two: Column,
    three: Column,
    threshold: Amount,
    threshold_without_child: Amount,
    investment_most: Amount,
    /// Spouses who file apart have none.
    given: bool,
}

#[derive(Clone, Debug)]
struct Column {
    rate: Amount,
    amount: Amount,
    phase_out: Amount,
}

impl EarnedIncomeCredit {
    pub fn at(lookup: &Lookup<'_>) -> Result<Self, LookupError> {
        let id = |name: &str| format!("us.federal.earned_income.{name}");
        let column = |children: &str| -> Result<Column, LookupError> {
            let get = |name: &str| lookup.amount_for(&id(name), children);
            Ok(Column {
                rate: get("credit_rate")?,
                amount: get("amount")?,
                phase_out: get("phase_out_rate")?,
            })
        };
        Ok(EarnedIncomeCredit {
            none: column("none")?,
            one: column("one")?,
            two: column("two")?,
            three: column("three")?,
            threshold: lookup.amount(&id("threshold"))?,
            threshold_without_child: lookup.amount(&id("threshold.without_child"))?,
            investment_most: lookup.amount(&id("investment_most"))?,
            given: lookup.key() != Filing::Separate.key(),
        })
    }

    /// The credit, positive; all of it is refunded.
    pub fn assess<S: Scalar, T: TraceSink>(
        &self,
        household: &Household,
        agi: &Agi<S>,
        income: &YearIncome<S>,
        trace: &mut T,
    ) -> S {
        let (column, threshold) = match household.dependents {
            0 => (&self.none, &self.threshold_without_child),
            1 => (&self.one, &self.threshold),
            2 => (&self.two, &self.threshold),
            _ => (&self.three, &self.threshold),
        };
        let invested = income.interest + income.qualified_dividends + agi.capital.positive();
        if !self.given || invested > self.investment_most.get() {
            return S::ZERO;
        }
        let rate: S = column.rate.get();
        let grown = agi.earned.positive().min(column.amount.get()) * rate;
        let over = (agi.agi.max(agi.earned) - threshold.get()).positive();
        // 32(a)(2): the reduction is of the greatest credit, and limits the one grown so far.
        let limit = column.amount.get::<S>() * rate - over * column.phase_out.get::<S>();
        let credit = grown.min(limit).positive();
        if credit > S::ZERO {
            trace.begin("us.federal.eitc", "Earned income credit");
            trace.cite(&column.rate);
            trace.cite(&column.amount);
            trace.cite(threshold);
            trace.cite(&column.phase_out);
            trace.leaf("earned", "Earned income", agi.earned);
            trace.leaf("grown", "Credit of what is earned", grown);
            trace.leaf("limit", "Greatest credit less its reduction", limit);
            trace.end(
                -credit,
                "Form 1040 line 27a, without the steps of its table",
            );
        }
        credit
    }
}
