//! Amounts of money: a decimal and its currency.
//!
//! Amounts of different currencies do not add, and a product of two amounts does
//! not compile. What is parsed is at most 10^13 either way; arithmetic is checked.
//! Leaves out: conversion between currencies, which needs a dated rate.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::currency::{Currency, UnknownCurrency};

/// The largest amount, either way, that is accepted from outside.
pub const LARGEST_AMOUNT: Decimal = Decimal::from_parts(1_316_134_912, 2_328, 0, false, 0);

/// An amount in one currency.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    amount: Decimal,
    currency: Currency,
}

/// Why two amounts did not combine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    #[error("{left} and {right} do not add: convert one of them first")]
    CurrencyMismatch { left: Currency, right: Currency },
    #[error("the result is larger than can be represented")]
    Overflow,
}

/// Why a text is not an amount of money.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseMoneyError {
    #[error("the amount is empty")]
    Empty,
    #[error("`{0}` has no currency")]
    NoCurrency(String),
    #[error(transparent)]
    UnknownCurrency(#[from] UnknownCurrency),
    #[error("`{0}` is not a number")]
    NotANumber(String),
    #[error("the amount is beyond 10^13")]
    TooLarge,
}

impl Money {
    pub const fn new(amount: Decimal, currency: Currency) -> Self {
        Money { amount, currency }
    }

    pub const fn zero(currency: Currency) -> Self {
        Money::new(Decimal::ZERO, currency)
    }

    pub const fn amount(self) -> Decimal {
        self.amount
    }

    pub const fn currency(self) -> Currency {
        self.currency
    }

    pub fn is_zero(self) -> bool {
        self.amount.is_zero()
    }

    pub fn is_positive(self) -> bool {
        self.amount > Decimal::ZERO
    }

    /// The sum, where both are in one currency.
    pub fn try_add(self, other: Money) -> Result<Money, MoneyError> {
        self.same_currency(other)?;
        self.amount
            .checked_add(other.amount)
            .map(|amount| Money::new(amount, self.currency))
            .ok_or(MoneyError::Overflow)
    }

    /// The difference, where both are in one currency.
    pub fn try_sub(self, other: Money) -> Result<Money, MoneyError> {
        self.try_add(Money::new(-other.amount, other.currency))
    }

    /// The amount scaled by a plain number.
    pub fn try_mul(self, factor: Decimal) -> Result<Money, MoneyError> {
        self.amount
            .checked_mul(factor)
            .map(|amount| Money::new(amount, self.currency))
            .ok_or(MoneyError::Overflow)
    }

    /// Rounded to the currency's minor unit, halves away from zero.
    pub fn rounded(self) -> Money {
        let amount = self.amount.round_dp_with_strategy(
            self.currency.minor_units(),
            rust_decimal::RoundingStrategy::MidpointAwayFromZero,
        );
        Money::new(amount, self.currency)
    }

    /// The amount as a binary float, for simulation and charts.
    pub fn to_f64(self) -> f64 {
        crate::scalar::decimal_to_f64(self.amount)
    }

    /// Short form for people: `$205k`, `$1.25M`, `$1.2B`, `£130k`, `12,500 PLN`.
    pub fn short(self) -> String {
        let sign = if self.amount.is_sign_negative() && !self.is_zero() {
            "-"
        } else {
            ""
        };
        let value = self.to_f64().abs();
        let number = if value >= 999_500_000.0 {
            trim_zeros(format!("{:.2}", value / 1e9)) + "B"
        } else if value >= 999_500.0 {
            trim_zeros(format!("{:.2}", value / 1e6)) + "M"
        } else if value >= 9_995.0 {
            format!("{:.0}k", value / 1e3)
        } else if value >= 1_000.0 {
            trim_zeros(format!("{:.1}", value / 1e3)) + "k"
        } else {
            format!("{value:.0}")
        };
        match self.currency.symbol() {
            Some(symbol) => format!("{sign}{symbol}{number}"),
            None => format!("{sign}{number} {}", self.currency),
        }
    }

    /// A figure of statistics, rounded to whole units: `$205,000`, `160,000 PLN`.
    pub fn about(amount: f64, currency: Currency) -> String {
        let amount = Decimal::from_f64_retain(amount).unwrap_or_default();
        format!("{:#}", Money::new(amount, currency))
    }

    fn same_currency(self, other: Money) -> Result<(), MoneyError> {
        if self.currency == other.currency {
            Ok(())
        } else {
            Err(MoneyError::CurrencyMismatch {
                left: self.currency,
                right: other.currency,
            })
        }
    }
}

