//! What a column, or a row of a transposed table, holds: told from its heading.

use batna_core::Currency;

use crate::cell::Per;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    Region,
    Level,
    Base,
    Stock(Option<Per>),
    StockAndBonus,
    Bonus,
    Signing,
    Retention,
    Total,
    Other,
}

const EQUITY: &[&str] = &[
    "stock", "equity", "rsu", "option", "ppu", "shares", "grant", "profit", "carry", "units",
    "tokens",
];
const REGIONS: &[&str] = &[
    "region",
    "location",
    "city",
    "market",
    "office",
    "geography",
    "country",
    "hub",
    "place",
];

impl Column {
    /// From the words of a heading such as `Stock (RSU/4yr)` or `Total Comp (Year 1)`.
    pub fn of(heading: &str) -> Column {
        let text = heading.to_lowercase();
        let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
        // Words that qualify another column come first: `Total Comp (Base + Bonus)`.
        if text.starts_with("total")
            || has(&["total comp", "total pay"])
            || matches!(text.as_str(), "tc" | "ote" | "total")
        {
            Column::Total
        } else if has(&["signing", "sign-on", "sign on"]) {
            Column::Signing
        } else if has(&["retention"]) {
            Column::Retention
        } else if has(EQUITY) && text.contains("bonus") {
            Column::StockAndBonus
        } else if has(EQUITY) {
            Column::Stock(period(&text))
        } else if has(&["bonus"]) {
            Column::Bonus
        } else if has(&["base", "salary"]) {
            Column::Base
        } else if has(&["level", "grade"]) {
            Column::Level
        } else if has(REGIONS) {
            Column::Region
        } else {
            Column::Other
        }
    }

    pub fn is_pay(self) -> bool {
        !matches!(self, Column::Region | Column::Level | Column::Other)
    }
}

/// The period that a heading names: `/4yr`, `(4yr)`, `over 4 years`, `(Annual)`, `/yr`.
fn period(text: &str) -> Option<Per> {
    let digits_before_years = text.char_indices().find_map(|(index, c)| {
        let years = c.to_digit(10).filter(|n| *n > 0)?;
        let rest = text.get(index + 1..)?.trim_start_matches(['-', ' ']);
        (rest.starts_with("yr") || rest.starts_with("year")).then_some(years)
    });
    match digits_before_years {
        Some(1) => Some(Per::Year),
        Some(years) => Some(Per::Grant { years }),
        None if ["annual", "/yr", "/year", "per year", "yearly"]
            .iter()
            .any(|w| text.contains(w)) =>
        {
            Some(Per::Year)
        }
        None => None,
    }
}

/// The currency code that a heading or region names: `Tel Aviv (ILS)`.
pub fn currency_in(heading: &str) -> Option<Currency> {
    heading
        .split(|c: char| !c.is_ascii_alphabetic())
        .filter(|word| word.len() == 3 && word.bytes().all(|b| b.is_ascii_uppercase()))
        .find_map(|word| word.parse().ok())
}

/// A region without flags, currency and the mark of a head office; and whether it bore that mark.
pub fn region(text: &str) -> (String, bool) {
    let mut out = String::new();
    let mut head_office = false;
    let mut rest = text;
    // Flags written as `:hong_kong:`.
    while let Some(open) = rest.find(':') {
        let Some(close) = rest.get(open + 1..).and_then(|t| t.find(':')) else {
            break;
        };
        out.push_str(rest.get(..open).unwrap_or(""));
        rest = rest.get(open + close + 2..).unwrap_or("");
    }
    out.push_str(rest);
    let mut words = Vec::new();
    for word in out.split_whitespace() {
        let bare = word.trim_matches(|c| matches!(c, '(' | ')' | ',' | '*'));
        let is_mark = matches!(bare.to_lowercase().as_str(), "hq" | "headquarters");
        let is_currency = word.starts_with('(')
            && bare.len() == 3
            && bare.parse::<Currency>().is_ok_and(|c| c.code() == bare);
        let is_flag = bare.chars().all(|c| !c.is_alphanumeric() && !c.is_ascii());
        head_office |= is_mark;
        if !is_mark && !is_currency && !is_flag {
            words.push(word);
        }
    }
    (words.join(" "), head_office)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_columns_by_their_headings() {
        for (heading, column) in [
            ("Base Salary", Column::Base),
            (
                "Stock (RSU/4yr)",
                Column::Stock(Some(Per::Grant { years: 4 })),
            ),
            ("RSU (4yr)", Column::Stock(Some(Per::Grant { years: 4 }))),
            (
                "Equity/Profit Sharing (Annual)",
                Column::Stock(Some(Per::Year)),
            ),
            ("Equity (Options/RSU est.)", Column::Stock(None)),
            ("Stock/Bonus", Column::StockAndBonus),
            ("Carry/Bonus", Column::StockAndBonus),
            ("Annual Bonus", Column::Bonus),
            ("Signing Bonus", Column::Signing),
            (
                "Retention RSU Grant (PANW RSUs — one-time)",
                Column::Retention,
            ),
            ("Total Comp (Year 1)", Column::Total),
            ("Internal Level", Column::Level),
            ("Region", Column::Region),
            ("Title", Column::Other),
        ] {
            assert_eq!(Column::of(heading), column, "{heading}");
        }
    }

    #[test]
    fn tidies_regions() {
        assert_eq!(region("San Francisco HQ"), ("San Francisco".into(), true));
        assert_eq!(region("London (HQ)"), ("London".into(), true));
        assert_eq!(region(":cn: Hangzhou (CNY)"), ("Hangzhou".into(), false));
        assert_eq!(region("🇬🇧 London"), ("London".into(), false));
        assert_eq!(region("Remote US (USD)"), ("Remote US".into(), false));
        assert_eq!(currency_in("Tel Aviv (ILS)").map(|c| c.code()), Some("ILS"));
    }
}
