//! Numbers of a question: percentiles, years of experience and amounts.

use batna_core::month_named;

use super::token::{Kind, Number, Token};
use super::{Amount, Experience, Reading, time};

/// Numbers that stay words; those above are joined before (`spelt`).
const SPELT: [&str; 11] = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
];

/// Whether a word is a number spelt out.
pub(super) fn is_spelt(word: &str) -> bool {
    SPELT.contains(&word)
}

/// Whether a word names a month.
pub(super) fn is_month(word: &str) -> bool {
    month_named(word).is_some()
}

/// Amounts below this, without a currency, are not taken for pay.
const LEAST_BARE_AMOUNT: f64 = 10_000.0;

pub(super) fn word(tokens: &[Token], at: usize) -> &str {
    tokens.get(at).and_then(Token::word).unwrap_or("")
}

pub(super) fn before(tokens: &[Token], at: usize, back: usize) -> &str {
    at.checked_sub(back).map_or("", |at| word(tokens, at))
}

/// The number at a place, where it is one or a spelt one.
pub(super) fn plain(tokens: &[Token], at: usize) -> Option<f64> {
    let token = tokens.get(at)?;
    match &token.kind {
        Kind::Number(n) if n.currency.is_none() && !n.scaled && !n.percent => Some(n.value),
        Kind::Word(word) => {
            let position = SPELT.iter().position(|spelt| spelt == word)?;
            u32::try_from(position).ok().map(f64::from)
        }
        _ => None,
    }
}

pub(super) fn is_years(word: &str) -> bool {
    matches!(word, "year" | "years" | "yr" | "yrs" | "yoe" | "y")
}

pub(super) fn is_months(word: &str) -> bool {
    matches!(word, "month" | "months" | "mo" | "mos")
}

/// Reads what begins at a token, and says how many tokens it took.
pub(super) fn read(tokens: &[Token], at: usize, reading: &mut Reading) -> Option<usize> {
    time::read(tokens, at, reading)
        .or_else(|| decade_of_work(tokens, at, reading))
        .or_else(|| percentiles(tokens, at, reading))
        .or_else(|| experience(tokens, at, reading))
        .or_else(|| amounts(tokens, at, reading))
}

/// `a decade of experience`, `two decades in`.
fn decade_of_work(tokens: &[Token], at: usize, reading: &mut Reading) -> Option<usize> {
    let count = match word(tokens, at) {
        "a" => 1.0,
        _ => plain(tokens, at)?,
    };
    let is_decade = matches!(word(tokens, at + 1), "decade" | "decades");
    let (next, after) = (word(tokens, at + 2), word(tokens, at + 3));
    let is_work = next == "in" || (next == "of" && matches!(after, "experience" | "work" | "exp"));
    if !is_decade || !is_work || !(1.0..=5.0).contains(&count) {
        return None;
    }
    reading.experience = Some(Experience {
        low: count * 10.0,
        high: Some(count * 10.0),
    });
    Some(if next == "of" { 4 } else { 3 })
}

fn percent_of(value: f64) -> Option<u8> {
    let whole = value.fract() == 0.0 && (1.0..=99.0).contains(&value);
    whole.then_some(value as u8)
}

fn add_percentile(reading: &mut Reading, percent: u8) {
    if !reading.percentiles.contains(&percent) {
        reading.percentiles.push(percent);
    }
}

/// `90th percentile`, `top 10%`, `25th to 75th`, `p90`, `percentile 90`.
fn percentiles(tokens: &[Token], at: usize, reading: &mut Reading) -> Option<usize> {
    if let Some(percent) = word(tokens, at).strip_prefix('p')
        && matches!(
            percent,
            "10" | "25"
                | "50"
                | "75"
                | "90"
                | "95"
                | "99"
                | "20"
                | "30"
                | "40"
                | "60"
                | "70"
                | "80"
        )
    {
        add_percentile(reading, percent.parse().ok()?);
        return Some(1);
    }
    let number = tokens.get(at)?.number()?;
    let percent = percent_of(number.value)?;
    let lead = before(tokens, at, 1);
    let next = word(tokens, at + 1);
    let says_percent = number.percent || (matches!(next, "percent" | "pct") && !number.ordinal);
    let extra = usize::from(!number.percent && says_percent);
    if says_percent {
        match lead {
            "top" | "upper" | "highest" => add_percentile(reading, 100 - percent),
            "bottom" | "lower" | "lowest" => add_percentile(reading, percent),
            _ => return None,
        }
        return Some(1 + extra);
    }
    let is_short = number.ordinal && matches!(next, "pct" | "pctile" | "ptile" | "ile");
    if is_short {
        add_percentile(reading, percent);
        return Some(2);
    }
    let near_percentile = (1..=4).any(|ahead| word(tokens, at + ahead).starts_with("percentile"))
        || lead.starts_with("percentile")
        || lead == "pctl";
    if near_percentile && number.unit.is_empty() {
        add_percentile(reading, percent);
        return Some(1 + usize::from(next.starts_with("percentile")));
    }
    None
}