fn trim_zeros(text: String) -> String {
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

/// The digits of a count or an amount without its sign, those before the point by thousands.
pub fn grouped(amount: Decimal) -> String {
    let text = amount.abs().to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut out = String::with_capacity(whole.len() * 4 / 3 + fraction.len() + 1);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if fraction.bytes().any(|b| b != b'0') {
        out.push('.');
        out.push_str(fraction);
        // Cents are written in full: $1,234.50.
        if fraction.len() == 1 {
            out.push('0');
        }
    }
    out
}

impl fmt::Display for Money {
    /// `$205,000`, `12,500.50 PLN`; with `{:#}` rounded to whole units first.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rounded = if f.alternate() {
            self.amount
                .round_dp_with_strategy(0, rust_decimal::RoundingStrategy::MidpointAwayFromZero)
        } else {
            self.rounded().amount
        };
        let sign = if rounded.is_sign_negative() && !rounded.is_zero() {
            "-"
        } else {
            ""
        };
        let digits = grouped(rounded);
        let text = match self.currency.symbol() {
            Some(symbol) => format!("{sign}{symbol}{digits}"),
            None => format!("{sign}{digits} {}", self.currency),
        };
        f.pad(&text)
    }
}

impl fmt::Debug for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount, self.currency)
    }
}

/// Reads a number as people write it: `205,000`, `205.000,50`, `150 000`, `1_000`, `130k`, `1.2M`,
/// `20L` (lakh), `1.5Cr`, and `1.2E+05` as spreadsheets write it.
///
/// Errors: `NotANumber` for anything else, `TooLarge` beyond 10^13.
pub fn parse_number(text: &str) -> Result<Decimal, ParseMoneyError> {
    let trimmed = text.trim();
    let not_a_number = || ParseMoneyError::NotANumber(trimmed.chars().take(40).collect());
    if let Some(value) = scientific(trimmed) {
        return value;
    }
    let split = trimmed
        .char_indices()
        .rev()
        .take_while(|(_, c)| c.is_ascii_alphabetic())
        .last()
        .map_or(trimmed.len(), |(index, _)| index);
    let (digits, suffix) = trimmed.split_at(split);
    let scale = match suffix {
        "" => Decimal::ONE,
        "k" | "K" => Decimal::from(1_000),
        "L" => Decimal::from(100_000),
        "m" | "M" | "mm" | "MM" | "mn" => Decimal::from(1_000_000),
        "Cr" | "cr" => Decimal::from(10_000_000),
        "b" | "B" | "bn" => Decimal::from(1_000_000_000),
        word => match word.to_ascii_lowercase().as_str() {
            "thousand" => Decimal::from(1_000),
            "lakh" | "lakhs" => Decimal::from(100_000),
            "million" => Decimal::from(1_000_000),
            "crore" | "crores" => Decimal::from(10_000_000),
            "billion" => Decimal::from(1_000_000_000),
            _ => return Err(not_a_number()),
        },
    };
    let mut cleaned = String::with_capacity(digits.len());
    let (whole, fraction) = parts(digits.trim());
    for (index, c) in whole.char_indices() {
        match c {
            '0'..='9' => cleaned.push(c),
            '-' | '+' if index == 0 => cleaned.push(c),
            // The narrow and the ordinary no-break space separate thousands on many pages.
            ',' | '_' | '\u{a0}' | '\u{202f}' | '\'' if index > 0 => {}
            // Points and plain spaces do so where three digits follow.
            '.' | ' ' if index > 0 && three_digits(whole.get(index + 1..)) => {}
            _ => return Err(not_a_number()),
        }
    }
    if !fraction.is_empty() {
        if !fraction.bytes().all(|b| b.is_ascii_digit()) {
            return Err(not_a_number());
        }
        cleaned.push('.');
        cleaned.push_str(fraction);
    }
    if !cleaned.bytes().any(|b| b.is_ascii_digit()) {
        return Err(not_a_number());
    }
    if cleaned.len() > 40 {
        return Err(ParseMoneyError::TooLarge);
    }
    let value = Decimal::from_str(&cleaned).map_err(|_| ParseMoneyError::TooLarge)?;
    let value = value.checked_mul(scale).ok_or(ParseMoneyError::TooLarge)?;
    if value.abs() > LARGEST_AMOUNT {
        return Err(ParseMoneyError::TooLarge);
    }
    Ok(value)
}

