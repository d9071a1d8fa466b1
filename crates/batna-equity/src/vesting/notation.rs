//! Reads schedules as people write them: `4y monthly, 1y cliff`, `5/15/40/40`, `4y quarterly`.

use batna_core::Shares;
use jiff::civil::Date;
use rust_decimal::Decimal;

use super::{Schedule, VestingError};

/// Why a text is not a schedule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotationError {
    #[error(
        "`{0}` is not part of a vesting schedule such as \"4y monthly, 1y cliff\" or \"5/15/40/40\""
    )]
    NotASchedule(String),
    #[error(transparent)]
    Vesting(#[from] VestingError),
}

impl Schedule {
    /// From the notation of offers. Without a period, an even schedule is monthly and one by
    /// years is annual; without a cliff there is none.
    ///
    /// Errors: what is not understood, or does not fit together.
    pub fn from_notation(
        start: Date,
        total: Shares,
        text: &str,
    ) -> Result<Schedule, NotationError> {
        let not = |what: &str| NotationError::NotASchedule(what.chars().take(40).collect());
        let lower = text.to_ascii_lowercase().replace(',', " ");
        let (mut months, mut every, mut cliff, mut parts) = (None, None, 0, None);
        let words: Vec<&str> = lower.split_whitespace().collect();
        let mut at = 0;
        while let Some(word) = words.get(at) {
            at += 1;
            match *word {
                "monthly" => every = Some(1),
                "quarterly" => every = Some(3),
                "semiannual" | "semi-annual" | "half-yearly" => every = Some(6),
                "annual" | "annually" | "yearly" => every = Some(12),
                "no" if words.get(at) == Some(&"cliff") => at += 1,
                "over" | "with" | "a" | "vesting" => {}
                _ if word.contains('/') => {
                    let read: Option<Vec<Decimal>> = word
                        .split('/')
                        .map(|part| {
                            let percent: Decimal = part.trim_end_matches('%').parse().ok()?;
                            percent.checked_div(Decimal::ONE_HUNDRED)
                        })
                        .collect();
                    parts = Some(read.ok_or_else(|| not(word))?);
                }
                _ => {
                    let length = length(word).ok_or_else(|| not(word))?;
                    if words.get(at) == Some(&"cliff") {
                        at += 1;
                        cliff = length;
                    } else if months.is_none() {
                        months = Some(length);
                    } else {
                        return Err(not(word));
                    }
                }
            }
        }
        match (parts, months) {
            (Some(parts), None) => Ok(Schedule::yearly(start, total, &parts, every.unwrap_or(12))?),
            (Some(parts), Some(months)) if parts.len() * 12 == months as usize => {
                Ok(Schedule::yearly(start, total, &parts, every.unwrap_or(12))?)
            }
            (None, Some(months)) => Ok(Schedule::even(
                start,
                total,
                months,
                every.unwrap_or(1),
                cliff,
            )?),
            _ => Err(not(text)),
        }
    }
}

/// `4y`, `48m`, `18mo`, in months.
fn length(word: &str) -> Option<u32> {
    let split = word.find(|c: char| !c.is_ascii_digit())?;
    let (digits, unit) = word.split_at(split);
    let count: u32 = digits.parse().ok()?;
    match unit {
        "y" | "yr" | "year" | "years" => count.checked_mul(12),
        "m" | "mo" | "month" | "months" => Some(count),
        _ => None,
    }
}
