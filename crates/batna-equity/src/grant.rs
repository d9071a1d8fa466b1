//! Kinds of grants and what each is worth: at a share value, on leaving, and from dollars.
//!
//! Amounts are before tax, a unit, in the grant's currency. Leaves out: when a grant vests
//! ([`crate::vesting`]) and how it is taxed (`batna-tax`).
//! Sources: 26 U.S.C. 83(b), 422, 423 (ESPP: at most 15% off, look-back); Rev. Proc. 93-27
//! and 2001-43 (profits interests).

use batna_core::Shares;
use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::calendar::{DayRule, months_after};
use crate::vesting::LeaveKind;

/// What one unit of a grant is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Instrument {
    /// A share at vesting.
    Rsu,
    /// A share now, bought at `paid`; taxed at grant with an election under section 83(b).
    Rsa { paid: Decimal, election_83b: bool },
    /// Incentive stock option.
    Iso {
        strike: Decimal,
        early_exercise: bool,
    },
    /// Option without tax preference.
    Nso {
        strike: Decimal,
        early_exercise: bool,
    },
    /// A company's own units: what a share has gained, up to a cap.
    ProfitUnit {
        hurdle: Decimal,
        cap: Option<Decimal>,
    },
    /// A partner's part of value beyond a threshold, in a company taxed as a partnership.
    ProfitsInterest {
        threshold: Decimal,
        election_83b: bool,
    },
    /// Paid in cash: a share's value above a base, which is zero for a full-value unit.
    Phantom { base: Decimal },
    /// A share at a discount from the lower of its price now and (with look-back) at the
    /// offering's start.
    Espp {
        discount: Decimal,
        offering: Option<Decimal>,
    },
}

impl Instrument {
    /// What a unit is worth net of what is still to be paid for it.
    ///
    /// What was paid for restricted stock is spent and not taken off. Never negative.
    pub fn value(self, share: Decimal) -> Decimal {
        let share = share.max(Decimal::ZERO);
        let gain = |base: Decimal| (share.saturating_sub(base)).max(Decimal::ZERO);
        match self {
            Instrument::Rsu | Instrument::Rsa { .. } => share,
            Instrument::Iso { strike, .. } | Instrument::Nso { strike, .. } => gain(strike),
            Instrument::ProfitUnit { hurdle, cap } => match cap {
                Some(cap) => gain(hurdle).min(cap.max(Decimal::ZERO)),
                None => gain(hurdle),
            },
            Instrument::ProfitsInterest { threshold, .. } => gain(threshold),
            Instrument::Phantom { base } => gain(base),
            Instrument::Espp { .. } => gain(self.price(share)),
        }
    }

    /// What is paid for a unit when it is exercised or bought at a share value.
    pub fn price(self, share: Decimal) -> Decimal {
        match self {
            Instrument::Iso { strike, .. } | Instrument::Nso { strike, .. } => strike,
            Instrument::Espp { discount, offering } => {
                let basis = offering.map_or(share, |start| start.min(share));
                let kept = Decimal::ONE - discount.clamp(Decimal::ZERO, Decimal::ONE);
                basis.checked_mul(kept).unwrap_or(basis)
            }
            Instrument::Rsa { paid, .. } => paid,
            _ => Decimal::ZERO,
        }
    }

    pub fn is_option(self) -> bool {
        matches!(self, Instrument::Iso { .. } | Instrument::Nso { .. })
    }
}

/// The company's right to buy back shares of those who leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BuyBack {
    /// At what was paid.
    AtCost,
    /// At the value on leaving.
    AtFairValue,
    /// At the lower of the two.
    AtLower,
}

/// What the plan says of those who leave.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LeavingTerms {
    /// Months to exercise vested options; none for their whole life.
    pub exercise_window_months: Option<u32>,
    /// Options end on this day in any case.
    pub expires: Option<Date>,
    /// A right to buy back vested shares.
    pub buy_back: Option<BuyBack>,
    /// Leaving like this forfeits what had vested too.
    pub forfeits_vested: Vec<LeaveKind>,
}

/// What is left of vested units after leaving.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AfterLeaving {
    pub kept: Shares,
    pub forfeited: Shares,
    /// Last day to exercise options; none where nothing needs exercising or there is no end.
    pub exercise_by: Option<Date>,
    /// Most a share pays where the company buys it back; none where it has no such right.
    pub bought_back_at: Option<Decimal>,
}

