//! Parts of a whole and points in time: `1/48th`, `a quarter`, `second anniversary`, `year two`.

use std::ops::Range;

use rust_decimal::Decimal;

use super::Value;
use crate::token::{Token, TokenKind};

fn ordinal(token: &Token) -> Option<u32> {
    Some(match token.stem.as_str() {
        "first" | "1st" => 1,
        "second" | "2nd" => 2,
        "third" | "3rd" => 3,
        "fourth" | "4th" => 4,
        "fifth" | "5th" => 5,
        "sixth" | "6th" => 6,
        "seventh" | "7th" => 7,
        "tenth" | "10th" => 10,
        _ => return None,
    })
}

/// `first anniversary`, `second annual anniversary`, `first and second anniversaries` (each).
pub(super) fn anniversary_at(tokens: &[Token], at: usize) -> Option<(Value, Range<usize>)> {
    let years = ordinal(tokens.get(at)?)?;
    let follows = tokens.get(at + 1..(at + 9).min(tokens.len()))?;
    let mut listed = false;
    for (offset, token) in follows.iter().enumerate() {
        if token.is_any(&["anniversary", "anniversarie", "anniversaries"]) {
            let end = if listed { at + 1 } else { at + offset + 2 };
            return Some((Value::Anniversary(years * 12), at..end));
        }
        // The others of a list take their noun from its end.
        if ordinal(token).is_some() || token.is_any(&["and", ",", "or"]) {
            listed = true;
        } else if !token.is_any(&["annual", "year", "yearly", "one", "work", "employment"]) {
            return None;
        }
    }
    None
}

/// `first year`, `year two`, `year 1`.
pub(super) fn nth_year_at(tokens: &[Token], at: usize) -> Option<(Value, Range<usize>)> {
    let first = tokens.get(at)?;
    let next = tokens.get(at + 1)?;
    if first.is("year") {
        const WORDS: [&str; 6] = ["one", "two", "three", "four", "five", "six"];
        let number = WORDS
            .iter()
            .position(|word| next.is(word))
            .and_then(|at| u32::try_from(at + 1).ok())
            .or_else(|| next.stem.parse().ok())
            .filter(|number| (1..=6).contains(number))?;
        return Some((Value::NthYear(number), at..at + 2));
    }
    let number = ordinal(first)?;
    next.is("year")
        .then_some((Value::NthYear(number), at..at + 2))
}

/// `1/48th`, `one quarter`, `three-quarters`, `a third of`.
pub(super) fn fraction_at(tokens: &[Token], at: usize) -> Option<(Value, Range<usize>)> {
    let first = tokens.get(at)?;
    if first.kind == TokenKind::Number {
        let upper: u32 = first.stem.parse().ok()?;
        let slash = tokens.get(at + 1).filter(|token| token.is("/"))?;
        let below = tokens.get(at + 2)?;
        let digits = below
            .stem
            .trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let suffix = below.stem.get(digits.len()..).unwrap_or_default();
        let whole: u32 = digits.parse().ok()?;
        let more = tokens.get(at + 3).is_some_and(|token| token.is("/"));
        let good = ["", "th", "rd", "nd", "st", "ths"].contains(&suffix)
            && slash.glued
            && !more
            && upper > 0
            && upper < whole
            && (2..=120).contains(&whole);
        return good
            .then(|| Decimal::from(upper).checked_div(Decimal::from(whole)))
            .flatten()
            .map(|share| (Value::Fraction(share), at..at + 3));
    }
    // `the first quarter after a year, the rest month by month`
    if first.is("first")
        && tokens.get(at + 1).is_some_and(|next| next.is("quarter"))
        && tokens
            .get(at + 2)
            .is_some_and(|next| next.is_any(&["after", "vest", "at"]))
    {
        return Some((Value::Fraction(Decimal::new(25, 2)), at..at + 2));
    }
    let upper: u32 = match first.stem.as_str() {
        "one" | "a" | "an" => 1,
        "two" => 2,
        "three" => 3,
        "half" => {
            return tokens
                .get(at + 1)
                .is_some_and(|next| next.is_any(&["of", "vest", "on", "after", "upon"]))
                .then(|| (Value::Fraction(Decimal::new(5, 1)), at..at + 1));
        }
        _ => return None,
    };
    let article = first.is_any(&["a", "an"]);
    let (whole, end) = match tokens.get(at + 1)?.stem.as_str() {
        "half" => (2, at + 2),
        "third" => (3, at + 2),
        "quarter" | "fourth" => (4, at + 2),
        "fifth" => (5, at + 2),
        "sixth" => (6, at + 2),
        "eighth" => (8, at + 2),
        "tenth" => (10, at + 2),
        "twelfth" => (12, at + 2),
        "sixteenth" => (16, at + 2),
        "eighteenth" => (18, at + 2),
        "twenty" if tokens.get(at + 2)?.is("fourth") => (24, at + 3),
        "thirty" if tokens.get(at + 2)?.is("sixth") => (36, at + 3),
        "forty" if tokens.get(at + 2)?.is("eighth") => (48, at + 3),
        "sixtieth" => (60, at + 2),
        _ => return None,
    };
    // `a quarter` is also three months, and `one third party` no part.
    let next = tokens.get(end);
    // `6.25% a quarter`, `once a quarter`, `a quarter end`: a time.
    let of_time = at
        .checked_sub(1)
        .and_then(|at| tokens.get(at))
        .is_some_and(|before| {
            before.kind == TokenKind::Number
                || before.is_any(&["%", "percent", "once", "twice", "time", "every", "over"])
        })
        || next.is_some_and(|next| next.is_any(&["end", "year", "hour"]));
    if (article && of_time) || next.is_some_and(|next| next.is_any(&["party", "partie", "person"]))
    {
        return None;
    }
    Decimal::from(upper)
        .checked_div(Decimal::from(whole))
        .map(|share| (Value::Fraction(share), at..end))
}
