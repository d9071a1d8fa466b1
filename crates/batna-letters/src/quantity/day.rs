//! Days of the calendar, in the ways that letters write them, and the habits of a letter
//! that decide what can be read in two ways.

use batna_core::{Currency, month_named};
use jiff::civil::Date;

use crate::token::{Token, TokenKind, tokens};

/// A day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Day {
    pub date: Date,
    /// The year was not written.
    pub assumed_year: bool,
    /// Day and month could be the other way round.
    pub ambiguous: bool,
}

/// How the letter writes what can be read in two ways.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Habits {
    /// What a bare `$` is.
    pub dollar: Currency,
    /// What an amount without a sign is: the currency that the letter names most.
    pub main: Currency,
    /// `6/7/2026` is the seventh of June.
    pub month_first: bool,
    /// `84.000` is eighty-four thousand.
    pub points: bool,
    /// The first whole date of the letter: a day without a year is the next one after it.
    pub written: Option<Date>,
}

/// `5`, `5th`.
fn day_number(token: &Token) -> Option<i8> {
    if token.kind != TokenKind::Number {
        return None;
    }
    let digits = ["st", "nd", "rd", "th"]
        .iter()
        .find_map(|end| token.stem.strip_suffix(end))
        .unwrap_or(&token.stem);
    digits.parse().ok().filter(|day| (1..=31).contains(day))
}

fn year(token: Option<&Token>) -> Option<i16> {
    let token = token?;
    (token.kind == TokenKind::Number && token.stem.len() == 4)
        .then(|| token.stem.parse().ok())
        .flatten()
        .filter(|year| (1990..=2100).contains(year))
}

fn year_or_short(token: Option<&Token>) -> Option<i16> {
    year(token).or_else(|| {
        let token = token?;
        let short: i16 = token.stem.parse().ok()?;
        (token.stem.len() == 2 && (20..=60).contains(&short)).then_some(2000 + short)
    })
}

fn of(year: i16, month: i8, day: i8) -> Option<Date> {
    Date::new(year, month, day).ok()
}

/// The day that begins at a token, and the token after it.
pub(super) fn day_at(tokens: &[Token], at: usize, habits: Habits) -> Option<(Day, usize)> {
    in_figures(tokens, at, habits)
        .or_else(|| month_name_first(tokens, at, habits))
        .or_else(|| day_first(tokens, at, habits))
}

fn stated(date: Date, ambiguous: bool) -> Day {
    Day {
        date,
        assumed_year: false,
        ambiguous,
    }
}

