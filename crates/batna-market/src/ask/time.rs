//! Times of a question: years, quarters, months and spans that end today.

use batna_core::month_named;

use super::number::{before, is_months, is_years, plain, word};
use super::token::{Kind, Token};
use super::{Reading, Time};

/// Reads the time that begins at a token, and says how many tokens it took.
pub(super) fn read(tokens: &[Token], at: usize, reading: &mut Reading) -> Option<usize> {
    half_year(tokens, at, reading)
        .or_else(|| part_of_year(tokens, at, reading))
        .or_else(|| open_below(tokens, at, reading))
        .or_else(|| time_words(tokens, at, reading))
        .or_else(|| spelt_quarter(tokens, at, reading))
        .or_else(|| dates(tokens, at, reading))
}

fn year(tokens: &[Token], at: usize) -> Option<i16> {
    let number = tokens.get(at)?.number()?;
    let plain = number.currency.is_none()
        && !number.scaled
        && !number.percent
        && !number.ordinal
        && number.unit.is_empty();
    let year = number.value;
    // Exact in a float, and within i16.
    (plain && year.fract() == 0.0 && (1990.0..2100.0).contains(&year)).then_some(year as i16)
}

/// `H1 2025`, `the first half of 2024`, `2023 h2`.
fn half_year(tokens: &[Token], at: usize, reading: &mut Reading) -> Option<usize> {
    let half_of = |at: usize| match (word(tokens, at), word(tokens, at + 1)) {
        ("h1", _) => Some((1, 1)),
        ("h2", _) => Some((2, 1)),
        ("first" | "1st", "half") => Some((1, 2)),
        ("second" | "2nd" | "latter", "half") => Some((2, 2)),
        _ => None,
    };
    if let Some((half, length)) = half_of(at) {
        let of = usize::from(word(tokens, at + length) == "of");
        let year = year(tokens, at + length + of)?;
        reading.time.push(Time::Half { year, half });
        return Some(length + of + 1);
    }
    let year = year(tokens, at)?;
    let (half, length) = half_of(at + 1)?;
    reading.time.push(Time::Half { year, half });
    Some(1 + length)
}

/// `early 2024`, `the end of 2023`, `summer 2024`: the whole year is nearest.
fn part_of_year(tokens: &[Token], at: usize, reading: &mut Reading) -> Option<usize> {
    const PARTS: &[&str] = &[
        "early",
        "mid",
        "middle",
        "late",
        "end",
        "beginning",
        "start",
        "summer",
        "winter",
        "spring",
        "autumn",
        "fall",
        "fy",
        "half",
    ];
    let part = PARTS
        .contains(&word(tokens, at))
        .then(|| word(tokens, at))?;
    let length = if word(tokens, at + 1) == "of" { 2 } else { 1 };
    let year = year(tokens, at + length)?;
    let message = format!(
        "Times are whole years, halves, quarters and months; for `{part}` {year} all of {year} was read."
    );
    super::slots::ask(reading, message, vec![year.to_string()]);
    reading.time.push(Time::Year { year });
    Some(length + 1)
}

/// `before 2022`, `until last year`: open below, which no reading holds.
fn open_below(tokens: &[Token], at: usize, reading: &mut Reading) -> Option<usize> {
    let lead = word(tokens, at);
    let length = match (lead, word(tokens, at + 1)) {
        ("before" | "until" | "till" | "pre", _) => 1,
        ("prior" | "up", "to") => 2,
        _ => return None,
    };
    let year = year(tokens, at + length)?;
    let message = format!("A time before {year} has no beginning; from which year on?");
    super::slots::ask(reading, message, Vec::new());
    Some(length + 1)
}

/// `two years`, `18 months`: in months, up to fifty years.
fn months_at(tokens: &[Token], at: usize) -> Option<u32> {
    let count = plain(tokens, at)?;
    let unit = word(tokens, at + 1);
    let months = if is_years(unit) {
        count * 12.0
    } else if is_months(unit) {
        count
    } else {
        return None;
    };
    (1.0..=600.0).contains(&months).then_some(months as u32)
}

/// `since two years`, `crept up over five years`: a span that ends today. Without a word of
/// movement before it `over` may lead a career or a grant.
fn span(tokens: &[Token], at: usize, reading: &mut Reading) -> Option<usize> {
    const MOVES: &[&str] = &[
        "up",
        "down",
        "grown",
        "grew",
        "risen",
        "fallen",
        "changed",
        "moved",
        "evolved",
        "trend",
        "growth",
        "change",
        "dropped",
        "increased",
    ];
    let moved = || (0..at).any(|i| MOVES.contains(&word(tokens, i)));
    let fits = match word(tokens, at) {
        "since" => true,
        "over" => moved(),
        _ => false,
    };
    let of_career = matches!(word(tokens, at + 3), "experience" | "exp")
        || matches!(word(tokens, at + 4), "experience" | "exp");
    let months = months_at(tokens, at + 1).filter(|_| fits && !of_career)?;
    reading.time.push(Time::Last { months });
    Some(3)
}

