//! Dates and lengths of time as people write them.

use jiff::civil::Date;

use crate::catalogue;
use crate::read::Trouble;

/// A length of time in the unit it was written in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Duration {
    pub count: f64,
    pub unit: Unit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Days,
    Weeks,
    Months,
    Years,
}

impl Duration {
    /// In months; a day is 12/365 of a month.
    pub fn months(self) -> f64 {
        match self.unit {
            Unit::Days => self.count * 12.0 / 365.0,
            Unit::Weeks => self.count * 7.0 * 12.0 / 365.0,
            Unit::Months => self.count,
            Unit::Years => self.count * 12.0,
        }
    }

    /// In weeks.
    pub fn weeks(self) -> f64 {
        match self.unit {
            Unit::Days => self.count / 7.0,
            Unit::Weeks => self.count,
            Unit::Months => self.count * 365.0 / 84.0,
            Unit::Years => self.count * 365.0 / 7.0,
        }
    }

    /// In whole months, rounded; at most 600.
    pub fn whole_months(self) -> u32 {
        self.months().round().clamp(0.0, 600.0) as u32
    }
}

/// The unit that a word names.
pub(crate) fn unit(word: &str) -> Option<Unit> {
    Some(match word.trim_matches(|c| c == '-' || c == '.') {
        "d" | "day" | "days" => Unit::Days,
        "w" | "wk" | "wks" | "week" | "weeks" => Unit::Weeks,
        "m" | "mo" | "mos" | "mth" | "mths" | "month" | "months" => Unit::Months,
        "y" | "yr" | "yrs" | "year" | "years" => Unit::Years,
        _ => return None,
    })
}

/// A count, written in digits or as a small word.
pub(crate) fn count(word: &str) -> Option<f64> {
    const WORDS: &[&str] = &[
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven", "twelve",
    ];
    if let Some(index) = WORDS.iter().position(|known| *known == word) {
        return Some(index as f64);
    }
    if !word.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return None;
    }
    word.parse::<f64>().ok().filter(|count| count.is_finite())
}

/// One word that is a whole length: `4y`, `4-year`, `48mo`.
pub(crate) fn joined(word: &str) -> Option<Duration> {
    let split = word.find(|c: char| !(c.is_ascii_digit() || c == '.'))?;
    let (digits, rest) = word.split_at(split);
    Some(Duration {
        count: count(digits)?,
        unit: unit(rest)?,
    })
    .filter(|duration| duration.months() <= 600.0)
}

/// `4y`, `48 months`, `90 days`, `2 weeks`, `one year`, `none`.
pub(crate) fn duration(text: &str) -> Result<Duration, Trouble> {
    let lower: String = text.chars().take(80).collect::<String>().to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    let found = match words.as_slice() {
        ["none" | "no" | "0"] => Some(Duration {
            count: 0.0,
            unit: Unit::Months,
        }),
        [word] => joined(word),
        [number, word] => count(number)
            .zip(unit(word))
            .map(|(count, unit)| Duration { count, unit }),
        _ => None,
    };
    found
        .filter(|duration| duration.months() <= 600.0)
        .ok_or_else(|| {
            let shown: String = text.chars().take(40).collect();
            Trouble::new(
                &catalogue::NOT_A_DURATION,
                format!("`{shown}` is not a length of time"),
            )
        })
}

/// `2026-07-10`. A time of day behind it is left out.
pub(crate) fn date(text: &str) -> Result<Date, Trouble> {
    let trimmed = text.trim();
    let shown: String = trimmed.chars().take(40).collect();
    let day = trimmed.split(['T', ' ']).next().unwrap_or(trimmed);
    // A sign or a fifth digit of the year would be read as another calendar's.
    if day.len() != 10 {
        let trouble = Trouble::new(&catalogue::NOT_A_DATE, format!("`{shown}` is not a date"));
        return Err(trouble);
    }
    day.parse::<Date>()
        .map_err(|_| Trouble::new(&catalogue::NOT_A_DATE, format!("`{shown}` is not a date")))
}
