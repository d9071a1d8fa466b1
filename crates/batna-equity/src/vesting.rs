//! When a grant vests: schedules, conditions, acceleration, leaving, refreshers.
//!
//! A [`Schedule`] says what is promised; [`Facts`] say what happened or is assumed to;
//! [`Schedule::vest`] gives dated events whose shares, with what is forfeited, lapsed and
//! still open, sum to the grant exactly. Leaves out: taxes at vesting, and the exercise of
//! options ([`crate::grant`]).
//! Source: Open Cap Format, vesting terms (`docs/explainers/VestingTerms.md`).

mod allocation;
mod notation;

pub use allocation::Allocation;
pub use notation::NotationError;

use std::collections::BTreeMap;

use batna_core::Shares;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Serialize;

use crate::calendar::{DayRule, days_after, days_between, months_after};

/// When a part of the grant vests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum When {
    On(Date),
    /// Months after the start.
    Months(u32),
    /// Days after the start.
    Days(u32),
    /// When a named event happens (a milestone), and months after it.
    Event {
        name: String,
        months: u32,
    },
}

/// A part of the grant.
#[derive(Clone, Debug, PartialEq)]
pub struct Tranche {
    pub when: When,
    /// Part of the grant relative to the other tranches'.
    pub weight: Decimal,
}

/// A promise to vest.
#[derive(Clone, Debug, PartialEq)]
pub struct Schedule {
    pub start: Date,
    pub total: Shares,
    pub tranches: Vec<Tranche>,
    pub allocation: Allocation,
    pub day: DayRule,
    /// Shares are delivered only once a listing or sale happens as well.
    pub liquidity: Option<Liquidity>,
    pub acceleration: Option<Acceleration>,
}

/// The second trigger of a double-trigger grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Liquidity {
    /// Months from the start after which the grant lapses without one.
    pub within_months: Option<u32>,
    /// What had vested by time is lost on leaving before it.
    pub employed_at_event: bool,
}

/// Earlier vesting at a change of control.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Acceleration {
    /// This part of what is unvested vests at the change of control.
    Single { share: Decimal },
    /// It vests when dismissed without cause (or leaving for good reason) from
    /// `months_before` before to `months_after` after one.
    Double {
        share: Decimal,
        months_before: u32,
        months_after: u32,
    },
}

/// Why the job ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LeaveKind {
    Resigned,
    /// Dismissed without cause, or resigned for good reason as the plan defines it.
    WithoutCause,
    ForCause,
    DeathOrDisability,
}

/// What happened, or is assumed to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    pub left: Option<(Date, LeaveKind)>,
    pub change_of_control: Option<Date>,
    pub listing: Option<Date>,
    /// Named events that happened.
    pub events: BTreeMap<String, Date>,
    /// Unpaid leaves during which vesting stands still, from and until.
    pub absences: Vec<(Date, Date)>,
}

/// Why shares vest on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    Time,
    Event,
    Liquidity,
    Acceleration,
}

/// Shares that vest on a day.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct VestEvent {
    #[serde(serialize_with = "date_text")]
    pub date: Date,
    pub shares: Shares,
    pub cumulative: Shares,
    pub cause: Cause,
}

fn date_text<S: serde::Serializer>(date: &Date, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(date)
}

/// What becomes of a grant; the parts sum to it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Vested {
    /// Ascending by date; nothing vests by zero.
    pub events: Vec<VestEvent>,
    /// Lost on leaving.
    pub forfeited: Shares,
    /// Lost because the liquidity event came too late.
    pub lapsed: Shares,
    /// Waiting for an event that has not happened.
    pub open: Shares,
}

/// Why a schedule does not make sense.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VestingError {
    #[error("the schedule has no tranches")]
    Empty,
    #[error("tranche {0} has a negative part")]
    Negative(usize),
    #[error("the parts of the schedule are all zero")]
    Zero,
    #[error("the cliff of {cliff} months is longer than the schedule of {months}")]
    CliffTooLong { cliff: u32, months: u32 },
    #[error("a period of {every} months does not divide {months} months")]
    Uneven { every: u32, months: u32 },
    #[error("a schedule is from 1 to 600 months, not {0}")]
    Length(u32),
    #[error("the parts of the years come to {}, not 100%", batna_core::Rate::from_fraction(*.0))]
    NotWhole(Decimal),
    #[error("a vesting day is beyond the calendar")]
    Calendar,
    #[error("the number of shares is too large")]
    TooLarge,
}