/// `5 years`, `5+ yoe`, `3-5 years of experience`, `ten years`.
fn experience(tokens: &[Token], at: usize, reading: &mut Reading) -> Option<usize> {
    let low = plain(tokens, at).filter(|years| (0.0..=60.0).contains(years))?;
    // `400k over four years` and `stock over 4 years` are grants, `in 5 years` is to come.
    let lead = (before(tokens, at, 2), before(tokens, at, 1));
    let is_amount = at
        .checked_sub(2)
        .and_then(|i| tokens.get(i)?.number())
        .is_some();
    let is_career = matches!(lead.0, "with" | "has" | "have" | "got" | "for" | "of")
        || (at..at + 5).any(|i| matches!(word(tokens, i), "experience" | "exp" | "yoe"));
    if (lead.1 == "over" && (is_amount || !is_career)) || matches!(lead.1, "in" | "within") {
        return None;
    }
    let mut or_more = tokens
        .get(at)
        .and_then(Token::number)
        .is_some_and(|n| n.or_more);
    let glued = |at: usize| {
        let number = tokens.get(at).and_then(Token::number);
        number.is_some_and(|n| is_years(&n.unit))
    };
    let mut next = at + 1;
    let mut high = low;
    let joins = matches!(tokens.get(next).map(|t| &t.kind), Some(Kind::Dash))
        || matches!(word(tokens, next), "to" | "or")
        || (word(tokens, next) == "and" && lead.1 == "between");
    if joins && let Some(second) = plain(tokens, next + 1).filter(|n| *n >= low && *n <= 60.0) {
        high = second;
        next += 2;
    }
    if word(tokens, next) == "plus"
        || (word(tokens, next) == "or" && word(tokens, next + 1) == "more")
    {
        or_more = true;
        next += if word(tokens, next) == "plus" { 1 } else { 2 };
    }
    let has_unit = if glued(next.saturating_sub(1)) {
        true
    } else if is_years(word(tokens, next)) {
        next += 1;
        true
    } else {
        false
    };
    // `over 5 years` and `more than 5 years` are open above, `under 3 years` below.
    or_more |= lead.1 == "over" || matches!(lead, ("more", "than") | ("at", "least"));
    let or_less = matches!(lead.1, "under" | "below")
        || matches!(
            lead,
            ("less" | "fewer", "than") | ("up", "to") | ("at", "most")
        );
    if !has_unit || matches!(word(tokens, next), "ago" | "old") {
        return None;
    }
    reading.experience = Some(Experience {
        low: if or_less { 0.0 } else { low },
        high: (!or_more).then_some(high),
    });
    Some(next - at)
}

fn amount(number: &Number) -> Option<Amount> {
    let bare = number.currency.is_none() && !number.scaled;
    if number.percent
        || number.ordinal
        || !number.unit.is_empty()
        || (bare && number.value < LEAST_BARE_AMOUNT)
    {
        return None;
    }
    // `$250` in a question about yearly pay is a mistake or thousands: not guessed.
    (number.value >= LEAST_BARE_AMOUNT).then_some(Amount {
        value: number.value,
        currency: number.currency,
    })
}

/// `my bonus is 8k`: a part of the pay may be small, where it is the one sum that is named.
fn small_part(tokens: &[Token], number: &Number) -> Option<Amount> {
    const PARTS: &[&str] = &[
        "bonus", "bonuses", "equity", "stock", "rsu", "rsus", "shares",
    ];
    const OFTEN: &[&str] = &[
        "month", "monthly", "week", "weekly", "day", "daily", "hour", "hourly",
    ];
    let says = |words: &[&str]| {
        tokens
            .iter()
            .any(|t| t.word().is_some_and(|w| words.contains(&w)))
    };
    let is_sum = number.scaled || number.currency.is_some();
    let sums = tokens
        .iter()
        .filter_map(Token::number)
        .filter(|n| n.value >= 1e3 || n.percent);
    let fits = is_sum && number.value >= 1e3 && number.unit.is_empty() && sums.count() == 1;
    (fits && says(PARTS) && !says(OFTEN)).then_some(Amount {
        value: number.value,
        currency: number.currency,
    })
}

fn amounts(tokens: &[Token], at: usize, reading: &mut Reading) -> Option<usize> {
    /// What a large number counts that is no money: `a million people`, `10,000 options`.
    const COUNTED: &[&str] = &[
        "people",
        "employees",
        "users",
        "customers",
        "inhabitants",
        "residents",
        "options",
        "shares",
        "rsus",
        "units",
        "followers",
        "engineers",
        "staff",
        "students",
        "miles",
        "stars",
        "reviews",
        "rows",
        "records",
        "reports",
        "hours",
        "words",
        "lines",
        "others",
    ];
    let number = tokens.get(at)?.number()?;
    if number.currency.is_none() && COUNTED.contains(&word(tokens, at + 1)) {
        return None;
    }
    // `180-220k`: the thousands are written once, at the end.
    let next = tokens.get(at + 2).and_then(Token::number);
    let lead = before(tokens, at, 1);
    let joined = matches!(tokens.get(at + 1).map(|t| &t.kind), Some(Kind::Dash))
        || word(tokens, at + 1) == "to"
        || (word(tokens, at + 1) == "and" && lead == "between");
    if joined
        && let Some(next) = next
        && let Some(high) = amount(next)
    {
        let scale = if next.scaled && !number.scaled && number.value < 1_000.0 {
            1_000.0
        } else {
            1.0
        };
        reading.amounts.push(Amount {
            value: number.value * scale,
            currency: number.currency.or(high.currency),
        });
        reading.amounts.push(Amount {
            currency: high.currency.or(number.currency),
            ..high
        });
        return Some(3);
    }
    let amount = amount(number).or_else(|| small_part(tokens, number))?;
    reading.amounts.push(amount);
    Some(1)
}
