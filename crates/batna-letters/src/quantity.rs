//! Every quantity of a sentence: amounts, percentages, fractions, counts, lengths of time,
//! anniversaries and days, in figures and in words.
//!
//! What a quantity is about is for [`crate::evidence`] to weigh; here only what it is.

mod day;
mod number;
mod part;
mod span;
mod unit;

use std::ops::Range;

use batna_core::{Currency, Money, Rate};
use rust_decimal::Decimal;

pub(crate) use self::day::{Day, Habits, habits};
use self::number::{Number, number_at};
use self::part::{anniversary_at, fraction_at, nth_year_at};
use self::span::{further_days, in_years, month_at};
use self::unit::{code_at, currency_at, percent_at, unit_of_money_at, unit_of_time_at};
use crate::token::{Token, TokenKind};

/// A quantity and the tokens it stands on.
#[derive(Clone, Debug)]
pub(crate) struct Quantity {
    pub value: Value,
    pub at: Range<usize>,
    /// One end of a range: `10-15%`, `$200,000 to $225,000`.
    pub ranged: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Money(Money),
    Percent(Rate),
    /// A share written as a fraction: `1/48th`, `one quarter`.
    Fraction(Decimal),
    /// A number without a unit of its own.
    Count(Decimal),
    Length(Length),
    /// Months to an anniversary: `second anniversary`, `12-month mark`.
    Anniversary(u32),
    /// A year counted from the start: `first year`, `year 2`.
    NthYear(u32),
    Day(Day),
}

/// A length of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Length {
    pub number: u32,
    pub unit: LengthUnit,
    /// Working or trading days.
    pub working: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LengthUnit {
    Day,
    Week,
    Month,
    Year,
}

impl Length {
    /// Whole months; none for days and weeks.
    pub fn months(&self) -> Option<u32> {
        match self.unit {
            LengthUnit::Month => Some(self.number),
            LengthUnit::Year => self.number.checked_mul(12),
            LengthUnit::Day | LengthUnit::Week => None,
        }
    }

    /// In the notation of offer files.
    pub fn written(&self) -> String {
        let unit = match self.unit {
            LengthUnit::Day => "day",
            LengthUnit::Week => "week",
            LengthUnit::Month => "month",
            LengthUnit::Year => "year",
        };
        let s = if self.number == 1 { "" } else { "s" };
        format!("{} {unit}{s}", self.number)
    }
}

impl Quantity {
    pub fn money(&self) -> Option<Money> {
        match self.value {
            Value::Money(money) => Some(money),
            _ => None,
        }
    }

    pub fn rate(&self) -> Option<Rate> {
        match self.value {
            Value::Percent(rate) => Some(rate),
            _ => None,
        }
    }

    pub fn count(&self) -> Option<Decimal> {
        match self.value {
            Value::Count(count) => Some(count),
            _ => None,
        }
    }

    pub fn length(&self) -> Option<Length> {
        match self.value {
            Value::Length(length) => Some(length),
            _ => None,
        }
    }

    pub fn day(&self) -> Option<&Day> {
        match &self.value {
            Value::Day(day) => Some(day),
            _ => None,
        }
    }

    /// Months of a length or of an anniversary.
    pub fn months(&self) -> Option<u32> {
        match &self.value {
            Value::Length(length) => length.months(),
            Value::Anniversary(months) => Some(*months),
            Value::NthYear(year) => year.checked_mul(12),
            _ => None,
        }
    }

    /// A share of a whole, as a fraction or in percent.
    pub fn share(&self) -> Option<Decimal> {
        match &self.value {
            Value::Percent(rate) => Some(rate.fraction()),
            Value::Fraction(share) => Some(*share),
            _ => None,
        }
    }
}

/// An amount as offer files have it: `205000 USD`.
pub(crate) fn written(money: Money) -> String {
    format!("{} {}", money.amount().normalize(), money.currency())
}

