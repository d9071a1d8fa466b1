//! The day by which they want an answer.

use batna_core::month_named;
use jiff::civil::{Date, Weekday};

use super::reader::{HeardDay, Listening};

const DEADLINE_WORDS: &[&str] = &[
    "answer", "decide", "decision", "deadline", "respond", "response", "reply", "expires",
    "expire", "sign by", "by ", "until", "within",
];

/// A day by which they want an answer. Days are taken to lie ahead.
pub(super) fn deadline(lower: &str, clause: &str, listening: Listening<'_>) -> Option<HeardDay> {
    if !DEADLINE_WORDS.iter().any(|word| lower.contains(word)) {
        return None;
    }
    let from = listening.as_of;
    let plus = |days: i64| from.checked_add(jiff::Span::new().days(days)).ok();
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric() && c != '-')
        .filter(|word| !word.is_empty())
        .collect();
    let day = |day: Option<Date>, assumed: Option<String>| {
        Some(HeardDay {
            day: day?,
            words: clause.to_owned(),
            assumed,
        })
    };
    if let Some(date) = words.iter().find_map(|word| word.parse::<Date>().ok()) {
        return day(Some(date), None);
    }
    for (index, word) in words.iter().enumerate() {
        // `12 June`, `June 12`, `June 12th`.
        if let Some(month) = month_named(word) {
            let number = |at: Option<usize>| {
                let text: &str = words.get(at?)?;
                let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
                digits
                    .parse::<i8>()
                    .ok()
                    .filter(|day| (1..=31).contains(day))
            };
            let Some(of_month) = number(index.checked_sub(1)).or_else(|| number(Some(index + 1)))
            else {
                continue;
            };
            let this = Date::new(from.year(), month, of_month).ok();
            let next = Date::new(from.year().saturating_add(1), month, of_month).ok();
            let ahead = this.filter(|date| *date >= from).or(next);
            return day(ahead, Some("taken for the next such day".to_owned()));
        }
        let weekday = match *word {
            "monday" | "mon" => Some(Weekday::Monday),
            "tuesday" | "tue" => Some(Weekday::Tuesday),
            "wednesday" | "wed" => Some(Weekday::Wednesday),
            "thursday" | "thu" => Some(Weekday::Thursday),
            "friday" | "fri" => Some(Weekday::Friday),
            "saturday" => Some(Weekday::Saturday),
            "sunday" => Some(Weekday::Sunday),
            _ => None,
        };
        if let Some(weekday) = weekday {
            let next_week = index
                .checked_sub(1)
                .and_then(|at| words.get(at))
                .is_some_and(|word| *word == "next");
            let ahead = (1..=7)
                .filter_map(plus)
                .find(|date| date.weekday() == weekday);
            let ahead = if next_week && ahead.is_some_and(|date| same_week(from, date)) {
                ahead.and_then(|date| date.checked_add(jiff::Span::new().days(7)).ok())
            } else {
                ahead
            };
            return day(ahead, Some("taken for the next such day".to_owned()));
        }
    }
    if words.contains(&"tomorrow") {
        return day(plus(1), None);
    }
    if words.contains(&"today") || lower.contains("end of day") {
        return day(Some(from), None);
    }
    if lower.contains("end of the week") || lower.contains("end of week") {
        let friday = (0..7)
            .filter_map(plus)
            .find(|date| date.weekday() == Weekday::Friday);
        return day(friday, Some("taken for Friday".to_owned()));
    }
    let count = words.iter().enumerate().find_map(|(index, word)| {
        let number: i64 = word.parse().ok().or(match *word {
            "one" | "a" => Some(1),
            "two" => Some(2),
            "three" => Some(3),
            "five" => Some(5),
            "seven" => Some(7),
            "ten" => Some(10),
            _ => None,
        })?;
        if !(0..=400).contains(&number) {
            return None;
        }
        match words.get(index + 1).copied()? {
            "day" | "days" => Some(number),
            "week" | "weeks" => Some(number * 7),
            "hour" | "hours" => Some((number + 23) / 24),
            _ => None,
        }
    })?;
    day(plus(count), None)
}

/// Whether both days are in one week from Monday on.
fn same_week(a: Date, b: Date) -> bool {
    let monday = |date: Date| {
        date.checked_sub(jiff::Span::new().days(i64::from(date.weekday().to_monday_zero_offset())))
            .ok()
    };
    monday(a) == monday(b)
}
