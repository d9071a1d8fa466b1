//! Pay that stands only in the text of a posting: `$120,700 -- $238,600 annually`,
//! `Zone 2 Pay Range $132,000 — $181,500 USD`, `$27.88 - $51.44`, `USD $142,800 to $274,800`.
//!
//! A figure counts only where pay is spoken of near it, and not as a bonus, stipend,
//! budget or fund. Leaves out the choice between several zones: all are handed back.

use batna_core::Currency;

use crate::pay::Unit;

/// A range or single amount found in a text.
#[derive(Clone, Debug, PartialEq)]
pub struct PayText {
    pub low: f64,
    pub high: f64,
    pub currency: Currency,
    pub unit: Option<Unit>,
    /// Words just before, lower case.
    pub before: String,
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Number { value: f64, thousands: bool },
    Sign(Currency),
    Dash,
    Word(String),
    Other,
}

/// Words that speak of pay.
const PAY: &[&str] = &[
    "pay",
    "salary",
    "salaries",
    "compensation",
    "base",
    "wage",
    "wages",
    "range",
    "ote",
    "rate",
    "earn",
    "hourly",
    "annual",
];
/// Words that make an amount something else than base pay.
const NOT_PAY: &[&str] = &[
    "bonus",
    "stipend",
    "funding",
    "raised",
    "million",
    "billion",
    "401",
    "budget",
    "revenue",
    "valuation",
    "relocation",
    "signing",
    "reimbursement",
    "up to",
    "equity",
    "allowance",
    "credit",
    "month allowance",
    "matching",
    "donation",
    "arr",
    "insurance",
    "benefit of",
];

/// All ranges and amounts of pay in `text`, in order, without repeats.
pub fn find_pay(text: &str) -> Vec<PayText> {
    let tokens = lex(text);
    let mut found: Vec<PayText> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if let Some((pay, next)) = amount_or_range(&tokens, at) {
            let repeated = found.iter().any(|other| {
                (other.low, other.high, other.currency) == (pay.low, pay.high, pay.currency)
            });
            if !repeated {
                found.push(pay);
            }
            at = next;
        } else {
            at += 1;
        }
    }
    // A range says more than amounts; amounts alone are kept where no range is.
    if found.iter().any(|pay| pay.low < pay.high) {
        found.retain(|pay| pay.low < pay.high);
    }
    found
}

fn amount_or_range(tokens: &[Token], start: usize) -> Option<(PayText, usize)> {
    let (mut currency, value, mut thousands, mut at) = amount(tokens, start)?;
    let mut low = value;
    let mut high = value;
    let mut unit = unit_after(tokens, at);
    let second = connector(tokens, at).and_then(|next| amount(tokens, next));
    if let Some((other, value, other_thousands, next)) = second {
        currency = currency.or(other);
        if other_thousands && !thousands && low < 1_000.0 {
            low *= 1_000.0;
            thousands = true;
        }
        high = value;
        at = next;
        unit = unit_after(tokens, at);
    } else {
        currency?;
    }
    let currency = currency?;
    if high < low || low <= 0.0 {
        return None;
    }
    let before = words_before(tokens, start, 14);
    let near = words_before(tokens, start, 5);
    let speaks = |words: &str, list: &[&str]| {
        list.iter()
            .any(|w| crate::fold::find_words(words, w).is_some())
    };
    if !speaks(&before, PAY) && unit.is_none() {
        return None;
    }
    // What follows tells of single amounts alone: `£130k–£150k plus equity` is pay.
    let after = low == high && speaks(&words_after(tokens, at, 3), NOT_PAY);
    if speaks(&near, NOT_PAY) || after {
        return None;
    }
    // Pay by the hour is small, pay by the year is not: amounts between are something else.
    let plausible = match unit {
        Some(_) => low >= 7.0,
        None => low >= 15_000.0 || (low >= 10.0 && high < 400.0 && high > low),
    };
    if !plausible || (thousands && low < 10_000.0 && unit.is_none()) {
        return None;
    }
    if unit.is_none() {
        let spoken = words_before(tokens, start, 8);
        if speaks(&spoken, &["hourly", "hour"]) && high < 1_000.0 {
            unit = Some(Unit::Hour);
        } else if speaks(&spoken, &["monthly"]) {
            unit = Some(Unit::Month);
        } else if low >= 15_000.0 {
            unit = Some(Unit::Year);
        }
    }
    let pay = PayText {
        low,
        high,
        currency,
        unit,
        before,
    };
    Some((pay, at))
}