impl Schedule {
    fn of(start: Date, total: Shares, tranches: Vec<Tranche>) -> Schedule {
        Schedule {
            start,
            total,
            tranches,
            allocation: Allocation::default(),
            day: DayRule::default(),
            liquidity: None,
            acceleration: None,
        }
    }

    /// Equal parts each `every` months over `months`; what falls before the cliff vests at it.
    ///
    /// Errors: a length of 0 or over 600, a period that does not divide it, a longer cliff.
    pub fn even(
        start: Date,
        total: Shares,
        months: u32,
        every: u32,
        cliff: u32,
    ) -> Result<Schedule, VestingError> {
        check_length(months, every)?;
        if cliff > months {
            return Err(VestingError::CliffTooLong { cliff, months });
        }
        let mut tranches = Vec::new();
        let before = cliff / every;
        if before > 0 {
            tranches.push(Tranche {
                when: When::Months(cliff),
                weight: Decimal::from(before),
            });
        }
        for number in before + 1..=months / every {
            tranches.push(Tranche {
                when: When::Months((number * every).max(cliff)),
                weight: Decimal::ONE,
            });
        }
        Ok(Schedule::of(start, total, tranches))
    }

    /// A part for each year, vesting each `every` months within it: 5/15/40/40.
    ///
    /// Errors: parts that do not come to one, a period that does not divide a year.
    pub fn yearly(
        start: Date,
        total: Shares,
        parts: &[Decimal],
        every: u32,
    ) -> Result<Schedule, VestingError> {
        let years = u32::try_from(parts.len()).unwrap_or(u32::MAX);
        check_length(years.saturating_mul(12), every)?;
        if 12 % every != 0 {
            return Err(VestingError::Uneven { every, months: 12 });
        }
        if let Some(at) = parts.iter().position(|part| *part < Decimal::ZERO) {
            return Err(VestingError::Negative(at + 1));
        }
        let sum = parts
            .iter()
            .try_fold(Decimal::ZERO, |sum, part| sum.checked_add(*part))
            .ok_or(VestingError::TooLarge)?;
        if sum != Decimal::ONE {
            return Err(VestingError::NotWhole(sum));
        }
        let mut tranches = Vec::new();
        for (year, part) in (0_u32..).zip(parts) {
            for step in 1..=12 / every {
                tranches.push(Tranche {
                    when: When::Months(year * 12 + step * every),
                    weight: *part,
                });
            }
        }
        Ok(Schedule::of(start, total, tranches))
    }

    /// Any tranches, by relative weight.
    ///
    /// Errors: none, a negative weight, weights of zero only.
    pub fn custom(
        start: Date,
        total: Shares,
        tranches: Vec<Tranche>,
    ) -> Result<Schedule, VestingError> {
        if tranches.is_empty() {
            return Err(VestingError::Empty);
        }
        if let Some(at) = tranches.iter().position(|one| one.weight < Decimal::ZERO) {
            return Err(VestingError::Negative(at + 1));
        }
        if tranches.iter().all(|one| one.weight.is_zero()) {
            return Err(VestingError::Zero);
        }
        Ok(Schedule::of(start, total, tranches))
    }

    pub fn allocated(mut self, allocation: Allocation) -> Schedule {
        self.allocation = allocation;
        self
    }

    pub fn on_day(mut self, day: DayRule) -> Schedule {
        self.day = day;
        self
    }

    pub fn with_liquidity(mut self, liquidity: Liquidity) -> Schedule {
        self.liquidity = Some(liquidity);
        self
    }

    pub fn accelerated(mut self, acceleration: Acceleration) -> Schedule {
        self.acceleration = Some(acceleration);
        self
    }

