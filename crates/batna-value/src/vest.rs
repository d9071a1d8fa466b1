//! A grant's schedule as the case states it, for the vesting engine.
//!
//! Days, cliffs and rounding are [`batna_equity::vesting`]'s; here the words of the case become
//! its terms, and dated tranches, which carry their own sizes, become parts of a whole.

use batna_case::model::{Acceleration, Grant, GrantSize, VestingPeriod, VestingShape};
use batna_core::{Money, Shares};
use batna_equity::calendar::{DayRule, months_after};
use batna_equity::vesting::{
    self, Allocation, Facts, Liquidity, Schedule, Tranche, VestingError, When,
};
use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::holding::VestEvent;

/// Longest schedule that the engine dates, in months.
const LONGEST: u32 = 600;

/// The day a grant's vesting is counted from: its own, or else `start`.
pub fn vesting_start(grant: &Grant, start: Date) -> Date {
    grant.vesting.start.or(grant.granted).unwrap_or(start)
}

/// The schedule of `total` shares, with the conditions of the grant.
///
/// Errors: tranches in mixed units, or what the engine refuses.
pub fn schedule(grant: &Grant, start: Date, total: Shares) -> Result<Schedule, VestingError> {
    let from = vesting_start(grant, start);
    let mut schedule = of_shape(&grant.vesting.shape, from, total)?;
    schedule.liquidity = grant
        .liquidity
        .as_ref()
        .filter(|liquidity| liquidity.required)
        .map(|liquidity| Liquidity {
            within_months: liquidity.expires_months,
            employed_at_event: liquidity.employed,
        });
    schedule.acceleration = match grant.acceleration {
        Some(Acceleration::Single) => Some(vesting::Acceleration::Single {
            share: Decimal::ONE,
        }),
        Some(Acceleration::Double) => Some(vesting::Acceleration::Double {
            share: Decimal::ONE,
            months_before: 0,
            months_after: 12,
        }),
        Some(Acceleration::None) | None => None,
    };
    Ok(schedule)
}

/// Events of a grant from its own start, or from `start`, as parts of the whole; and the
/// grant's size where dated tranches alone say it.
pub fn events(grant: &Grant, start: Date) -> (Vec<VestEvent>, Option<GrantSize>) {
    let size = match &grant.vesting.shape {
        VestingShape::Tranches(tranches) => whole_of(tranches),
        _ => None,
    };
    let from = vesting_start(grant, start);
    (shape_events(&grant.vesting.shape, from), size)
}

/// Events of a schedule as parts of the whole; none where it has no sense.
pub fn shape_events(shape: &VestingShape, from: Date) -> Vec<VestEvent> {
    let vested = of_shape(shape, from, Shares::whole(1))
        .and_then(|schedule| {
            schedule
                .allocated(Allocation::Fractional)
                .vest(&Facts::default())
        })
        .unwrap_or_default();
    vested
        .events
        .iter()
        .map(|event| VestEvent {
            date: event.date,
            share: event.shares.count(),
        })
        .collect()
}

/// The day `months` after `start`, where the calendar reaches so far.
pub fn after(start: Date, months: u32) -> Option<Date> {
    months_after(start, months, DayRule::StartDayOrLast)
}

fn of_shape(shape: &VestingShape, from: Date, total: Shares) -> Result<Schedule, VestingError> {
    match shape {
        VestingShape::Even { months: 0, .. } => Schedule::custom(
            from,
            total,
            vec![Tranche {
                when: When::On(from),
                weight: Decimal::ONE,
            }],
        ),
        VestingShape::Even {
            months,
            every,
            cliff_months,
        } => even(from, total, (*months).min(LONGEST), *every, *cliff_months),
        VestingShape::Yearly { shares, every } => {
            let parts: Vec<Decimal> = shares.iter().map(|share| share.fraction()).collect();
            Schedule::yearly(from, total, &parts, every.months())
        }
        VestingShape::Tranches(tranches) => {
            if whole_of(tranches).is_none() {
                return Err(VestingError::Zero);
            }
            let parts = tranches.iter().map(|(date, size)| Tranche {
                when: When::On(*date),
                weight: amount_of(size),
            });
            Schedule::custom(from, total, parts.collect())
        }
    }
}

