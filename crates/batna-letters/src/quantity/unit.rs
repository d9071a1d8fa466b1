//! Units of a number: percent, currencies before and after it, lengths of time.

use batna_core::Currency;

use super::LengthUnit;
use super::day::Habits;
use crate::token::{Token, TokenKind};

/// `%`, `percent`, `per cent`: the end of it.
pub(super) fn percent_at(tokens: &[Token], at: usize) -> Option<usize> {
    let token = tokens.get(at)?;
    if token.is_any(&["%", "percent", "pct", "percentage"]) {
        Some(at + 1)
    } else if token.is("per") && tokens.get(at + 1).is_some_and(|next| next.is("cent")) {
        Some(at + 2)
    } else {
        None
    }
}

/// A sign or code before a number.
pub(super) fn currency_at(
    tokens: &[Token],
    at: usize,
    habits: Habits,
) -> Option<(Currency, usize)> {
    let token = tokens.get(at)?;
    let next = tokens.get(at + 1);
    let dollar_follows = next.is_some_and(|next| next.is("$") && next.glued);
    let code = match token.stem.as_str() {
        "us" | "usd" if dollar_follows => "USD",
        "c" | "ca" | "cad" | "cdn" if dollar_follows => "CAD",
        "a" | "au" | "aud" if dollar_follows => "AUD",
        "s" | "sgd" if dollar_follows => "SGD",
        "nz" if dollar_follows => "NZD",
        "hk" if dollar_follows => "HKD",
        "$" => return Some((habits.dollar, at + 1)),
        // `Rs. 44,00,000`
        "rs" => {
            let point = next.is_some_and(|next| next.is("."));
            let figure = tokens.get(at + 1 + usize::from(point))?;
            let inr = (figure.kind == TokenKind::Number).then(|| "INR".parse().ok())??;
            return Some((inr, at + 1 + usize::from(point)));
        }
        "\u{a3}" => "GBP",
        "\u{20ac}" => "EUR",
        "\u{20b9}" => "INR",
        "\u{a5}" => "JPY",
        _ => {
            let (code, after) = code_at(tokens, at)?;
            // `CAD $150,000`
            let sign = tokens
                .get(after)
                .is_some_and(|token| token.is_any(&["$", "\u{a3}", "\u{20ac}"]));
            return Some((code, after + usize::from(sign)));
        }
    };
    let after = at + 1 + usize::from(dollar_follows);
    code.parse().ok().map(|currency| (currency, after))
}

const CODES: &[&str] = &[
    "usd", "cad", "aud", "sgd", "nzd", "hkd", "gbp", "eur", "chf", "inr", "sek", "nok", "dkk",
    "jpy", "ils", "pln", "czk", "aed",
];

pub(super) fn code_at(tokens: &[Token], at: usize) -> Option<(Currency, usize)> {
    let token = tokens.get(at)?;
    if CODES.contains(&token.stem.as_str()) {
        return Some((token.stem.to_uppercase().parse().ok()?, at + 1));
    }
    if token.is("canadian") {
        let dollar = tokens.get(at + 1).is_some_and(|next| next.is("dollar"));
        return Some(("CAD".parse().ok()?, at + 1 + usize::from(dollar)));
    }
    None
}

/// A unit after a number: `205,000 USD`, `five thousand dollars`, `300€`.
pub(super) fn unit_of_money_at(
    tokens: &[Token],
    at: usize,
    habits: Habits,
) -> Option<(Currency, usize)> {
    // `Two Hundred Thousand and 00/100 Dollars`
    let at = match tokens.get(at..at + 4) {
        Some([and, _, slash, hundred]) if and.is("and") && slash.is("/") && hundred.is("100") => {
            at + 4
        }
        _ => at,
    };
    if let Some(found) = code_at(tokens, at) {
        return Some(found);
    }
    let token = tokens.get(at)?;
    // `the last one $1.90`: the sign is of the number behind it.
    let of_next = tokens
        .get(at + 1)
        .is_some_and(|next| next.glued && next.kind == TokenKind::Number);
    if of_next && token.kind == TokenKind::Mark && !token.glued {
        return None;
    }
    if token.is("$") {
        return Some(code_at(tokens, at + 1).unwrap_or((habits.dollar, at + 1)));
    }
    let united = token.is("us") || token.is("u.s");
    let at = at + usize::from(united);
    let code = match tokens.get(at)?.stem.as_str() {
        "dollar" if united => "USD",
        "dollar" => return Some((habits.dollar, at + 1)),
        "pound" => "GBP",
        "\u{20ac}" | "euro" => "EUR",
        "franc" => "CHF",
        "rupee" => "INR",
        "yen" => "JPY",
        "dirham" => "AED",
        "zloty" => "PLN",
        _ => return None,
    };
    code.parse().ok().map(|currency| (currency, at + 1))
}

/// `months`, `(12) full months`, `business days`: the unit, whether working days, the end.
pub(super) fn unit_of_time_at(tokens: &[Token], at: usize) -> Option<(LengthUnit, bool, usize)> {
    let mut at = at;
    let mut working = false;
    for _ in 0..2 {
        let token = tokens.get(at)?;
        if token.is_any(&["business", "working", "trading", "dealing"]) {
            working = true;
            at += 1;
        } else if token.is_any(&[
            "full",
            "calendar",
            "consecutive",
            "whole",
            "complete",
            "completed",
            "continuou",
            "continuous",
        ]) {
            at += 1;
        }
    }
    let unit = match tokens.get(at)?.stem.as_str() {
        "day" => LengthUnit::Day,
        "week" | "wk" => LengthUnit::Week,
        "fortnight" => return None,
        "month" | "mo" | "mth" => LengthUnit::Month,
        "year" | "yr" | "yrs" => LengthUnit::Year,
        _ => return None,
    };
    Some((unit, working, at + 1))
}
