//! When a grant vests, as shares of the whole.
//!
//! Dates follow the month-end rule of the Open Cap Table format: each event counts
//! its months from the start, so that 31 January plus one month is the last day of
//! February and plus two is 31 March. Whole-share rounding belongs to
//! `batna_equity::vesting`; a value needs fractions.

use batna_case::model::{Grant, GrantSize, VestingPeriod, VestingShape};
use batna_core::{Money, Shares};
use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::holding::VestEvent;

/// The day `months` after `start`, where the calendar reaches so far.
pub fn months_after(start: Date, months: u32) -> Option<Date> {
    start.checked_add(i64::from(months).months()).ok()
}

/// Events of a grant from its own start, or from `start`; and the grant's size where
/// dated tranches alone say it.
pub fn events(grant: &Grant, start: Date) -> (Vec<VestEvent>, Option<GrantSize>) {
    let from = grant.vesting.start.or(grant.granted).unwrap_or(start);
    match &grant.vesting.shape {
        VestingShape::Tranches(tranches) => tranche_events(tranches),
        shape => (shape_events(shape, from), None),
    }
}

/// Events of an even or yearly schedule; none of dated tranches, which carry their own sizes.
pub fn shape_events(shape: &VestingShape, from: Date) -> Vec<VestEvent> {
    match shape {
        VestingShape::Even {
            months,
            every,
            cliff_months,
        } => even(from, *months, *every, *cliff_months),
        VestingShape::Yearly { shares, every } => {
            let per_year = 12 / every.months();
            let mut events = Vec::new();
            for (year, share) in (0u32..).zip(shares) {
                for part in 1..=per_year {
                    let month = year * 12 + part * every.months();
                    if let Some(date) = months_after(from, month) {
                        events.push(VestEvent {
                            date,
                            share: share.fraction() / Decimal::from(per_year),
                        });
                    }
                }
            }
            events
        }
        VestingShape::Tranches(tranches) => tranche_events(tranches).0,
    }
}

fn even(from: Date, months: u32, every: VestingPeriod, cliff_months: u32) -> Vec<VestEvent> {
    let months = months.min(1200);
    if months == 0 {
        return vec![VestEvent {
            date: from,
            share: Decimal::ONE,
        }];
    }
    let mut events = Vec::new();
    let mut vested = Decimal::ZERO;
    let mut month = 0;
    while month < months {
        month = (month + every.months()).min(months);
        if month < cliff_months.min(months) {
            continue;
        }
        let cumulative = Decimal::from(month) / Decimal::from(months);
        if let Some(date) = months_after(from, month) {
            events.push(VestEvent {
                date,
                share: cumulative - vested,
            });
        }
        vested = cumulative;
    }
    events
}

/// Tranches in one unit, as shares of their sum; tranches of mixed units have none.
fn tranche_events(tranches: &[(Date, GrantSize)]) -> (Vec<VestEvent>, Option<GrantSize>) {
    let amount_of = |size: &GrantSize| match size {
        GrantSize::Shares(shares) => (shares.count(), None),
        GrantSize::Percent(percent) => (percent.fraction(), None),
        GrantSize::Dollars { amount, .. } => (amount.amount(), Some(amount.currency())),
    };
    let Some((_, first)) = tranches.first() else {
        return (Vec::new(), None);
    };
    let alike = tranches.iter().all(|(_, size)| {
        std::mem::discriminant(size) == std::mem::discriminant(first)
            && amount_of(size).1 == amount_of(first).1
    });
    let total: Decimal = tranches.iter().map(|(_, size)| amount_of(size).0).sum();
    if !alike || total.is_zero() {
        return (Vec::new(), None);
    }
    let events = tranches
        .iter()
        .map(|(date, size)| VestEvent {
            date: *date,
            share: amount_of(size).0 / total,
        })
        .collect();
    let whole = match first {
        GrantSize::Shares(_) => Shares::new(total).ok().map(GrantSize::Shares),
        GrantSize::Percent(_) => Some(GrantSize::Percent(batna_core::Rate::from_fraction(total))),
        GrantSize::Dollars {
            amount, conversion, ..
        } => Some(GrantSize::Dollars {
            amount: Money::new(total, amount.currency()),
            conversion: conversion.clone(),
        }),
    };
    (events, whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_cliff_gathers_what_came_before() {
        let events = even(date(2026, 7, 20), 48, VestingPeriod::Monthly, 12);
        assert_eq!(events.len(), 37);
        assert_eq!(events[0].date, date(2027, 7, 20));
        assert_eq!(events[0].share, Decimal::new(25, 2));
        let total: Decimal = events.iter().map(|event| event.share).sum();
        assert_eq!(total.round_dp(20), Decimal::ONE);
    }

    #[test]
    fn quarters_of_three_years_without_a_cliff() {
        let events = even(date(2026, 1, 31), 36, VestingPeriod::Quarterly, 0);
        assert_eq!(events.len(), 12);
        assert_eq!(events[0].date, date(2026, 4, 30));
        assert_eq!(events[11].date, date(2029, 1, 31));
    }
}
