//! Sale of shares with one basis or two (26 USC 421(b), 422(a), (c)(2); Reg. 1.422-1(b)).

use batna_core::Scalar;
use batna_params::{Lookup, LookupError};
use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::prelude::ToPrimitive;

use super::exercise::{Lot, LotKind};
use crate::income::YearIncome;

/// Holding periods of incentive options.
#[derive(Clone, Copy, Debug)]
pub struct Holding {
    pub years_from_grant: i32,
    pub years_from_exercise: i32,
}

/// What a sale adds to the year of the sale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sale<S> {
    pub income: YearIncome<S>,
    pub proceeds: S,
    /// Held too short: part of the gain is ordinary income without payroll taxes.
    pub disqualifying: bool,
    pub long_term: bool,
}

impl Holding {
    pub fn at(lookup: &Lookup<'_>) -> Result<Self, LookupError> {
        let years = |name: &str| {
            lookup
                .amount(&format!("us.equity.iso.{name}"))
                .map(|years| years.decimal().to_i32().unwrap_or(0))
        };
        Ok(Holding {
            years_from_grant: years("years_from_grant")?,
            years_from_exercise: years("years_from_exercise")?,
        })
    }

    /// Whether a sale meets both periods; the day itself is still within them.
    pub fn qualifies(&self, granted: Date, exercised: Date, sold: Date) -> bool {
        beyond(granted, self.years_from_grant, sold)
            && beyond(exercised, self.years_from_exercise, sold)
    }
}

/// Whether `later` is more than `years` after `from`.
pub(super) fn beyond(from: Date, years: i32, later: Date) -> bool {
    from.checked_add(years.years()).is_ok_and(|end| later > end)
}

impl<S: Scalar> Lot<S> {
    /// Sells all shares of the lot at `price` each.
    ///
    /// A disqualifying sale makes the spread at exercise ordinary income, but not more than
    /// the gain; if it falls into the year of exercise, the minimum tax adjustment of that
    /// year goes with it, otherwise it is reversed now.
    pub fn sell(&self, price: S, sold: Date, holding: &Holding) -> Sale<S> {
        let proceeds = price * self.shares;
        let long_term = beyond(self.acquired, 1, sold);
        let mut income = YearIncome::default();
        let LotKind::Iso { granted } = self.kind else {
            enter(&mut income, (price - self.basis) * self.shares, long_term);
            return Sale {
                income,
                proceeds,
                disqualifying: false,
                long_term,
            };
        };
        let spread = self.amt_basis - self.basis;
        if holding.qualifies(granted, self.acquired, sold) {
            income.ltcg = (price - self.basis) * self.shares;
            income.amt_basis_adjustment = spread * self.shares;
            return Sale {
                income,
                proceeds,
                disqualifying: false,
                long_term: true,
            };
        }
        let ordinary = spread.min((price - self.basis).positive());
        income.iso_disqualified = ordinary * self.shares;
        enter(
            &mut income,
            (price - self.basis - ordinary) * self.shares,
            long_term,
        );
        if sold.year() == self.acquired.year() {
            // No adjustment arises for shares sold in the year of exercise (56(b)(3)).
            income.iso_spread = -spread * self.shares;
        } else {
            income.iso_reversed = ordinary * self.shares;
            income.amt_basis_adjustment = (spread - ordinary) * self.shares;
        }
        Sale {
            income,
            proceeds,
            disqualifying: true,
            long_term,
        }
    }
}

fn enter<S: Scalar>(income: &mut YearIncome<S>, gain: S, long_term: bool) {
    if long_term {
        income.ltcg += gain;
    } else {
        income.stcg += gain;
    }
}
