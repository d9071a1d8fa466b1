//! Numbers in figures (`205,000`, `205k`, `84.500,50`) and in words (`forty-eight`,
//! `two hundred and five thousand`), and lengths that are one word (`18mo`, `4y`).

use rust_decimal::Decimal;

use super::day::Habits;
use super::{Length, LengthUnit};
use crate::token::{Token, TokenKind};

pub(super) struct Number {
    pub value: Decimal,
    /// The token after it.
    pub end: usize,
    /// It is written in thousands: `228k`.
    pub thousands: bool,
    /// The length that the token is, where it is one: `18mo`.
    pub compact: Option<Length>,
}

/// The number that begins at a token; `twelve (12)` is one number.
pub(super) fn number_at(tokens: &[Token], at: usize, habits: Habits) -> Option<Number> {
    let first = tokens.get(at)?;
    if first.kind == TokenKind::Number {
        return in_figures(tokens, at, habits);
    }
    let (value, end) = in_words(tokens, at)?;
    // The figures in brackets say the same again.
    let again = tokens.get(end).is_some_and(|token| token.is("("))
        && tokens.get(end + 2).is_some_and(|token| token.is(")"));
    let figures = in_figures(tokens, end + 1, habits).filter(|found| again && found.end == end + 2);
    match figures {
        // Figures are kept where the two differ: they are checked more often.
        Some(found) => Some(Number {
            value: found.value,
            end: end + 3,
            thousands: false,
            compact: None,
        }),
        None => Some(Number {
            value,
            end,
            thousands: false,
            compact: None,
        }),
    }
}

fn factor(word: &str) -> Option<u64> {
    Some(match word {
        "k" | "thousand" => 1_000,
        "m" | "mm" | "mn" | "million" | "mil" | "mio" => 1_000_000,
        "b" | "bn" | "billion" => 1_000_000_000,
        "lakh" | "lac" | "lpa" => 100_000,
        "crore" | "cr" => 10_000_000,
        _ => return None,
    })
}

fn in_figures(tokens: &[Token], at: usize, habits: Habits) -> Option<Number> {
    let token = tokens
        .get(at)
        .filter(|token| token.kind == TokenKind::Number)?;
    let digits = token.stem.trim_end_matches(|c: char| c.is_alphabetic());
    let suffix = token.stem.get(digits.len()..).unwrap_or_default();
    // `401k` is a plan, not an amount.
    if suffix == "k" && ["401", "403"].contains(&digits) {
        return None;
    }
    if digits.contains(char::is_alphabetic) {
        return None;
    }
    let mut value = plain(digits, habits)?;
    let mut end = at + 1;
    let mut compact = None;
    let mut thousands = false;
    if suffix.is_empty() {
        let next = tokens.get(end);
        // `205 k` and `1.5 million`, but not `25 m` of anything else than money.
        if let Some(scale) = next.and_then(|next| factor(&next.stem))
            && next.is_some_and(|next| next.stem.len() > 1 || next.is("k") || next.is("m"))
        {
            value = value.checked_mul(Decimal::from(scale))?;
            end += 1;
        }
    } else if let Some(scale) = factor(suffix) {
        thousands = suffix == "k" && digits.len() <= 5;
        value = value.checked_mul(Decimal::from(scale))?;
    } else {
        let unit = match suffix {
            "y" | "yr" | "yrs" => LengthUnit::Year,
            "mo" | "mos" | "mth" | "mths" => LengthUnit::Month,
            "d" => LengthUnit::Day,
            "wk" | "wks" => LengthUnit::Week,
            _ => return None,
        };
        compact = Some(Length {
            number: digits.parse().ok()?,
            unit,
            working: false,
        });
    }
    Some(Number {
        value,
        end,
        thousands,
        compact,
    })
}

/// Digits with separators. A point parts thousands only where the letter writes so.
fn plain(digits: &str, habits: Habits) -> Option<Decimal> {
    let digits = digits.replace('\'', ",");
    let last_comma = digits.rfind(',');
    let last_point = digits.rfind('.');
    let text = match (last_comma, last_point) {
        // `84.500,50`
        (Some(comma), Some(point)) if comma > point => digits.replace('.', "").replace(',', "."),
        (Some(comma), None) => {
            let tail = digits.len() - comma - 1;
            if habits.points && tail <= 2 {
                digits.replace(',', ".")
            } else {
                digits.replace(',', "")
            }
        }
        (None, Some(_)) => {
            let parts: Vec<&str> = digits.split('.').collect();
            let thousands = parts.len() > 2
                || (habits.points
                    && parts.get(1).is_some_and(|part| part.len() == 3)
                    && parts.first() != Some(&"0"));
            if thousands {
                digits.replace('.', "")
            } else {
                digits
            }
        }
        _ => digits.replace(',', ""),
    };
    text.parse().ok()
}

pub(super) fn small(word: &str) -> Option<u32> {
    Some(match word {
        "one" => 1,
        "two" => 2,
        "three" => 3,
        "four" => 4,
        "five" => 5,
        "six" => 6,
        "seven" => 7,
        "eight" => 8,
        "nine" => 9,
        "ten" => 10,
        "eleven" => 11,
        "twelve" => 12,
        "thirteen" => 13,
        "fourteen" => 14,
        "fifteen" => 15,
        "sixteen" => 16,
        "seventeen" => 17,
        "eighteen" => 18,
        "nineteen" => 19,
        "twenty" => 20,
        "thirty" => 30,
        "forty" => 40,
        "fifty" => 50,
        "sixty" => 60,
        "seventy" => 70,
        "eighty" => 80,
        "ninety" => 90,
        _ => return None,
    })
}

/// A number in words and the token after it.
fn in_words(tokens: &[Token], at: usize) -> Option<(Decimal, usize)> {
    small(&tokens.get(at)?.stem)?;
    let (mut total, mut part, mut end) = (0_u64, 0_u64, at);
    while let Some(token) = tokens.get(end) {
        let word = token.stem.as_str();
        if let Some(value) = small(word) {
            // `four five` is two numbers; `forty five` is one.
            let fits = part % 100 == 0 || (value < 10 && part % 10 == 0 && part % 100 >= 20);
            if !fits {
                break;
            }
            part += u64::from(value);
        } else if word == "hundred" && part > 0 {
            part = part.checked_mul(100)?;
        } else if let Some(scale) = factor(word).filter(|_| word.len() > 2 && part > 0) {
            total += part.checked_mul(scale)?;
            part = 0;
        } else if word == "and"
            && (part >= 100 || total > 0)
            && tokens
                .get(end + 1)
                .is_some_and(|next| small(&next.stem).is_some())
        {
            // `two hundred and five`
        } else {
            break;
        }
        end += 1;
    }
    Some((Decimal::from(total.checked_add(part)?), end))
}
