//! Exercise of options, and what an incentive option turns into after leaving.

use batna_core::Scalar;
use batna_params::{Lookup, LookupError};
use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::prelude::ToPrimitive;

use crate::income::YearIncome;

/// How shares were got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LotKind {
    /// Bought, vested or from a non-qualified option: one basis.
    Plain,
    /// From an incentive option granted on this day: two bases until sold.
    Iso { granted: Date },
}

/// Shares got together, with what they cost by each tax. Amounts a share.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lot<S> {
    pub kind: LotKind,
    pub shares: S,
    pub acquired: Date,
    /// Basis of the regular tax: for incentive options the strike.
    pub basis: S,
    /// Basis of the alternative minimum tax: for incentive options the value at exercise.
    pub amt_basis: S,
}

/// An exercise: what it adds to the year, and the shares.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exercise<S> {
    pub income: YearIncome<S>,
    pub lot: Lot<S>,
    /// Cash paid for the shares.
    pub cost: S,
}

impl<S: Scalar> Exercise<S> {
    /// A non-qualified option: the spread is wages (26 USC 83(a); Reg. 1.83-7).
    pub fn non_qualified(shares: S, strike: S, value: S, on: Date) -> Self {
        let spread = (value - strike).positive() * shares;
        Exercise {
            income: YearIncome {
                nso_spread: spread,
                ..YearIncome::default()
            },
            lot: Lot {
                kind: LotKind::Plain,
                shares,
                acquired: on,
                basis: strike.max(value),
                amt_basis: strike.max(value),
            },
            cost: strike * shares,
        }
    }

    /// An incentive option whose shares are held past the end of the year: no income, but
    /// the spread is an adjustment of the minimum tax (26 USC 421(a), 56(b)(3)). If they
    /// are sold within the year, [`Lot::sell`] takes the adjustment back.
    pub fn incentive(shares: S, strike: S, value: S, granted: Date, on: Date) -> Self {
        let spread = (value - strike).positive() * shares;
        Exercise {
            income: YearIncome {
                iso_spread: spread,
                ..YearIncome::default()
            },
            lot: Lot {
                kind: LotKind::Iso { granted },
                shares,
                acquired: on,
                basis: strike,
                amt_basis: strike.max(value),
            },
            cost: strike * shares,
        }
    }
}

/// How employment ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaving {
    Left,
    Disabled,
    Died,
}

/// Until when an option stays an incentive option after employment ends.
#[derive(Clone, Copy, Debug)]
pub struct IsoWindow {
    months_left: i32,
    months_disabled: i32,
}

impl IsoWindow {
    pub fn at(lookup: &Lookup<'_>) -> Result<Self, LookupError> {
        let months = |key| {
            lookup
                .amount_for("us.equity.iso.months_after_leaving", key)
                .map(|months| months.decimal().to_i32().unwrap_or(0))
        };
        Ok(IsoWindow {
            months_left: months("left")?,
            months_disabled: months("disabled")?,
        })
    }

    /// The last day of exercise as an incentive option; later it is a non-qualified one,
    /// whatever window the agreement gives (26 USC 422(a)(2), (c)(6); Reg. 1.421-2(c) for
    /// death, where there is no such day).
    pub fn last_day(&self, ended: Date, leaving: Leaving) -> Option<Date> {
        let months = match leaving {
            Leaving::Left => self.months_left,
            Leaving::Disabled => self.months_disabled,
            Leaving::Died => return None,
        };
        ended.checked_add(months.months()).ok()
    }

    pub fn is_incentive(&self, ended: Date, leaving: Leaving, exercised: Date) -> bool {
        self.last_day(ended, leaving)
            .is_none_or(|last| exercised <= last)
    }
}
