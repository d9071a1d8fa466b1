//! Adjusted gross income, with capital gains and losses netted (Schedule D).

use batna_core::{Scalar, TraceSink};
use batna_params::{Amount, Lookup, LookupError};

use crate::carry::Carry;
use crate::income::YearIncome;
use crate::trace::Tracing;

/// Limit of the capital loss taken against other income.
#[derive(Clone, Debug)]
pub struct CapitalLoss {
    limit: Amount,
}

/// Adjusted gross income and the parts of it that later rules ask for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Agi<S> {
    /// Form 1040 line 11.
    pub agi: S,
    /// Wages of the earner in box 1 of the W-2: after pre-tax choices.
    pub earner_wages: S,
    /// Wages of both spouses in box 1.
    pub wages: S,
    /// Wages and net self-employment income after its deduction.
    pub earned: S,
    /// Capital gain, or the loss allowed (negative): line 7.
    pub capital: S,
    /// Short- and long-term results after losses carried in; the exclusion is out.
    pub short: S,
    pub long: S,
    /// Schedule D: the smaller of lines 15 and 16, not below zero, plus qualified dividends.
    pub preferred: S,
    /// Of it, section 1202 gain taxed at up to 28%.
    pub at_28: S,
    /// Net investment income, not below zero.
    pub investment: S,
    /// Half of the self-employment tax.
    pub self_employment_deduction: S,
    /// Most capital loss that other income may take.
    pub loss_limit: S,
    /// Loss carried in for the alternative minimum tax beyond the regular one.
    pub amt_extra_loss: S,
}

impl CapitalLoss {
    pub fn at(lookup: &Lookup<'_>) -> Result<Self, LookupError> {
        Ok(CapitalLoss {
            limit: lookup.amount("us.federal.income.capital_loss_limit")?,
        })
    }

    pub fn limit<S: Scalar>(&self) -> S {
        self.limit.get()
    }

    /// Adjusted gross income of a year; `self_employment_tax` from Schedule SE.
    pub fn agi<S: Scalar>(
        &self,
        income: &YearIncome<S>,
        carry: &Carry<S>,
        self_employment_tax: S,
    ) -> Agi<S> {
        let earner_wages = (income.earner_wages() - income.contributions()).positive();
        let wages = earner_wages + income.spouse_wages;
        let short = income.stcg - carry.short_loss;
        let long = income.ltcg - income.qsbs_excluded - carry.long_loss;
        let net = short + long;
        let limit: S = self.limit.get();
        let capital = net.max(-limit);
        let net_gain = long.min(net).positive();
        let half = self_employment_tax / (S::ONE + S::ONE);
        let ordinary_investment = income.interest + income.qualified_dividends;
        let agi = wages
            + income.iso_disqualified
            + capital
            + income.qualified_dividends
            + income.interest
            + income.other_income
            + income.self_employment
            - half;
        Agi {
            agi,
            earner_wages,
            wages,
            earned: wages + income.self_employment - half,
            capital,
            short,
            long,
            preferred: net_gain + income.qualified_dividends,
            at_28: income.qsbs_taxed.min(net_gain),
            investment: (ordinary_investment + capital).positive(),
            self_employment_deduction: half,
            loss_limit: limit,
            amt_extra_loss: carry.amt_long_loss,
        }
    }
}

impl<S: Scalar> Agi<S> {
    pub(super) fn write<T: TraceSink>(&self, trace: &mut T) {
        trace.leaf("wages", "Wages after pre-tax choices (line 1a)", self.wages);
        trace.leaf(
            "capital",
            "Capital gain or loss allowed (line 7)",
            self.capital,
        );
        trace.leaf("agi", "Adjusted gross income (line 11)", self.agi);
    }

    /// Losses that go to the next year (Capital Loss Carryover Worksheet); `unlimited` is
    /// taxable income before the floor at zero.
    pub(super) fn losses_carried(&self, unlimited: S, carry: &mut Carry<S>) {
        let net = self.short + self.long;
        if net >= S::ZERO {
            carry.short_loss = S::ZERO;
            carry.long_loss = S::ZERO;
            return;
        }
        let allowed = -self.capital;
        // A loss that met no income is not used up.
        let used = allowed.min((unlimited + allowed).positive());
        let short_loss = (-self.short).positive();
        let long_gain = self.long.positive();
        carry.short_loss = (short_loss - long_gain - used).positive();
        let used_of_long = (used - short_loss).positive();
        carry.long_loss =
            ((-self.long).positive() - self.short.positive() - used_of_long).positive();
    }
}
