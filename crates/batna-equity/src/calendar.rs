//! Days on which vesting falls: months counted from the start, with the rules for month ends.
//!
//! Source: Open Cap Format, `VestingDayOfMonth` and `VestingPeriodInMonths`. Each day is
//! counted from the start and not from the day before it, so that 31 January keeps to the
//! last day of every month.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// On which day of the month vesting falls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum DayRule {
    /// The day of the start, or the last day of a month without it.
    #[default]
    StartDayOrLast,
    /// A fixed day from 1 to 31, or the last day of a month without it.
    Day(i8),
}

impl DayRule {
    /// Reads an OCF name such as `29_OR_LAST_DAY_OF_MONTH`.
    pub fn from_ocf(name: &str) -> Option<DayRule> {
        if name == "VESTING_START_DAY_OR_LAST_DAY_OF_MONTH" {
            return Some(DayRule::StartDayOrLast);
        }
        let digits = name.strip_suffix("_OR_LAST_DAY_OF_MONTH").unwrap_or(name);
        let day: i8 = digits.parse().ok()?;
        (1..=31).contains(&day).then_some(DayRule::Day(day))
    }
}

/// The day `months` after `start`. None beyond the calendar (year 9999).
pub fn months_after(start: Date, months: u32, rule: DayRule) -> Option<Date> {
    let count = i64::from(start.year()) * 12 + i64::from(start.month()) - 1 + i64::from(months);
    let year = i16::try_from(count.div_euclid(12)).ok()?;
    let month = i8::try_from(count.rem_euclid(12) + 1).ok()?;
    let first = Date::new(year, month, 1).ok()?;
    let day = match rule {
        DayRule::StartDayOrLast => start.day(),
        DayRule::Day(day) => day,
    };
    Date::new(year, month, day.clamp(1, first.days_in_month())).ok()
}

/// The day `days` after `start`. None beyond the calendar.
pub fn days_after(start: Date, days: i64) -> Option<Date> {
    start
        .checked_add(jiff::Span::new().try_days(days).ok()?)
        .ok()
}

/// Days from one day to another; negative where the second comes first.
pub fn days_between(from: Date, until: Date) -> i64 {
    from.until(until)
        .map_or(0, |span| i64::from(span.get_days()))
}
