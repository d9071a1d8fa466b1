//! The parts a cell is made of: amounts, dashes, slashes, parentheses and words.

use batna_core::Currency;

use super::CellError;

/// Digits as written, without separators of thousands, and what scales them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Number {
    pub digits: String,
    /// `K`, `M`, `B`, `L` or `Cr`, as the money reader knows them.
    pub scale: Option<&'static str>,
    pub percent: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Amount(Number, Option<Currency>),
    /// `4yr`, `4 years`.
    Duration(u32),
    Dash,
    Slash,
    Plus,
    Open,
    Close,
    Word(String),
}

const DASHES: &[char] = &['-', '–', '—', '‑', '‒', '−', '~', '―'];

fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '*' | '`' | '_' | '\u{200b}' | '\u{feff}')
}

/// The tokens of a cell. Errors: a number that could be read in two ways.
pub(super) fn lex(text: &str) -> Result<Vec<Token>, CellError> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start_matches(is_space);
    while let Some(c) = rest.chars().next() {
        let after = rest.get(c.len_utf8()..).unwrap_or("");
        let (token, next) = match c {
            '/' => (Token::Slash, after),
            '+' => (Token::Plus, after),
            '(' | '[' => (Token::Open, after),
            ')' | ']' => (Token::Close, after),
            c if DASHES.contains(&c) => (Token::Dash, after),
            c if c.is_ascii_digit() => number(rest, None)?,
            _ => match currency_before_digit(rest) {
                Some((currency, digits)) => number(digits, Some(currency))?,
                None => word(rest),
            },
        };
        // `$10 to $15` is a range; `up to $15` is not.
        let between_amounts = matches!(&token, Token::Word(w) if w == "to")
            && matches!(tokens.last(), Some(Token::Amount(..)));
        tokens.push(if between_amounts { Token::Dash } else { token });
        rest = next.trim_start_matches(is_space);
    }
    Ok(tokens)
}

/// The amount at the start of a text, and what stands behind it.
pub(super) fn amount(text: &str) -> Option<(Token, &str)> {
    let (token, rest) = match currency_before_digit(text) {
        Some((currency, digits)) => number(digits, Some(currency)).ok()?,
        None if text.starts_with(|c: char| c.is_ascii_digit()) => number(text, None).ok()?,
        None => return None,
    };
    matches!(token, Token::Amount(..)).then_some((token, rest))
}

/// A dash or `to` between two amounts, and what stands behind it.
pub(super) fn dash(text: &str) -> Option<(Token, &str)> {
    let trimmed = text.trim_start();
    let rest = trimmed
        .strip_prefix(DASHES)
        .or_else(|| trimmed.strip_prefix("to "))?;
    Some((Token::Dash, rest.trim_start()))
}

/// A currency symbol or code with a digit behind it, and the text from that digit.
fn currency_before_digit(text: &str) -> Option<(Currency, &str)> {
    let begins_with_digit = |t: &str| t.starts_with(|c: char| c.is_ascii_digit());
    if let Some((currency, rest)) = Currency::strip_symbol_prefix(text) {
        let rest = rest.trim_start_matches(is_space);
        return begins_with_digit(rest).then_some((currency, rest));
    }
    let (code, rest) = (text.get(..3)?, text.get(3..)?);
    let rest = rest.trim_start_matches(is_space);
    if !begins_with_digit(rest) || !code.bytes().all(|b| b.is_ascii_uppercase()) {
        return None;
    }
    Some((code.parse().ok()?, rest))
}