/// `[USD] [$] 120,700 [USD]`: the currency if any, the amount, whether written with k.
fn amount(tokens: &[Token], start: usize) -> Option<(Option<Currency>, f64, bool, usize)> {
    let mut at = start;
    let mut currency = None;
    for _ in 0..2 {
        match tokens.get(at)? {
            Token::Sign(sign) => {
                // `USD $`: the code is the more exact.
                currency = currency.or(Some(*sign));
                at += 1;
            }
            Token::Word(word) => match code(word) {
                Some(found) => {
                    currency = Some(found);
                    at += 1;
                }
                None => break,
            },
            _ => break,
        }
    }
    let Token::Number { value, thousands } = tokens.get(at)? else {
        return None;
    };
    at += 1;
    match tokens.get(at) {
        Some(Token::Sign(sign)) if currency.is_none() => {
            currency = Some(*sign);
            at += 1;
        }
        Some(Token::Word(word)) => {
            if let Some(found) = code(word) {
                currency = Some(found);
                at += 1;
            }
        }
        _ => {}
    }
    Some((currency, *value, *thousands, at))
}

/// Currency codes are read only in these, which are no words of a posting.
fn code(word: &str) -> Option<Currency> {
    match word {
        "usd" | "cad" | "gbp" | "eur" | "aud" | "inr" | "sgd" | "chf" | "pln" | "czk" | "nzd"
        | "jpy" | "brl" | "mxn" | "ils" | "sek" | "dkk" | "nok" => word.parse().ok(),
        _ => None,
    }
}

fn connector(tokens: &[Token], at: usize) -> Option<usize> {
    // `$65 an hour to $70`: a unit may stand between.
    for skip in 0..3 {
        match tokens.get(at + skip)? {
            Token::Dash => return Some(at + skip + 1),
            Token::Word(word) if word == "to" || word == "and" || word == "through" => {
                return Some(at + skip + 1);
            }
            Token::Word(word)
                if ["per", "an", "a", "hour", "year", "annually"].contains(&word.as_str()) => {}
            Token::Other if skip == 0 => {}
            _ => return None,
        }
    }
    None
}

fn unit_after(tokens: &[Token], at: usize) -> Option<Unit> {
    tokens
        .iter()
        .skip(at)
        .take(4)
        .take_while(|token| !matches!(token, Token::Number { .. } | Token::Dash))
        .find_map(|token| match token {
            Token::Word(word) if word != "h" && word != "bi" => Unit::parse(word),
            _ => None,
        })
}

fn words_after(tokens: &[Token], at: usize, count: usize) -> String {
    let words = tokens
        .iter()
        .skip(at)
        .take(count)
        .map_while(|token| match token {
            Token::Word(word) => Some(word.as_str()),
            _ => None,
        });
    words.collect::<Vec<_>>().join(" ")
}

fn words_before(tokens: &[Token], at: usize, count: usize) -> String {
    let from = at.saturating_sub(count);
    let words = tokens[from..at].iter().filter_map(|token| match token {
        Token::Word(word) => Some(word.clone()),
        Token::Number { value, .. } => Some(value.to_string()),
        _ => None,
    });
    words.collect::<Vec<_>>().join(" ")
}

fn lex(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if c.is_whitespace() {
            rest = &rest[c.len_utf8()..];
        } else if c.is_ascii_digit() {
            let end = rest
                .find(|c: char| !(c.is_ascii_digit() || c == ',' || c == '.'))
                .unwrap_or(rest.len());
            let (digits, after) = rest.split_at(end);
            let plain: String = digits.trim_end_matches(['.', ',']).replace(',', "");
            let mut value = plain.parse::<f64>().unwrap_or(f64::NAN);
            rest = after;
            let mut thousands = false;
            let mut letters = after.chars();
            if matches!(letters.next(), Some('k' | 'K'))
                && !letters.next().is_some_and(char::is_alphanumeric)
            {
                value *= 1_000.0;
                thousands = true;
                rest = &after[1..];
            }
            tokens.push(if value.is_finite() && value < 1e12 {
                Token::Number { value, thousands }
            } else {
                Token::Other
            });
        } else if matches!(c, '-' | '–' | '—' | '−') {
            rest = rest.trim_start_matches(['-', '–', '—', '−']);
            tokens.push(Token::Dash);
        } else if let Some((sign, after)) = Currency::strip_symbol_prefix(rest)
            && after.trim_start().starts_with(|c: char| c.is_ascii_digit())
        {
            tokens.push(Token::Sign(sign));
            rest = after;
        } else if let Some((sign, after)) = Currency::strip_symbol_prefix(rest)
            && !c.is_alphanumeric()
        {
            tokens.push(Token::Sign(sign));
            rest = after;
        } else if c.is_alphabetic() {
            let end = rest
                .find(|c: char| !c.is_alphabetic())
                .unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            tokens.push(Token::Word(word.to_lowercase()));
            rest = after;
        } else {
            if c != '/' && c != ':' && c != '(' {
                tokens.push(Token::Other);
            }
            rest = &rest[c.len_utf8()..];
        }
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_text_is_searched(text in "\\PC{0,200}") {
            let _ = find_pay(&text);
        }

        #[test]
        fn money_like_text_is_searched(text in "[$£€0-9,.kK–to -]{0,80}") {
            let _ = find_pay(&text);
        }
    }
}
