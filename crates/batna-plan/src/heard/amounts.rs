//! Amounts in a clause, and what an amount means for a component.

use std::ops::Range;

use batna_core::Currency;

use super::reader::Listening;
use crate::component::{Component, Unit, written};

/// A number as it stands in the text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Number {
    value: f64,
    pub(super) percent: bool,
    /// Carried its own `k`, `m` or a group of thousands.
    scaled: bool,
    currency: Option<Currency>,
    /// The word behind it: `shares`, `months`.
    unit: String,
}

/// The numbers of a clause with where they stand, leaving out years of a schedule.
pub(super) fn numbers(lower: &str) -> Vec<(Range<usize>, Number)> {
    let mut numbers = Vec::new();
    let bytes = lower.as_bytes();
    let mut index = 0;
    while let Some(byte) = bytes.get(index) {
        let preceded = index > 0
            && lower
                .get(..index)
                .and_then(|head| head.chars().next_back())
                .is_some_and(|c| c.is_alphanumeric());
        if !byte.is_ascii_digit() || preceded {
            index += 1;
            continue;
        }
        let start = index;
        while bytes
            .get(index)
            .is_some_and(|b| b.is_ascii_digit() || *b == b',' || *b == b'.')
        {
            index += 1;
        }
        let digits = lower
            .get(start..index)
            .unwrap_or_default()
            .trim_end_matches([',', '.']);
        let rest = lower.get(index..).unwrap_or_default();
        let suffix: String = rest
            .chars()
            .take_while(|c| c.is_ascii_alphabetic())
            .collect();
        let (scale, scaled) = match suffix.as_str() {
            // 401k is no amount of pay, and neither are 409A and 403b.
            "k" if digits == "401" => continue,
            "a" | "b" if matches!(digits, "409" | "403") => continue,
            "k" => (1e3, true),
            "l" | "lakh" | "lakhs" | "lpa" => (1e5, true),
            "m" | "mm" | "mn" => (1e6, true),
            "cr" | "crore" => (1e7, true),
            _ => (1.0, digits.contains(',')),
        };
        let value: Option<f64> = digits.replace(',', "").parse().ok();
        let after = rest
            .get(if scale > 1.0 { suffix.len() } else { 0 }..)
            .unwrap_or_default();
        let head = lower.get(..start).unwrap_or_default();
        let currency = Currency::all()
            .filter_map(|currency| Some((currency, currency.symbol()?.to_lowercase())))
            .filter(|(_, symbol)| head.ends_with(symbol.as_str()))
            .max_by_key(|(_, symbol)| symbol.len())
            .map(|(currency, _)| currency)
            .or_else(|| {
                after
                    .split_whitespace()
                    .next()
                    .and_then(|word| (word.len() == 3).then(|| word.parse().ok()).flatten())
            });
        if let Some(value) = value.filter(|value| value.is_finite() && *value <= 1e13) {
            let number = Number {
                value: value * scale,
                percent: after.trim_start().starts_with('%')
                    || after.trim_start().starts_with("percent"),
                scaled,
                currency,
                unit: after
                    .trim_start()
                    .split(|c: char| !c.is_alphabetic())
                    .next()
                    .unwrap_or_default()
                    .to_owned(),
            };
            numbers.push((start..index, number));
        }
        index = index.max(start + 1);
    }
    let schedule = |number: &Number| {
        matches!(number.unit.as_str(), "year" | "years" | "yr" | "yrs") && number.value <= 10.0
    };
    numbers.retain(|(_, number)| !schedule(number));
    numbers
}

/// The component and amount that a number states, with what had to be assumed.
pub(super) fn fit(
    named: Component,
    number: &Number,
    lower: &str,
    listening: Listening<'_>,
) -> Option<(Component, f64, Option<String>)> {
    let currency = listening.currency;
    if number.currency.is_some_and(|stated| stated != currency) {
        return None;
    }
    let mut component = named;
    if named.is_equity() {
        let shares = matches!(
            number.unit.as_str(),
            "shares" | "share" | "options" | "units" | "rsus"
        ) || (named == Component::EquityShares && number.currency.is_none());
        // "200k RSUs" of a grant that is stated in money is money.
        let in_money = number.scaled
            && matches!(number.unit.as_str(), "rsus" | "units" | "rsu")
            && listening
                .current
                .is_some_and(|package| package.equity() == Some(Component::EquityAmount))
            && number.value >= 20_000.0;
        if in_money {
            let amount = written(Component::EquityAmount, number.value, currency);
            let told = format!("read as {amount} of stock: the offer states its grant in money");
            return Some((Component::EquityAmount, number.value, Some(told)));
        }
        component = if number.percent {
            Component::EquityPercent
        } else if shares {
            Component::EquityShares
        } else {
            Component::EquityAmount
        };
    }
    if named == Component::BonusTarget && !number.percent && number.value > 100.0 {
        component = Component::BonusGuaranteed;
    }
    match component.unit() {
        Unit::CurrencyPerYear | Unit::CurrencyOnce => {
            if number.percent || number.value < 0.0 {
                return None;
            }
            // "base 215" is 215 thousand in every currency but those with large units.
            let thousands = !number.scaled && number.value < 1_000.0 && number.value > 0.0;
            let assumed = thousands.then(|| format!("{} read as thousands", number.value));
            let value = if thousands {
                number.value * 1e3
            } else {
                number.value
            };
            Some((component, value, assumed))
        }
        Unit::Fraction => {
            let assumed = (!number.percent).then(|| format!("{} read as percent", number.value));
            (number.value <= 100.0).then_some((component, number.value / 100.0, assumed))
        }
        Unit::Shares => (number.value >= 1.0).then_some((component, number.value, None)),
        // A level is named, not counted: "level L5".
        Unit::Steps | Unit::Flag => None,
        Unit::DaysPerWeek => (number.value <= 5.0).then_some((component, number.value, None)),
        Unit::Months => {
            let months = if lower.contains("week") {
                number.value * 7.0 / 30.4375
            } else {
                number.value
            };
            (months <= 60.0).then_some((component, months, None))
        }
        Unit::Weeks => (number.value <= 104.0).then_some((component, number.value, None)),
        Unit::DaysPerYear => {
            let days = if number.unit.starts_with("week") {
                number.value * 5.0
            } else {
                number.value
            };
            (days <= 366.0).then_some((component, days, None))
        }
    }
}