    /// What vests, given what happened.
    ///
    /// Errors: a day beyond the calendar, or too many shares.
    pub fn vest(&self, facts: &Facts) -> Result<Vested, VestingError> {
        let weights: Vec<Decimal> = self.tranches.iter().map(|one| one.weight).collect();
        let parts = self
            .allocation
            .allot(self.total.count(), &weights)
            .ok_or(VestingError::TooLarge)?;
        let left = facts.left.map(|(date, _)| date);
        let mut vested: BTreeMap<(Date, Cause), Decimal> = BTreeMap::new();
        let (mut unvested, mut open) = (Vec::new(), Decimal::ZERO);
        for (tranche, shares) in self.tranches.iter().zip(parts) {
            match self.day_of(&tranche.when, facts)? {
                Some((date, cause)) if left.is_none_or(|left| date <= left) => {
                    // A change of control before the day may bring it forward.
                    unvested.push((date, cause, shares, true));
                }
                Some((date, cause)) => unvested.push((date, cause, shares, false)),
                None if left.is_some() => {
                    unvested.push((Date::MAX, Cause::Event, shares, false));
                }
                None => open += shares,
            }
        }
        let trigger = self.trigger(facts)?;
        let mut forfeited = Decimal::ZERO;
        // Accelerated shares are counted on the running total of the unvested, so that
        // rounding loses at most one share in all.
        let (mut covered, mut given) = (Decimal::ZERO, Decimal::ZERO);
        for (date, cause, shares, in_service) in unvested {
            let early = match trigger {
                Some((day, part)) if date > day => {
                    covered += shares;
                    let reached = covered.checked_mul(part).ok_or(VestingError::TooLarge)?;
                    let reached = match self.allocation {
                        Allocation::Fractional => reached.round_dp(12),
                        _ if part == Decimal::ONE => reached,
                        _ => reached.floor(),
                    };
                    let early = (reached - given).clamp(Decimal::ZERO, shares);
                    given += early;
                    early
                }
                _ => Decimal::ZERO,
            };
            if let Some((day, _)) = trigger.filter(|_| early > Decimal::ZERO) {
                *vested.entry((day, Cause::Acceleration)).or_default() += early;
            }
            let rest = shares - early;
            if in_service {
                *vested.entry((date, cause)).or_default() += rest;
            } else {
                forfeited += rest;
            }
        }
        self.deliver(facts, vested, forfeited, open)
    }

    /// The day of a tranche, moved by absences; none for an event that has not happened.
    fn day_of(&self, when: &When, facts: &Facts) -> Result<Option<(Date, Cause)>, VestingError> {
        let date = match when {
            When::On(date) => *date,
            When::Months(months) => {
                months_after(self.start, *months, self.day).ok_or(VestingError::Calendar)?
            }
            When::Days(days) => {
                days_after(self.start, i64::from(*days)).ok_or(VestingError::Calendar)?
            }
            When::Event { name, months } => {
                return match facts.events.get(name) {
                    Some(day) => months_after(*day, *months, DayRule::StartDayOrLast)
                        .map(|day| Some((day.max(self.start), Cause::Event)))
                        .ok_or(VestingError::Calendar),
                    None => Ok(None),
                };
            }
        };
        let mut absences = facts.absences.clone();
        absences.sort();
        let mut date = date;
        for (from, until) in absences {
            if from < date {
                let stood_still = days_between(from.max(self.start), until).max(0);
                date = days_after(date, stood_still).ok_or(VestingError::Calendar)?;
            }
        }
        Ok(Some((date, Cause::Time)))
    }

    /// The day acceleration takes effect and the part of the unvested it covers.
    fn trigger(&self, facts: &Facts) -> Result<Option<(Date, Decimal)>, VestingError> {
        let (Some(acceleration), Some(change)) = (self.acceleration, facts.change_of_control)
        else {
            return Ok(None);
        };
        let clamp = |share: Decimal| share.clamp(Decimal::ZERO, Decimal::ONE);
        Ok(match (acceleration, facts.left) {
            (Acceleration::Single { share }, left) => left
                .is_none_or(|(date, _)| date >= change)
                .then_some((change, clamp(share))),
            (
                Acceleration::Double {
                    share,
                    months_before,
                    months_after: after,
                },
                Some((left, LeaveKind::WithoutCause)),
            ) => {
                let last = months_after(change, after, DayRule::StartDayOrLast)
                    .ok_or(VestingError::Calendar)?;
                let covered = if left >= change {
                    left <= last
                } else {
                    months_after(left, months_before, DayRule::StartDayOrLast)
                        .is_some_and(|reach| reach >= change)
                };
                covered.then_some((left.max(change), clamp(share)))
            }
            _ => None,
        })
    }