impl LeavingTerms {
    /// Applies the terms to vested units. `share` is their value on leaving.
    pub fn apply(
        &self,
        instrument: Instrument,
        vested: Shares,
        left: Date,
        kind: LeaveKind,
        share: Decimal,
    ) -> AfterLeaving {
        if self.forfeits_vested.contains(&kind) {
            return AfterLeaving {
                kept: Shares::ZERO,
                forfeited: vested,
                exercise_by: None,
                bought_back_at: None,
            };
        }
        let window = self
            .exercise_window_months
            .and_then(|months| months_after(left, months, DayRule::StartDayOrLast));
        let exercise_by = if instrument.is_option() {
            match (window, self.expires) {
                (Some(window), Some(end)) => Some(window.min(end)),
                (window, end) => window.or(end),
            }
        } else {
            None
        };
        let cost = instrument.price(share);
        AfterLeaving {
            kept: vested,
            forfeited: Shares::ZERO,
            exercise_by,
            bought_back_at: self.buy_back.map(|right| match right {
                BuyBack::AtCost => cost,
                BuyBack::AtFairValue => share,
                BuyBack::AtLower => cost.min(share),
            }),
        }
    }
}

/// Shares for a grant stated in money: the amount over the price, or over the average of
/// prices where several days are averaged; whole shares, rounded down.
///
/// None without a price above zero, or where the number is too large.
pub fn shares_for(amount: Decimal, prices: &[Decimal]) -> Option<Shares> {
    let sum = prices
        .iter()
        .try_fold(Decimal::ZERO, |sum, price| sum.checked_add(*price))?;
    let average = sum.checked_div(Decimal::from(prices.len()))?;
    if average <= Decimal::ZERO {
        return None;
    }
    Shares::new(amount.checked_div(average)?.floor()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn each_kind_pays_what_it_is() {
        let share = d("10");
        for (instrument, value) in [
            (Instrument::Rsu, "10"),
            (
                Instrument::Nso {
                    strike: d("4"),
                    early_exercise: false,
                },
                "6",
            ),
            (
                Instrument::Nso {
                    strike: d("14"),
                    early_exercise: false,
                },
                "0",
            ),
            (
                Instrument::ProfitUnit {
                    hurdle: d("2"),
                    cap: Some(d("5")),
                },
                "5",
            ),
            (
                Instrument::ProfitsInterest {
                    threshold: d("3"),
                    election_83b: true,
                },
                "7",
            ),
            (Instrument::Phantom { base: d("0") }, "10"),
            // 15% off the lower of 8 and 10: 6.80 paid, 3.20 gained.
            (
                Instrument::Espp {
                    discount: d("0.15"),
                    offering: Some(d("8")),
                },
                "3.2",
            ),
        ] {
            assert_eq!(instrument.value(share), d(value), "{instrument:?}");
        }
    }

    #[test]
    fn the_window_and_the_end_of_life_bound_exercise() {
        let terms = LeavingTerms {
            exercise_window_months: Some(3),
            expires: Some("2030-01-01".parse().unwrap()),
            forfeits_vested: vec![LeaveKind::ForCause],
            ..LeavingTerms::default()
        };
        let option = Instrument::Iso {
            strike: d("1"),
            early_exercise: false,
        };
        let left = "2027-11-30".parse().unwrap();
        let resigned = terms.apply(
            option,
            Shares::whole(100),
            left,
            LeaveKind::Resigned,
            d("5"),
        );
        assert_eq!(resigned.exercise_by, Some("2028-02-29".parse().unwrap()));
        let fired = terms.apply(
            option,
            Shares::whole(100),
            left,
            LeaveKind::ForCause,
            d("5"),
        );
        assert_eq!(fired.forfeited, Shares::whole(100));
    }

    #[test]
    fn a_grant_in_dollars_becomes_whole_shares() {
        assert_eq!(
            shares_for(d("100000"), &[d("30"), d("33")]),
            Some(Shares::whole(3174))
        );
        assert_eq!(shares_for(d("100000"), &[]), None);
        assert_eq!(shares_for(d("1"), &[d("0")]), None);
    }
}