/// The quantities of a sentence, in its order.
pub(crate) fn quantities(tokens: &[Token], habits: Habits) -> Vec<Quantity> {
    let mut out: Vec<Quantity> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let found = day::day_at(tokens, at, habits)
            .map(|(day, end)| (Value::Day(day), at..end))
            .or_else(|| anniversary_at(tokens, at))
            .or_else(|| nth_year_at(tokens, at))
            .or_else(|| month_at(tokens, at))
            .or_else(|| fraction_at(tokens, at))
            .or_else(|| measured_at(tokens, at, habits));
        let Some((value, span)) = found else {
            at += 1;
            continue;
        };
        at = span.end.max(at + 1);
        let mut quantity = Quantity {
            value,
            at: span,
            ranged: false,
        };
        if let Some(before) = out.last_mut() {
            if said_again(tokens, before, &quantity) {
                before.at.end = quantity.at.end;
                continue;
            }
            join_range(tokens, before, &mut quantity);
        }
        let further = quantity
            .day()
            .map(|day| further_days(tokens, quantity.at.end, day));
        out.push(quantity);
        for (day, span) in further.into_iter().flatten() {
            at = span.end;
            out.push(Quantity {
                value: Value::Day(day),
                at: span,
                ranged: false,
            });
        }
    }
    // The lower end of a range says its unit at the upper end: `10-15%`.
    out.retain(|one| !(one.ranged && matches!(one.value, Value::Count(_))));
    out
}

/// `Two Hundred Thousand Dollars ($200,000)`, `25 percent (25%)`.
fn said_again(tokens: &[Token], before: &Quantity, now: &Quantity) -> bool {
    let opened = now.at.start == before.at.end + 1
        && tokens.get(before.at.end).is_some_and(|token| token.is("("));
    opened && before.value == now.value
}

fn join_range(tokens: &[Token], before: &mut Quantity, now: &mut Quantity) {
    let between = tokens.get(before.at.end..now.at.start).unwrap_or_default();
    let joined = matches!(between, [one] if one.is("-") || one.is("to"))
        || matches!(between, [one] if one.is("and")) && {
            before
                .at
                .start
                .checked_sub(1)
                .and_then(|at| tokens.get(at))
                .is_some_and(|token| token.is("between"))
        };
    let alike = std::mem::discriminant(&before.value) == std::mem::discriminant(&now.value)
        || matches!(before.value, Value::Count(_))
            && matches!(now.value, Value::Percent(_) | Value::Money(_));
    if joined && alike && !matches!(now.value, Value::Day(_) | Value::Length(_)) {
        before.ranged = true;
        now.ranged = true;
    }
}

/// A number with its unit: money, percent, length, or none.
fn measured_at(tokens: &[Token], at: usize, habits: Habits) -> Option<(Value, Range<usize>)> {
    if let Some((sign, after_sign)) = currency_at(tokens, at, habits) {
        let number = parted_by_spaces(tokens, after_sign)
            .map_or_else(|| number_at(tokens, after_sign, habits), Some)?;
        let mut end = number.end;
        let mut currency = sign;
        // A code beats a sign: `$150,000 CAD`, `$150,000 (Canadian)`.
        let skip = usize::from(tokens.get(end).is_some_and(|token| token.is("(")));
        if let Some((code, after)) = code_at(tokens, end + skip) {
            currency = code;
            end = after;
        }
        return money(&number, currency).map(|value| (value, at..end));
    }
    if let Some(number) = parted_by_spaces(tokens, at)
        && let Some((currency, end)) = unit_of_money_at(tokens, number.end, habits)
    {
        return money(&number, currency).map(|value| (value, at..end));
    }
    if let Some((months, end)) = in_years(tokens, at) {
        let length = Length {
            number: months,
            unit: LengthUnit::Month,
            working: false,
        };
        return Some((Value::Length(length), at..end));
    }
    let number = number_at(tokens, at, habits)?;
    let end = number.end;
    if percent_at(tokens, end).is_some() {
        let end = percent_at(tokens, end).unwrap_or(end);
        let fraction = number.value.checked_div(Decimal::ONE_HUNDRED)?.normalize();
        return Some((Value::Percent(Rate::from_fraction(fraction)), at..end));
    }
    if let Some((currency, end)) = unit_of_money_at(tokens, end, habits) {
        return money(&number, currency).map(|value| (value, at..end));
    }
    if let Some((unit, working, end)) = unit_of_time_at(tokens, end) {
        // `$12,000 2 years`: money took its number before.
        let whole: u32 = number.value.to_string().parse().ok()?;
        let length = Length {
            number: whole,
            unit,
            working,
        };
        let mark = tokens
            .get(end)
            .is_some_and(|token| token.is_any(&["anniversary", "anniversarie", "mark"]));
        if let (true, Some(months)) = (mark, length.months()) {
            return Some((Value::Anniversary(months), at..end + 1));
        }
        return Some((Value::Length(length), at..end));
    }
    if let Some(length) = number.compact {
        return Some((Value::Length(length), at..end));
    }
    if number.thousands && !counts_things(tokens, end) {
        return money(&number, habits.main).map(|value| (value, at..end));
    }
    Some((Value::Count(number.value.normalize()), at..end))
}