    /// Puts the liquidity condition on top and adds up.
    fn deliver(
        &self,
        facts: &Facts,
        vested: BTreeMap<(Date, Cause), Decimal>,
        mut forfeited: Decimal,
        mut open: Decimal,
    ) -> Result<Vested, VestingError> {
        let mut lapsed = Decimal::ZERO;
        let mut delivered: BTreeMap<(Date, Cause), Decimal> = BTreeMap::new();
        match self.liquidity {
            None => delivered = vested,
            Some(liquidity) => {
                let event = match (facts.change_of_control, facts.listing) {
                    (Some(a), Some(b)) => Some(a.min(b)),
                    (a, b) => a.or(b),
                };
                let limit = match liquidity.within_months {
                    Some(months) => Some(
                        months_after(self.start, months, DayRule::StartDayOrLast)
                            .ok_or(VestingError::Calendar)?,
                    ),
                    None => None,
                };
                let gone = liquidity.employed_at_event
                    && facts
                        .left
                        .is_some_and(|(left, _)| event.is_none_or(|event| left < event));
                for ((date, cause), shares) in vested {
                    match event {
                        _ if gone => forfeited += shares,
                        None => open += shares,
                        Some(event) if limit.is_some_and(|limit| event > limit) => lapsed += shares,
                        Some(event) if event >= date => {
                            *delivered.entry((event, Cause::Liquidity)).or_default() += shares;
                        }
                        Some(_) => *delivered.entry((date, cause)).or_default() += shares,
                    }
                }
            }
        }
        let shares = |count: Decimal| Shares::new(count).map_err(|_| VestingError::TooLarge);
        let mut cumulative = Decimal::ZERO;
        let mut events = Vec::with_capacity(delivered.len());
        for ((date, cause), count) in delivered {
            if count.is_zero() {
                continue;
            }
            cumulative += count;
            events.push(VestEvent {
                date,
                shares: shares(count)?,
                cumulative: shares(cumulative)?,
                cause,
            });
        }
        Ok(Vested {
            events,
            forfeited: shares(forfeited)?,
            lapsed: shares(lapsed)?,
            open: shares(open)?,
        })
    }
}

fn check_length(months: u32, every: u32) -> Result<(), VestingError> {
    if !(1..=600).contains(&months) {
        return Err(VestingError::Length(months));
    }
    if every == 0 || !months.is_multiple_of(every) {
        return Err(VestingError::Uneven { every, months });
    }
    Ok(())
}

impl Vested {
    /// Shares vested by the end of a day.
    pub fn by(&self, date: Date) -> Shares {
        self.events
            .iter()
            .rev()
            .find(|event| event.date <= date)
            .map_or(Shares::ZERO, |event| event.cumulative)
    }
}

/// New grants in later years, each with its own vesting.
#[derive(Clone, Debug, PartialEq)]
pub struct Refreshers {
    /// Months after the first grant's start of the first of them, and between them.
    pub every_months: u32,
    /// Each as a part of the first grant: 0.3 to 0.5 is usual, never promised unless written.
    pub share: Decimal,
    pub count: u32,
    /// Months each vests over, and between its parts. No cliff.
    pub months: u32,
    pub vests_every: u32,
}

impl Refreshers {
    /// The schedules, in order; whole shares, rounded down.
    ///
    /// Errors: as [`Schedule::even`]; a day beyond the calendar.
    pub fn schedules(&self, start: Date, first: Shares) -> Result<Vec<Schedule>, VestingError> {
        let size = first
            .count()
            .checked_mul(self.share)
            .ok_or(VestingError::TooLarge)?
            .floor();
        let size = Shares::new(size).map_err(|_| VestingError::TooLarge)?;
        (1..=self.count)
            .map(|number| {
                let months = self.every_months.saturating_mul(number);
                let start = months_after(start, months, DayRule::StartDayOrLast)
                    .ok_or(VestingError::Calendar)?;
                Schedule::even(start, size, self.months, self.vests_every, 0)
            })
            .collect()
    }
}
