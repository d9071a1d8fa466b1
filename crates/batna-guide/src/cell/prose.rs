//! Amounts and rates in running text, with where they stand.

use std::ops::Range;

use super::lex::{self, Token};
use super::{Context, Per, RateSpan, Reader, Span};

/// A figure in a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Bytes in the text.
    pub range: Range<usize>,
    pub amount: Option<Span>,
    pub rate: Option<RateSpan>,
    pub per: Option<Per>,
}

/// Every amount with a currency, and every rate, of a text; what is neither is passed over.
pub fn figures(text: &str) -> Vec<Figure> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut before = ' ';
    while let Some(c) = text.get(at..).and_then(|t| t.chars().next()) {
        let begins = !before.is_alphanumeric() && before != '.' && before != ',';
        match begins.then(|| figure_at(text, at)).flatten() {
            Some(figure) if figure.range.end > at => {
                before = ')';
                at = figure.range.end;
                found.push(figure);
            }
            _ => {
                before = c;
                at += c.len_utf8();
            }
        }
    }
    found
}

fn figure_at(text: &str, at: usize) -> Option<Figure> {
    let (first, rest) = lex::amount(text.get(at..)?)?;
    let mut tokens = vec![first];
    let mut rest = rest;
    if let Some((dash, behind)) = lex::dash(rest)
        && let Some((second, behind)) = lex::amount(behind)
    {
        tokens.extend([dash, second]);
        rest = behind;
    }
    if let Some(behind) = rest.strip_prefix('+') {
        tokens.push(Token::Plus);
        rest = behind;
    }
    let has_currency = |t: &Token| matches!(t, Token::Amount(_, Some(_)));
    let has_percent = |t: &Token| matches!(t, Token::Amount(n, _) if n.percent);
    if !tokens.iter().any(has_currency) && !tokens.iter().any(has_percent) {
        return None;
    }
    let mut reader = Reader::new(&tokens, Context::default());
    reader.run().ok()?;
    let cell = reader.cell;
    let (per, rest) = period(rest);
    Some(Figure {
        range: at..text.len() - rest.len(),
        amount: cell.amounts.first().copied(),
        rate: cell.rate,
        per,
    })
}

/// A period right behind an amount: `/yr`, `/year`, ` over 4 years`, `/4yr`.
fn period(text: &str) -> (Option<Per>, &str) {
    let lower = text.get(..24).unwrap_or(text).to_lowercase();
    for (written, per) in [
        ("/year", Per::Year),
        ("/yr", Per::Year),
        (" per year", Per::Year),
        (" a year", Per::Year),
        (" annual", Per::Year),
    ] {
        if lower.starts_with(written) {
            return (Some(per), text.get(written.len()..).unwrap_or(""));
        }
    }
    for lead in [" over ", "/"] {
        let Some(rest) = lower.strip_prefix(lead) else {
            continue;
        };
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        let unit = rest
            .get(digits.len()..)
            .unwrap_or("")
            .trim_start_matches(['-', ' ']);
        if let Ok(years) = digits.parse::<u32>()
            && (unit.starts_with("yr") || unit.starts_with("year"))
        {
            let end = lead.len() + digits.len();
            return (Some(Per::Grant { years }), text.get(end..).unwrap_or(""));
        }
    }
    (None, text)
}