/// A number with its scale, sign of percent or unit of years; `text` begins with a digit.
fn number(text: &str, currency: Option<Currency>) -> Result<(Token, &str), CellError> {
    let mut digits = String::new();
    let mut end = 0;
    for (index, c) in text.char_indices() {
        let digit_follows = || {
            text.get(index + c.len_utf8()..)
                .is_some_and(|t| t.starts_with(|n: char| n.is_ascii_digit()))
        };
        match c {
            '0'..='9' => digits.push(c),
            ',' | '\'' | '\u{a0}' | '\u{202f}' if digit_follows() => {}
            '.' if digit_follows() => digits.push('.'),
            _ => break,
        }
        end = index + c.len_utf8();
        if digits.len() > 20 {
            return Err(CellError::NotAnAmount(digits));
        }
    }
    let written = text.get(..end).unwrap_or("");
    let rest = text.get(end..).unwrap_or("");
    let letters_end = rest
        .find(|c: char| !c.is_ascii_alphabetic())
        .unwrap_or(rest.len());
    let (letters, behind) = rest.split_at(letters_end);
    if currency.is_none() {
        if let Some(years) = years(&digits, letters) {
            return Ok((Token::Duration(years), behind));
        }
        if letters.is_empty()
            && let Some((years, behind)) = spaced_years(&digits, rest)
        {
            return Ok((Token::Duration(years), behind));
        }
    }
    let (scale, behind) = match letters {
        "" => (None, rest),
        "K" | "k" => (Some("K"), behind),
        "M" | "m" | "MM" => (Some("M"), behind),
        "B" | "bn" => (Some("B"), behind),
        "L" => (Some("L"), behind),
        "Cr" | "cr" => (Some("Cr"), behind),
        _ => return Err(CellError::NotAnAmount(format!("{written}{letters}"))),
    };
    ambiguity(written, &digits, scale)?;
    let (percent, behind) = match behind.trim_start().strip_prefix('%') {
        Some(behind) => (true, behind),
        None => (false, behind),
    };
    // `205,000 USD`: the code may stand behind.
    let (currency, behind) = match (currency, trailing_code(behind)) {
        (None, Some((code, behind))) => (Some(code), behind),
        _ => (currency, behind),
    };
    let number = Number {
        digits,
        scale,
        percent,
    };
    Ok((Token::Amount(number, currency), behind))
}

/// `58.000` may be fifty-eight thousand or fifty-eight, `1,5M` fifteen million or one and a
/// half; `1.2.3` is no number.
fn ambiguity(written: &str, digits: &str, scale: Option<&str>) -> Result<(), CellError> {
    // `1,5M` is a decimal comma somewhere; groups of thousands and lakhs end in three digits.
    let whole = written.split('.').next().unwrap_or("");
    let mut groups = whole.split(',').skip(1).peekable();
    while let Some(group) = groups.next() {
        let is_last = groups.peek().is_none();
        if !(group.len() == 3 || (group.len() == 2 && !is_last)) {
            return Err(CellError::AmbiguousSeparator(written.to_owned()));
        }
    }
    let Some((_, fraction)) = digits.split_once('.') else {
        return Ok(());
    };
    if fraction.contains('.') || (fraction.len() == 3 && scale.is_none()) {
        return Err(CellError::AmbiguousSeparator(written.to_owned()));
    }
    Ok(())
}

fn years(digits: &str, letters: &str) -> Option<u32> {
    let unit = letters.to_ascii_lowercase();
    let is_years = matches!(unit.as_str(), "yr" | "yrs" | "y" | "year" | "years");
    is_years.then(|| digits.parse().ok()).flatten()
}

fn spaced_years<'a>(digits: &str, rest: &'a str) -> Option<(u32, &'a str)> {
    let rest = rest.trim_start_matches([' ', '-']);
    let end = rest
        .find(|c: char| !c.is_ascii_alphabetic())
        .unwrap_or(rest.len());
    let (letters, behind) = rest.split_at(end);
    let years = years(digits, letters).filter(|_| letters.len() > 1)?;
    Some((years, behind))
}

fn trailing_code(text: &str) -> Option<(Currency, &str)> {
    let trimmed = text.trim_start();
    let code = trimmed.get(..3)?;
    let rest = trimmed.get(3..)?;
    if rest.starts_with(|c: char| c.is_ascii_alphanumeric())
        || !code.bytes().all(|b| b.is_ascii_uppercase())
    {
        return None;
    }
    // `10 RSU` and the like are no codes; `DKK 5-DKK 6` holds one that belongs to what follows.
    let next_is_amount = rest.trim_start().starts_with(|c: char| c.is_ascii_digit());
    if next_is_amount {
        return None;
    }
    Some((code.parse().ok()?, rest))
}

fn word(text: &str) -> (Token, &str) {
    let stop = |c: char| is_space(c) || matches!(c, '/' | '(' | ')' | '[' | ']' | '+');
    // At least one character, so that reading always moves on.
    let end = (text.char_indices().skip(1))
        .find(|(_, c)| stop(*c))
        .map_or(text.len(), |(index, _)| index);
    let (word, rest) = text.split_at(end);
    let word = word.trim_end_matches([',', ';', '.', ':']);
    (Token::Word(word.to_owned()), rest)
}