/// `last year`, `this year`, `the past two years`, `last 12 months`.
fn time_words(tokens: &[Token], at: usize, reading: &mut Reading) -> Option<usize> {
    if let Some(taken) = span(tokens, at, reading) {
        return Some(taken);
    }
    let lead = word(tokens, at);
    if !matches!(lead, "last" | "past" | "previous" | "this" | "recent") {
        return None;
    }
    let next = word(tokens, at + 1);
    let (time, taken) = match (lead, next) {
        ("this", "year") => (Time::ThisYear, 2),
        ("last" | "previous", "year") => (Time::LastYear, 2),
        ("past", "year") => (Time::Last { months: 12 }, 2),
        ("last" | "past", "month") => (Time::Last { months: 1 }, 2),
        (_, "quarter") if lead != "this" => (Time::Last { months: 3 }, 2),
        (_, "decade") if lead != "this" => (Time::Last { months: 120 }, 2),
        (_, "couple") if lead != "this" => {
            let of = usize::from(word(tokens, at + 2) == "of");
            if !is_years(word(tokens, at + 2 + of)) {
                return None;
            }
            (Time::Last { months: 24 }, 3 + of)
        }
        _ if lead == "this" => return None,
        _ => {
            let months = months_at(tokens, at + 1)?;
            (Time::Last { months }, 3)
        }
    };
    reading.time.push(time);
    Some(taken)
}

/// `first quarter of 2025`.
fn spelt_quarter(tokens: &[Token], at: usize, reading: &mut Reading) -> Option<usize> {
    let nth = ["first", "second", "third", "fourth"];
    let place = nth.iter().position(|name| *name == word(tokens, at))?;
    let quarter = i8::try_from(place + 1).ok()?;
    if word(tokens, at + 1) != "quarter" {
        return None;
    }
    let length = if word(tokens, at + 2) == "of" { 3 } else { 2 };
    let year = year(tokens, at + length)?;
    reading.time.push(Time::Quarter { year, quarter });
    Some(length + 1)
}

/// `2025`, `since 2023`, `between 2022 and 2024`, `2022-2024`, `Q1 2026`, `March 2025`.
fn dates(tokens: &[Token], at: usize, reading: &mut Reading) -> Option<usize> {
    let here = word(tokens, at);
    let lead = before(tokens, at, 1);
    if let Some(quarter) = here.strip_prefix('q').and_then(|q| q.parse::<i8>().ok())
        && (1..=4).contains(&quarter)
        && let Some((year, length)) = year_behind(tokens, at)
    {
        reading.time.push(Time::Quarter { year, quarter });
        return Some(length);
    }
    if let Some(month) = month_named(here)
        && let Some((year, length)) = year_behind(tokens, at)
    {
        reading.time.push(match lead {
            "since" | "from" | "after" => Time::Since {
                year,
                month: Some(month),
            },
            _ => Time::Month { year, month },
        });
        return Some(length);
    }
    let from = year(tokens, at)?;
    if let Some(quarter) = word(tokens, at + 1).strip_prefix('q')
        && let Ok(quarter @ 1..=4) = quarter.parse::<i8>()
    {
        reading.time.push(Time::Quarter {
            year: from,
            quarter,
        });
        return Some(2);
    }
    let joined = match tokens.get(at + 1).map(|t| &t.kind) {
        Some(Kind::Dash) => true,
        Some(Kind::Word(word)) => match word.as_str() {
            "to" | "through" | "until" | "till" => true,
            "and" => matches!(lead, "between" | "from"),
            _ => false,
        },
        _ => false,
    };
    if joined && let Some(to) = year(tokens, at + 2) {
        reading.time.push(Time::Between { from, to });
        return Some(3);
    }
    reading.time.push(match lead {
        "since" | "from" | "after" => Time::Since {
            year: from,
            month: None,
        },
        _ => Time::Year { year: from },
    });
    Some(1)
}

/// `2025` or `of 2025` behind a month or quarter, and the length of both.
fn year_behind(tokens: &[Token], at: usize) -> Option<(i16, usize)> {
    let of = usize::from(word(tokens, at + 1) == "of");
    year(tokens, at + 1 + of).map(|year| (year, 2 + of))
}
