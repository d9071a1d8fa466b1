//! Equity earned in several places: its income divided by workdays.
//!
//! States tax nonresidents on the part of equity income earned there: for restricted units
//! the workdays from grant to vesting, for options from grant to exercise (California, FTB
//! Publication 1004) or from grant to vesting (New York, TSB-M-07(7)I). The caller says which
//! period. Workdays are Mondays to Fridays; holidays and leave are left out.

use batna_core::Scalar;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use crate::place::Place;

/// A stretch of work in one place, from its first day until the next stretch begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stay {
    pub from: Date,
    pub place: Place,
}

/// A place's part of the whole.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part<S> {
    pub place: Place,
    pub workdays: i64,
    /// Between 0 and 1; the parts sum to 1 where there was any workday.
    pub share: S,
}

/// Divides the period from `first` through `last` among the places of work; `stays` ascend in
/// time, and days before the first of them belong to it.
pub fn allocate<S: Scalar>(first: Date, last: Date, stays: &[Stay]) -> Vec<Part<S>> {
    let mut parts: Vec<Part<S>> = Vec::new();
    for (position, stay) in stays.iter().enumerate() {
        let begins = if position == 0 {
            first
        } else {
            stay.from.max(first)
        };
        let ends = stays
            .get(position + 1)
            .and_then(|next| next.from.yesterday().ok())
            .map_or(last, |end| end.min(last));
        let workdays = workdays(begins, ends);
        match parts.iter_mut().find(|part| part.place == stay.place) {
            Some(part) => part.workdays += workdays,
            None => parts.push(Part {
                place: stay.place,
                workdays,
                share: S::ZERO,
            }),
        }
    }
    let all: i64 = parts.iter().map(|part| part.workdays).sum();
    if all > 0 {
        for part in &mut parts {
            part.share = S::from_int(part.workdays) / S::from_int(all);
        }
    }
    parts
}

/// Mondays to Fridays from `first` through `last`.
fn workdays(first: Date, last: Date) -> i64 {
    let days = match first.until(last) {
        Ok(span) if last >= first => i64::from(span.get_days()) + 1,
        _ => return 0,
    };
    let mut count = days / 7 * 5;
    let mut day = first;
    for _ in 0..days % 7 {
        if !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
            count += 1;
        }
        day = match day.checked_add(1.day()) {
            Ok(next) => next,
            Err(_) => return count,
        };
    }
    count
}
