//! Numbers in words, and words of scale behind digits: `a hundred and twenty thousand`,
//! `150 grand`, `half a million`, `1.2 crore`, `40 LPA`.
//!
//! Only a number above ten, or one with a scale, is joined: `one` and `two` mostly count
//! nothing in a question.

use batna_core::Currency;

use super::token::{Kind, Number, Token};

fn unit(word: &str) -> Option<f64> {
    const UNITS: [&str; 20] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    let place = UNITS.iter().position(|unit| *unit == word)?;
    u32::try_from(place).ok().map(f64::from)
}

fn ten(word: &str) -> Option<f64> {
    const TENS: [&str; 8] = [
        "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
    ];
    let place = TENS.iter().position(|ten| *ten == word)?;
    u32::try_from(place)
        .ok()
        .map(|place| 10.0 * f64::from(place) + 20.0)
}

/// What a word multiplies a number by, and the currency it is only used with.
fn scale(word: &str) -> Option<(f64, Option<Currency>)> {
    match word {
        "thousand" | "grand" | "k" => Some((1e3, None)),
        "million" | "mil" | "mill" | "millions" | "mn" => Some((1e6, None)),
        "lakh" | "lakhs" | "lac" | "lacs" | "lpa" => Some((1e5, Some(Currency::INR))),
        "crore" | "crores" | "cr" => Some((1e7, Some(Currency::INR))),
        _ => None,
    }
}

/// The currency that the last word of an amount names: `45 lakhs`.
pub(super) fn currency_in(written: &str) -> Option<Currency> {
    let word = written.rsplit(' ').next()?.to_lowercase();
    scale(&word)?.1
}

struct Joined {
    value: f64,
    currency: Option<Currency>,
    scaled: bool,
    length: usize,
}

/// The tokens, with every number in words as one number.
pub(super) fn joined(tokens: Vec<Token>) -> Vec<Token> {
    let mut all: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        if let Some((value, length)) = nth(&tokens, at) {
            all.push(ordinal(token, value));
            at += length;
            continue;
        }
        let number = token.number();
        let found = match number {
            Some(number) => {
                apart(&tokens, at, number).or_else(|| behind_digits(&tokens, at, number))
            }
            None => in_words(&tokens, at),
        };
        let Some(found) = found else {
            all.push(token.clone());
            at += 1;
            continue;
        };
        let written: Vec<&str> = (tokens.iter().skip(at).take(found.length))
            .map(|token| token.written.as_str())
            .collect();
        all.push(Token {
            kind: Kind::Number(Number {
                value: found.value,
                currency: number.and_then(|n| n.currency).or(found.currency),
                scaled: found.scaled,
                ordinal: false,
                percent: false,
                or_more: number.is_some_and(|n| n.or_more),
                unit: String::new(),
            }),
            written: written.join(" "),
            after_comma: token.after_comma,
            after_slash: token.after_slash,
            sentence: token.sentence,
        });
        at += found.length;
    }
    all
}

/// `ninetieth`, `seventy fifth`, where percentiles are named behind it.
fn nth(tokens: &[Token], at: usize) -> Option<(f64, usize)> {
    const NTH: [&str; 10] = [
        "zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth",
        "ninth",
    ];
    const TENTHS: [&str; 9] = [
        "tenth",
        "twentieth",
        "thirtieth",
        "fortieth",
        "fiftieth",
        "sixtieth",
        "seventieth",
        "eightieth",
        "ninetieth",
    ];
    let word = |i: usize| tokens.get(i).and_then(Token::word).unwrap_or("");
    let place = |list: &[&str], word: &str| {
        let place = list.iter().position(|name| *name == word)?;
        u32::try_from(place).ok().map(f64::from)
    };
    let (value, length) = match (place(&TENTHS, word(at)), ten(word(at))) {
        (Some(tenth), _) => (10.0 * (tenth + 1.0), 1),
        (None, Some(ten)) => (ten + place(&NTH, word(at + 1)).filter(|one| *one > 0.0)?, 2),
        _ => return None,
    };
    let named = (at + length..at + length + 6).any(|i| word(i).starts_with("percentile"));
    named.then_some((value, length))
}

fn ordinal(token: &Token, value: f64) -> Token {
    Token {
        kind: Kind::Number(Number {
            value,
            currency: None,
            scaled: false,
            ordinal: true,
            percent: false,
            or_more: false,
            unit: String::new(),
        }),
        ..token.clone()
    }
}