/// Words that a number of shares counts.
pub(crate) const COUNTED: &[&str] = &[
    "share", "option", "unit", "rsu", "rsa", "iso", "nso", "nqso", "psu", "sar", "warrant",
    "bspce", "piu", "ppu", "interest", "right", "stock", "vsop", "esop",
];

/// `134 000`: thousands parted by spaces, which is believed only of money.
fn parted_by_spaces(tokens: &[Token], at: usize) -> Option<Number> {
    let digits = |token: &Token| token.stem.chars().all(|c| c.is_ascii_digit());
    let first = tokens
        .get(at)
        .filter(|token| digits(token) && token.stem.len() <= 3)?;
    let mut text = first.stem.clone();
    let mut end = at + 1;
    while let Some(next) = tokens.get(end)
        && digits(next)
        && next.stem.len() == 3
        && !next.glued
    {
        text.push_str(&next.stem);
        end += 1;
    }
    (end > at + 1).then_some(())?;
    Some(Number {
        value: text.parse().ok()?,
        end,
        thousands: false,
        compact: None,
    })
}

/// `24k RSUs`, `27k stock options`: a count, where `420k in RSUs` is an amount.
fn counts_things(tokens: &[Token], from: usize) -> bool {
    tokens
        .get(from..(from + 4).min(tokens.len()))
        .unwrap_or_default()
        .iter()
        .take_while(|token| {
            token.kind == TokenKind::Word && !token.is_any(&["in", "of", "worth", "as", "for"])
        })
        .any(|token| token.is_any(COUNTED))
}

fn money(number: &Number, currency: Currency) -> Option<Value> {
    (number.value <= batna_core::money::LARGEST_AMOUNT)
        .then(|| Value::Money(Money::new(number.value.normalize(), currency)))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::token::tokens;

    const US: Habits = Habits {
        dollar: Currency::USD,
        main: Currency::USD,
        month_first: true,
        points: false,
        written: Some(date(2026, 5, 1)),
    };

    fn found(text: &str) -> Vec<Quantity> {
        quantities(&tokens(text), US)
    }

    #[test]
    fn amounts_in_many_forms() {
        for (text, expected) in [
            ("$205,000.00", "205000 USD"),
            ("USD 205k", "205000 USD"),
            ("CAD $150,000", "150000 CAD"),
            ("$150,000 CAD", "150000 CAD"),
            ("\u{a3}82,500 per annum", "82500 GBP"),
            ("CHF 150'000", "150000 CHF"),
            ("1.5 million USD", "1500000 USD"),
            ("US$1.2M", "1200000 USD"),
            ("Two Hundred Thousand Dollars ($200,000)", "200000 USD"),
            ("one hundred and five thousand dollars", "105000 USD"),
        ] {
            let found = found(text);
            let money = found.first().and_then(Quantity::money).unwrap();
            assert_eq!(written(money), expected, "{text}");
            assert_eq!(found.len(), 1, "{text}: {found:?}");
        }
        let european = Habits { points: true, ..US };
        let found = quantities(&tokens("60.000 EUR and EUR 84.500,50"), european);
        let read: Vec<String> = found
            .iter()
            .filter_map(Quantity::money)
            .map(written)
            .collect();
        assert_eq!(read, ["60000 EUR", "84500.5 EUR"]);
    }

    #[test]
    fn lengths_parts_and_anniversaries() {
        let months: Vec<Option<u32>> = found(
            "twelve (12) months, a four-year period, the second anniversary, the one-year mark, 18mo",
        )
        .iter()
        .map(Quantity::months)
        .collect();
        assert_eq!(months, [Some(12), Some(48), Some(24), Some(12), Some(18)]);
        let parts: Vec<String> = found("1/48th, one quarter, 25 percent (25%), two-thirds")
            .iter()
            .filter_map(Quantity::share)
            .map(|share| share.round_dp(3).normalize().to_string())
            .collect();
        assert_eq!(parts, ["0.021", "0.25", "0.25", "0.667"]);
    }

    #[test]
    fn ranges_are_told() {
        let found = found("10-15% of base, $200K - $225K");
        assert!(found.iter().all(|one| one.ranged), "{found:?}");
        assert_eq!(found.len(), 3);
    }

    #[test]
    fn counts_are_numbers_without_a_unit() {
        let found = found("five thousand (5,000) shares");
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].count(), Some(Decimal::from(5_000)));
    }
}
