//! Profits interests: an interest in a partnership's growth, for services.
//!
//! Receipt is no income under the safe harbour (Rev. Proc. 93-27, 2001-43); the holder is a
//! partner from then on, so that pay is a guaranteed payment with self-employment tax and
//! shares of profit come on a Schedule K-1 whether paid out or not. Gain on a sale is
//! long-term only beyond three years where section 1061 applies.

use batna_core::Scalar;
use batna_params::{Lookup, LookupError};
use jiff::civil::Date;
use rust_decimal::prelude::ToPrimitive;

use super::disposition::beyond;
use crate::income::YearIncome;

/// An interest as granted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interest<S> {
    pub received: Date,
    /// What the holder would get if the partnership were wound up at receipt: zero makes it
    /// a profits interest, more a capital interest.
    pub liquidation_value: S,
    /// Its income is substantially certain and predictable, as from high-grade debt.
    pub predictable_income: bool,
    pub publicly_traded: bool,
    /// Section 1061 applies: the partnership is in the business of investing.
    pub investing_business: bool,
}

/// How receipt is taxed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum InterestTax<S> {
    /// Not taxed at receipt.
    Nothing,
    /// The value at receipt is ordinary income.
    OrdinaryIncome(S),
    /// Outside the safe harbour: depends on a valuation this does not make.
    NotCovered(&'static str),
}

#[derive(Clone, Copy, Debug)]
pub struct ProfitsInterest {
    years_kept: i32,
    years_of_gain: i32,
}

impl ProfitsInterest {
    pub fn at(lookup: &Lookup<'_>) -> Result<Self, LookupError> {
        let years = |name: &str| {
            lookup
                .amount(&format!("us.equity.profits_interest.{name}"))
                .map(|years| years.decimal().to_i32().unwrap_or(0))
        };
        Ok(ProfitsInterest {
            years_kept: years("years_kept")?,
            years_of_gain: years("years_of_gain")?,
        })
    }

    /// The tax at receipt, given when the interest was disposed of, if it was.
    pub fn at_receipt<S: Scalar>(
        &self,
        interest: &Interest<S>,
        disposed: Option<Date>,
    ) -> InterestTax<S> {
        if interest.liquidation_value > S::ZERO {
            return InterestTax::OrdinaryIncome(interest.liquidation_value);
        }
        if interest.predictable_income {
            return InterestTax::NotCovered("its income is substantially certain");
        }
        if interest.publicly_traded {
            return InterestTax::NotCovered("the partnership is publicly traded");
        }
        if disposed.is_some_and(|on| !beyond(interest.received, self.years_kept, on)) {
            return InterestTax::NotCovered("it was disposed of within two years of receipt");
        }
        InterestTax::Nothing
    }

    /// A year as partner: guaranteed payments and the share of profit, both with
    /// self-employment tax where the holder works in the business.
    pub fn year<S: Scalar>(guaranteed: S, share_of_profit: S) -> YearIncome<S> {
        YearIncome {
            self_employment: guaranteed + share_of_profit,
            ..YearIncome::default()
        }
    }

    /// Gain on a sale of the interest.
    pub fn sell<S: Scalar>(&self, interest: &Interest<S>, gain: S, sold: Date) -> YearIncome<S> {
        let years = if interest.investing_business {
            self.years_of_gain
        } else {
            1
        };
        let mut income = YearIncome::default();
        if beyond(interest.received, years, sold) {
            income.ltcg = gain;
        } else {
            income.stcg = gain;
        }
        income
    }
}