/// Equal parts; a period that does not divide the whole leaves a shorter one at the end.
fn even(
    from: Date,
    total: Shares,
    months: u32,
    every: VestingPeriod,
    cliff: u32,
) -> Result<Schedule, VestingError> {
    let (every, cliff) = (every.months(), cliff.min(months));
    match Schedule::even(from, total, months, every, cliff) {
        Err(VestingError::Uneven { .. }) => {
            let mut tranches = Vec::new();
            let mut before = 0;
            for step in 1..=months.div_ceil(every) {
                let month = (step * every).min(months);
                if month < cliff {
                    continue;
                }
                tranches.push(Tranche {
                    when: When::Months(month),
                    weight: Decimal::from(month - before),
                });
                before = month;
            }
            Schedule::custom(from, total, tranches)
        }
        dated => dated,
    }
}

fn amount_of(size: &GrantSize) -> Decimal {
    match size {
        GrantSize::Shares(shares) => shares.count(),
        GrantSize::Percent(percent) => percent.fraction(),
        GrantSize::Dollars { amount, .. } => amount.amount(),
    }
}

/// The sum of tranches in one unit; none for mixed units, or where they come to nothing.
fn whole_of(tranches: &[(Date, GrantSize)]) -> Option<GrantSize> {
    let (_, first) = tranches.first()?;
    let unit = |size: &GrantSize| match size {
        GrantSize::Dollars { amount, .. } => Some(amount.currency()),
        _ => None,
    };
    let alike = tranches.iter().all(|(_, size)| {
        std::mem::discriminant(size) == std::mem::discriminant(first) && unit(size) == unit(first)
    });
    let total = tranches
        .iter()
        .try_fold(Decimal::ZERO, |sum, (_, size)| {
            sum.checked_add(amount_of(size))
        })
        .filter(|total| alike && !total.is_zero())?;
    match first {
        GrantSize::Shares(_) => Shares::new(total).ok().map(GrantSize::Shares),
        GrantSize::Percent(_) => Some(GrantSize::Percent(batna_core::Rate::from_fraction(total))),
        GrantSize::Dollars {
            amount, conversion, ..
        } => Some(GrantSize::Dollars {
            amount: Money::new(total, amount.currency()),
            conversion: conversion.clone(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn even_events(from: Date, months: u32, every: VestingPeriod, cliff: u32) -> Vec<VestEvent> {
        let shape = VestingShape::Even {
            months,
            every,
            cliff_months: cliff,
        };
        shape_events(&shape, from)
    }

    #[test]
    fn a_cliff_gathers_what_came_before() {
        let events = even_events(date(2026, 7, 20), 48, VestingPeriod::Monthly, 12);
        assert_eq!(events.len(), 37);
        assert_eq!(events[0].date, date(2027, 7, 20));
        assert_eq!(events[0].share, Decimal::new(25, 2));
        let total: Decimal = events.iter().map(|event| event.share).sum();
        assert_eq!(total, Decimal::ONE);
    }

    #[test]
    fn quarters_of_three_years_without_a_cliff() {
        let events = even_events(date(2026, 1, 31), 36, VestingPeriod::Quarterly, 0);
        assert_eq!(events.len(), 12);
        assert_eq!(events[0].date, date(2026, 4, 30));
        assert_eq!(events[11].date, date(2029, 1, 31));
    }

    #[test]
    fn a_shorter_last_period_vests_its_months() {
        let events = even_events(date(2026, 1, 1), 8, VestingPeriod::Quarterly, 0);
        let parts: Vec<Decimal> = events.iter().map(|event| event.share.round_dp(3)).collect();
        assert_eq!(
            parts,
            [375, 375, 250].map(|part| Decimal::new(part, 3)).to_vec()
        );
        assert_eq!(events[2].date, date(2026, 9, 1));
    }

    #[test]
    fn no_months_vest_at_once_and_too_many_at_the_longest() {
        assert_eq!(
            even_events(date(2026, 1, 1), 0, VestingPeriod::Monthly, 0),
            [VestEvent {
                date: date(2026, 1, 1),
                share: Decimal::ONE
            }]
        );
        let long = even_events(date(2026, 1, 1), 1_000, VestingPeriod::Annual, 12);
        assert_eq!(long.len(), 50);
    }
}