/// `1.2E+05`, a number by a power of ten; none where it is written otherwise.
fn scientific(text: &str) -> Option<Result<Decimal, ParseMoneyError>> {
    let (number, power) = text.split_once(['e', 'E'])?;
    let power: i32 = power.parse().ok()?;
    let number = number.strip_prefix(['-', '+']).unwrap_or(number);
    let plain = |b: u8| b.is_ascii_digit() || b == b'.';
    if !number.bytes().next()?.is_ascii_digit() || !number.bytes().all(plain) {
        return None;
    }
    let too_large = Err(ParseMoneyError::TooLarge);
    if power.abs() > 20 || number.len() > 20 {
        return Some(too_large);
    }
    Some(match Decimal::from_scientific(text) {
        Ok(value) if value.abs() <= LARGEST_AMOUNT => Ok(value),
        _ => too_large,
    })
}

/// What stands before and after the decimal sign: `205,000.50`, and `205.000,50`, `1,5` as much of
/// Europe writes them. One point alone is a decimal sign; so is one comma that ends in fewer than
/// three digits.
fn parts(digits: &str) -> (&str, &str) {
    let point = digits.rfind('.');
    let sign = match (point, digits.rfind(',')) {
        (Some(point), Some(comma)) => Some(point.max(comma)),
        (Some(point), None) => (digits.find('.') == Some(point)).then_some(point),
        (None, Some(comma)) => {
            let behind = digits.len() - comma - 1;
            (digits.find(',') == Some(comma) && (1..3).contains(&behind)).then_some(comma)
        }
        (None, None) => None,
    };
    sign.and_then(|at| Some((digits.get(..at)?, digits.get(at + 1..)?)))
        .unwrap_or((digits, ""))
}

/// Whether exactly three digits come next.
fn three_digits(rest: Option<&str>) -> bool {
    rest.is_some_and(|rest| rest.bytes().take_while(u8::is_ascii_digit).count() == 3)
}

/// `38 LPA`, lakh of rupees a year, as offers in India say it.
fn lakh_per_annum(text: &str) -> Option<Result<Money, ParseMoneyError>> {
    let at = text.len().checked_sub(3)?;
    let number = text
        .get(at..)
        .filter(|end| end.eq_ignore_ascii_case("lpa"))
        .and(text.get(..at))?;
    let rupees = number
        .trim()
        .trim_start_matches('\u{20b9}')
        .trim_start_matches("INR");
    Some(
        parse_number(&format!("{}L", rupees.trim())).and_then(|amount| {
            let currency = "INR".parse().map_err(ParseMoneyError::UnknownCurrency)?;
            Ok(Money::new(amount, currency))
        }),
    )
}

impl FromStr for Money {
    type Err = ParseMoneyError;

    /// Reads `205000 USD`, `USD 205,000`, `$205k`, `£130k`, `1.2M EUR`, `INR 20L`.
    ///
    /// A bare `$` is read as USD. Errors: see [`ParseMoneyError`].
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return Err(ParseMoneyError::Empty);
        }
        let (sign, unsigned) = match trimmed.strip_prefix(['-', '\u{2212}']) {
            Some(rest) => (-Decimal::ONE, rest.trim_start()),
            None => (Decimal::ONE, trimmed),
        };
        if let Some(rupees) = lakh_per_annum(unsigned) {
            return rupees.map(|money| Money::new(money.amount * sign, money.currency));
        }
        let (currency, number) = split_currency(unsigned)?;
        let amount = parse_number(number)?;
        Ok(Money::new(amount * sign, currency))
    }
}

fn split_currency(text: &str) -> Result<(Currency, &str), ParseMoneyError> {
    if let Some((currency, rest)) = Currency::strip_symbol_prefix(text) {
        // `$205,000 USD` names its currency twice; the code is the more exact of the two.
        if let Some((code, number)) = trailing_code(rest) {
            return Ok((code?, number));
        }
        return Ok((currency, rest));
    }
    if let Some((code, number)) = trailing_code(text) {
        return Ok((code?, number));
    }
    if let (Some(head), Some(tail)) = (text.get(..3), text.get(3..))
        && head.bytes().all(|b| b.is_ascii_alphabetic())
    {
        return Ok((head.parse()?, tail));
    }
    if let Some((currency, rest)) = Currency::strip_symbol_suffix(text) {
        return Ok((currency, rest));
    }
    Err(ParseMoneyError::NoCurrency(text.chars().take(40).collect()))
}