/// `55 000`: thousands apart by a blank.
fn apart(tokens: &[Token], at: usize, number: &Number) -> Option<Joined> {
    let next = tokens.get(at + 1)?;
    let digits = next.written.len() == 3 && next.written.bytes().all(|b| b.is_ascii_digit());
    let bare = !number.scaled && !number.ordinal && !number.percent && number.unit.is_empty();
    let leads = number.value.fract() == 0.0 && (1.0..1e3).contains(&number.value);
    (digits && bare && leads && !next.after_comma).then(|| Joined {
        value: number.value * 1e3 + next.number().map_or(0.0, |n| n.value),
        currency: None,
        scaled: false,
        length: 2,
    })
}

/// `150 grand`, `40 LPA`, `40lpa`.
fn behind_digits(tokens: &[Token], at: usize, number: &Number) -> Option<Joined> {
    if number.scaled || number.percent || number.ordinal {
        return None;
    }
    let glued = scale(&number.unit).map(|found| (found, 1));
    let word = tokens.get(at + 1).and_then(Token::word).unwrap_or("");
    let apart = || scale(word).filter(|_| number.unit.is_empty());
    let ((factor, currency), length) = glued.or_else(|| apart().map(|found| (found, 2)))?;
    Some(Joined {
        value: number.value * factor,
        currency,
        scaled: true,
        length,
    })
}

/// `a hundred and twenty thousand`, `two hundred k`, `half a million`, `twenty five`.
fn in_words(tokens: &[Token], at: usize) -> Option<Joined> {
    let word = |i: usize| tokens.get(i).and_then(Token::word).unwrap_or("");
    let mut next = at;
    let fraction = match (word(at), word(at + 1), word(at + 2)) {
        ("half", "a", _) => Some((0.5, 2)),
        ("half", _, _) => Some((0.5, 1)),
        ("quarter", "of", "a") => Some((0.25, 3)),
        ("quarter", "a", _) => Some((0.25, 2)),
        ("quarter", _, _) => Some((0.25, 1)),
        _ => None,
    };
    if let Some((part, length)) = fraction {
        let (factor, currency) = scale(word(at + length)).filter(|(f, _)| *f >= 1e6)?;
        return Some(Joined {
            value: part * factor,
            currency,
            scaled: true,
            length: length + 1,
        });
    }
    let (mut sum, mut group, mut currency) = (0.0, 0.0, None);
    let (mut words, mut scaled) = (0, false);
    loop {
        let this = word(next);
        if this == "a" && next == at && matches!(word(next + 1), "hundred" | "thousand" | "million")
        {
            group = 1.0;
        } else if let Some(value) = unit(this).or_else(|| ten(this)) {
            // `two five` is no number; `twenty five` is.
            if group % 10.0 != 0.0 || (group % 100.0 != 0.0 && value >= 10.0) {
                break;
            }
            group += value;
            words += 1;
        } else if this == "hundred" && group > 0.0 {
            group *= 100.0;
            scaled = true;
        } else if let Some((factor, of)) = scale(this).filter(|_| group > 0.0) {
            sum += group * factor;
            group = 0.0;
            currency = currency.or(of);
            scaled = true;
        } else if this == "and"
            && scaled
            && (unit(word(next + 1)).is_some() || ten(word(next + 1)).is_some())
        {
            // `a hundred and twenty`
        } else {
            break;
        }
        next += 1;
    }
    let value = sum + group;
    // Ten and below stay words: `one`, `two` seldom count.
    (value > 0.0 && (scaled || value > 10.0 || words > 1)).then_some(Joined {
        value,
        currency,
        scaled,
        length: next - at,
    })
}

#[cfg(test)]
mod tests {
    use super::super::token::tokens;
    use super::*;

    #[test]
    fn numbers_in_words_are_numbers() {
        let cases = [
            ("a hundred and twenty thousand", 120_000.0),
            ("two hundred k", 200_000.0),
            ("150 grand", 150_000.0),
            ("half a million", 500_000.0),
            ("a quarter of a million", 250_000.0),
            ("one million two hundred thousand", 1_200_000.0),
            ("1.2 crore", 12_000_000.0),
            ("40 LPA", 4_000_000.0),
            ("twenty five", 25.0),
            ("fifteen", 15.0),
        ];
        for (text, value) in cases {
            let all = joined(tokens(text));
            let number = all.iter().find_map(Token::number).unwrap();
            assert!((number.value - value).abs() < 1e-6, "{text}: {number:?}");
        }
        for text in ["one of two", "a staff engineer", "which one"] {
            let all = joined(tokens(text));
            assert!(all.iter().all(|t| t.number().is_none()), "{text}");
        }
    }
}