/// `2026-06-05`, `6/5/2026`, `05.06.2026`, `6/5/26`.
fn in_figures(tokens: &[Token], at: usize, habits: Habits) -> Option<(Day, usize)> {
    let first = tokens
        .get(at)
        .filter(|token| token.kind == TokenKind::Number)?;
    let points: Vec<&str> = first.stem.split('.').collect();
    if let [day, month, year] = points.as_slice() {
        let date = of(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
        return date.map(|date| (stated(date, false), at + 1));
    }
    let [mark, second, again, third] = tokens.get(at + 1..at + 5)? else {
        return None;
    };
    if mark.is("-") && again.is("-") && mark.glued && year(Some(first)).is_some() {
        let date = of(
            year(Some(first))?,
            second.stem.parse().ok()?,
            third.stem.parse().ok()?,
        )?;
        return Some((stated(date, false), at + 5));
    }
    let dashed = mark.is("-") && again.is("-") && year(Some(third)).is_some();
    if !(mark.is("/") && again.is("/") || dashed) {
        return None;
    }
    let (a, b): (i8, i8) = (first.stem.parse().ok()?, second.stem.parse().ok()?);
    let y = year_or_short(Some(third))?;
    let (month, day) = if habits.month_first { (a, b) } else { (b, a) };
    let date = of(y, month, day).or_else(|| of(y, day, month))?;
    let ambiguous = a <= 12 && b <= 12 && a != b;
    Some((stated(date, ambiguous), at + 5))
}

/// `June 5, 2026`, `Jun. 5th 2026`, `June 5`.
fn month_name_first(tokens: &[Token], at: usize, habits: Habits) -> Option<(Day, usize)> {
    let month = month_named(&tokens.get(at)?.stem)?;
    let mut next = at + 1;
    next += usize::from(tokens.get(next).is_some_and(|token| token.is(".")));
    next += usize::from(tokens.get(next).is_some_and(|token| token.is("the")));
    let day = day_number(tokens.get(next)?)?;
    // `May 2026` is a month; `May 25%` nothing of the kind.
    if tokens
        .get(next + 1)
        .is_some_and(|token| token.is("%") || token.is("/"))
    {
        return None;
    }
    with_year(tokens, next + 1, month, day, habits)
}

/// Months as the head of a letter in English may still have them: `Zürich, 3. März 2028`.
fn month_abroad(word: &str) -> Option<i8> {
    const NAMES: [&[&str]; 12] = [
        &["januar", "janvier", "januari", "enero"],
        &["februar", "février", "februari", "febrero"],
        &["märz", "mars", "maart", "marzo"],
        &["avril", "abril"],
        &["mai", "mei", "mayo", "maj"],
        &["juni", "juin", "junio"],
        &["juli", "juillet", "julio"],
        &["août", "augustus", "agosto", "augusti"],
        &["septembre", "septiembre"],
        &["oktober", "octobre", "octubre"],
        &["novembre", "noviembre"],
        &["dezember", "décembre", "diciembre"],
    ];
    NAMES
        .iter()
        .position(|names| names.contains(&word))
        .and_then(|at| i8::try_from(at + 1).ok())
}

/// `5 June 2026`, `5th of June`, `5-Jun-2026`, `1st day of March, 2027`.
fn day_first(tokens: &[Token], at: usize, habits: Habits) -> Option<(Day, usize)> {
    let day = day_number(tokens.get(at)?)?;
    let mut next = at + 1;
    for word in [".", "day", "of"] {
        next += usize::from(tokens.get(next).is_some_and(|token| token.is(word)));
    }
    let word = &tokens.get(next)?.stem;
    let month = month_named(word).or_else(|| month_abroad(word))?;
    next += 1;
    next += usize::from(tokens.get(next).is_some_and(|token| token.is(".")));
    with_year(tokens, next, month, day, habits)
}

fn with_year(
    tokens: &[Token],
    at: usize,
    month: i8,
    day: i8,
    habits: Habits,
) -> Option<(Day, usize)> {
    let mut next = at;
    next += usize::from(
        tokens
            .get(next)
            .is_some_and(|token| token.is(",") || token.is("-")),
    );
    if let Some(written) = year(tokens.get(next)) {
        return of(written, month, day).map(|date| (stated(date, false), next + 1));
    }
    let written = habits.written?;
    let this = of(written.year(), month, day);
    let date = match this {
        Some(date) if date >= written => Some(date),
        // A letter of November that names a day of January means the next one.
        _ => of(written.year().checked_add(1)?, month, day),
    }?;
    Some((
        Day {
            date,
            assumed_year: true,
            ambiguous: false,
        },
        at,
    ))
}

/// The habits of a letter, from all of it.
pub(crate) fn habits(text: &str) -> Habits {
    let usd = Currency::USD;
    let tokens = tokens(text);
    let has = |words: &[&str]| tokens.iter().any(|token| token.is_any(words));
    let pair = |first: &str, second: &str| {
        tokens
            .windows(2)
            .any(|pair| matches!(pair, [a, b] if a.is(first) && b.is(second) && (b.glued || second != "$")))
    };
    let code = |name: &str| name.parse::<Currency>().unwrap_or(usd);
    let dollar = if has(&["usd"]) || pair("us", "$") || pair("united", "state") {
        usd
    } else if has(&[
        "cad", "canadian", "canada", "ontario", "quebec", "rrsp", "alberta",
    ]) || pair("british", "columbia")
        || pair("c", "$")
        || pair("ca", "$")
    {
        code("CAD")
    } else if has(&[
        "aud",
        "superannuation",
        "australia",
        "sydney",
        "melbourne",
        "nsw",
    ]) || pair("a", "$")
    {
        code("AUD")
    } else if has(&["sgd", "singapore"]) || pair("s", "$") {
        code("SGD")
    } else if pair("nz", "$") || (has(&["kiwisaver"]) && pair("new", "zealand")) {
        code("NZD")
    } else {
        usd
    };
    let points = has(&["\u{20ac}", "eur", "euro", "chf"]);
    let elsewhere = points
        || has(&[
            "\u{a3}", "gbp", "inr", "\u{20b9}", "rs", "dkk", "sek", "nok", "pln",
        ])
        || ["AUD", "SGD", "NZD"]
            .iter()
            .any(|name| dollar == code(name));
    let times = |words: &[&str]| tokens.iter().filter(|token| token.is_any(words)).count();
    let main = [
        (times(&["$", "usd", "cad", "aud", "sgd", "nzd"]), dollar),
        (times(&["\u{a3}", "gbp"]), code("GBP")),
        (times(&["\u{20ac}", "eur", "euro"]), code("EUR")),
        (times(&["chf"]), code("CHF")),
        (times(&["inr", "\u{20b9}", "rs"]), code("INR")),
        (times(&["sek"]), code("SEK")),
        (times(&["dkk"]), code("DKK")),
        (times(&["nok"]), code("NOK")),
        (times(&["pln"]), code("PLN")),
    ]
    .into_iter()
    .rev()
    .max_by_key(|(times, _)| *times)
    .filter(|(times, _)| *times > 0)
    .map_or(dollar, |(_, currency)| currency);
    let mut habits = Habits {
        dollar,
        main,
        month_first: !elsewhere,
        points,
        written: None,
    };
    habits.written = (0..tokens.len())
        .find_map(|at| day_at(&tokens, at, habits))
        .map(|(day, _)| day.date);
    habits
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_in_many_forms() {
        let habits = Habits {
            dollar: Currency::USD,
            main: Currency::USD,
            month_first: true,
            points: false,
            written: Some(date(2026, 1, 20)),
        };
        for text in [
            "June 5, 2026",
            "5th of June 2026",
            "6/5/2026",
            "6/5/26",
            "2026-06-05",
            "05.06.2026",
            "5-Jun-2026",
            "Jun. 5",
            "the 5th day of June, 2026",
        ] {
            let found = (0..9).find_map(|at| day_at(&tokens(text), at, habits));
            assert_eq!(
                found.map(|(day, _)| day.date),
                Some(date(2026, 6, 5)),
                "{text}"
            );
        }
        // The next one after the day of the letter.
        let next = day_at(&tokens("January 11"), 0, habits);
        assert_eq!(next.map(|(day, _)| day.date), Some(date(2027, 1, 11)));
    }
}