/// A word of three letters after white space at the end is taken for a currency code.
fn trailing_code(text: &str) -> Option<(Result<Currency, UnknownCurrency>, &str)> {
    let trimmed = text.trim_end();
    let (number, word) = trimmed.rsplit_once(char::is_whitespace)?;
    let is_code = word.len() == 3 && word.bytes().all(|b| b.is_ascii_alphabetic());
    is_code.then(|| (word.parse(), number))
}

impl Serialize for Money {
    /// `"205000 USD"`, the form that case files use.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!(
            "{} {}",
            self.amount.normalize(),
            self.currency
        ))
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl schemars::JsonSchema for Money {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Money".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "description": "An amount with its currency, such as \"205000 USD\" or \"£130k\"",
            "examples": ["205000 USD", "£130k"]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(text: &str) -> Money {
        text.parse().unwrap()
    }

    #[test]
    fn largest_amount_is_ten_to_the_thirteenth() {
        assert_eq!(LARGEST_AMOUNT, Decimal::from(10_000_000_000_000_i64));
    }

    #[test]
    fn reads_the_forms_people_write() {
        for (text, amount, code) in [
            ("205000 USD", "205000", "USD"),
            ("$205,000", "205000", "USD"),
            ("$205k", "205000", "USD"),
            ("£130k", "130000", "GBP"),
            ("INR 20L", "2000000", "INR"),
            ("1.2M EUR", "1200000", "EUR"),
            ("$205,000 CAD", "205000", "CAD"),
            ("CA$140k", "140000", "CAD"),
            ("-5 usd", "-5", "USD"),
            ("12 500,00 PLN", "12500", "PLN"),
            ("92.000,50 EUR", "92000.50", "EUR"),
            ("€1,5M", "1500000", "EUR"),
            ("150 000 €", "150000", "EUR"),
            ("1.250.000 EUR", "1250000", "EUR"),
            ("CHF 150'000", "150000", "CHF"),
            ("₹38,00,000", "3800000", "INR"),
            ("₹1.2 crore", "12000000", "INR"),
            ("38 LPA", "3800000", "INR"),
            ("INR 24.5 lpa", "2450000", "INR"),
            ("$1.2 Million", "1200000", "USD"),
            // A point before three digits stays a decimal sign: shares are priced so.
            ("1.250 USD", "1.250", "USD"),
            ("1.25.000 EUR", "", ""),
            ("150 0000 EUR", "", ""),
            ("LPA", "", ""),
            ("130k €", "130000", "EUR"),
        ] {
            match text.parse::<Money>() {
                Ok(parsed) => {
                    assert_eq!(
                        parsed.amount(),
                        amount.parse::<Decimal>().unwrap(),
                        "{text}"
                    );
                    assert_eq!(parsed.currency().code(), code, "{text}");
                }
                Err(error) => assert!(amount.is_empty(), "{text}: {error}"),
            }
        }
    }

    #[test]
    fn refuses_what_is_no_amount() {
        assert_eq!("".parse::<Money>(), Err(ParseMoneyError::Empty));
        assert!(matches!(
            "205000".parse::<Money>(),
            Err(ParseMoneyError::NoCurrency(_))
        ));
        assert!(matches!(
            "10 XQZ".parse::<Money>(),
            Err(ParseMoneyError::UnknownCurrency(_))
        ));
        assert!(matches!(
            "NaN USD".parse::<Money>(),
            Err(ParseMoneyError::NotANumber(_))
        ));
        assert!("1e30 USD".parse::<Money>().is_err());
        assert_eq!(
            "99999999999999999999 USD".parse::<Money>(),
            Err(ParseMoneyError::TooLarge)
        );
    }

    #[test]
    fn currencies_do_not_mix() {
        assert!(money("1 USD").try_add(money("1 GBP")).is_err());
        assert_eq!(money("1 USD").try_add(money("2 USD")), Ok(money("3 USD")));
    }

    #[test]
    fn prints_for_people() {
        assert_eq!(money("205000 USD").to_string(), "$205,000");
        assert_eq!(money("-1234.5 USD").to_string(), "-$1,234.50");
        assert_eq!(format!("{:#}", money("1234.5 USD")), "$1,235");
        assert_eq!(money("1250000 USD").short(), "$1.25M");
        assert_eq!(money("204600 USD").short(), "$205k");
        assert_eq!(money("4200 GBP").short(), "£4.2k");
        assert_eq!(money("12500 PLN").to_string(), "12,500 PLN");
    }
}
