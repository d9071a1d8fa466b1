//! Lengths and days that are not a number with its unit: `half a year`, `months 13 to 24`,
//! `1 April 2029, 2030 and 2031`.

use std::ops::Range;

use super::day::Day;
use super::number::small;
use super::{Length, LengthUnit, Value};
use crate::token::{Token, TokenKind};

/// Longest time in months that such a count of them is believed for.
const LONGEST: u32 = 72;

/// `month 12` is a point in time, `months 13 to 24` a time that ends with the last of them.
pub(super) fn month_at(tokens: &[Token], at: usize) -> Option<(Value, Range<usize>)> {
    let number = |at: usize| -> Option<u32> {
        let token = tokens.get(at)?;
        let months = match token.kind {
            TokenKind::Number => token.stem.parse().ok(),
            _ => small(&token.stem),
        };
        months.filter(|months| *months <= LONGEST)
    };
    if let Some(months) = nth_month(tokens, at) {
        return Some((Value::Anniversary(months), at..at + 2));
    }
    tokens.get(at).filter(|token| token.is("month"))?;
    let first = number(at + 1)?;
    let joined = tokens
        .get(at + 2)
        .is_some_and(|token| token.is_any(&["-", "to", "and", "through", "thru", "until"]));
    match number(at + 3).filter(|last| joined && *last > first) {
        Some(last) => {
            let length = Length {
                number: last,
                unit: LengthUnit::Month,
                working: false,
            };
            Some((Value::Length(length), at..at + 4))
        }
        None => (first > 0).then_some((Value::Anniversary(first), at..at + 2)),
    }
}

/// `12th month`, `eighteenth month`; `every third month` is a rhythm.
fn nth_month(tokens: &[Token], at: usize) -> Option<u32> {
    let token = tokens.get(at)?;
    tokens.get(at + 1).filter(|next| next.is("month"))?;
    let before = at.checked_sub(1).and_then(|at| tokens.get(at));
    if before.is_some_and(|before| before.is_any(&["every", "each"])) {
        return None;
    }
    let months = match token.stem.as_str() {
        "sixth" => 6,
        "twelfth" => 12,
        "eighteenth" => 18,
        other => ["th", "nd", "rd", "st"]
            .iter()
            .find_map(|end| other.strip_suffix(end))?
            .parse()
            .ok()?,
    };
    (3..=LONGEST).contains(&months).then_some(months)
}

/// The same day of later years: `1 April 2029, 2030 and 2031`.
pub(super) fn further_days(tokens: &[Token], from: usize, first: &Day) -> Vec<(Day, Range<usize>)> {
    let mut out: Vec<(Day, Range<usize>)> = Vec::new();
    let mut at = from;
    let mut before = first.date.year();
    if first.assumed_year {
        return out;
    }
    loop {
        let marks = tokens
            .get(at..)
            .unwrap_or_default()
            .iter()
            .take_while(|token| token.is_any(&[",", "and", "&"]))
            .count();
        let year = tokens
            .get(at + marks)
            .filter(|token| marks > 0 && token.stem.len() == 4)
            .and_then(|token| token.stem.parse::<i16>().ok())
            .filter(|year| *year == before + 1);
        let day = year.and_then(|year| {
            jiff::civil::Date::new(year, first.date.month(), first.date.day()).ok()
        });
        let Some(date) = day else {
            break;
        };
        before = date.year();
        at += marks + 1;
        out.push((
            Day {
                date,
                ..first.clone()
            },
            at - 1..at,
        ));
    }
    out
}

/// `half a year`, `a year and a half`, and `within a year`: months, and the token after them.
pub(super) fn in_years(tokens: &[Token], at: usize) -> Option<(u32, usize)> {
    const BEFORE: &[&str] = &[
        "within",
        "after",
        "before",
        "than",
        "under",
        "inside",
        "complete",
        "completing",
    ];
    let words = |phrase: &[&str]| {
        phrase
            .iter()
            .enumerate()
            .all(|(offset, word)| tokens.get(at + offset).is_some_and(|token| token.is(word)))
    };
    let article = words(&["a", "year"]) || words(&["one", "year"]);
    if words(&["half", "a", "year"]) {
        Some((6, at + 3))
    } else if article
        && tokens.get(at + 2..at + 5).is_some_and(
            |rest| matches!(rest, [and, a, half] if and.is("and") && a.is("a") && half.is("half")),
        )
    {
        Some((18, at + 5))
    } else {
        let before = at.checked_sub(1).and_then(|at| tokens.get(at));
        let after = tokens.get(at + 2);
        let timed = before.is_some_and(|before| before.is_any(BEFORE))
            || after.is_some_and(|after| after.is_any(&["after", "from", "later"]));
        (words(&["a", "year"]) && timed).then_some((12, at + 2))
    }
}
