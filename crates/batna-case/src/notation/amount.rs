//! Amounts with what they are paid for: once, a year, a month; and ranges of them.

use batna_core::{Money, ParseMoneyError};
use rust_decimal::Decimal;

use crate::catalogue;
use crate::model::Range;
use crate::read::Trouble;

const YEARLY: &[&str] = &[
    "/year",
    "/yr",
    "/y",
    "a year",
    "per year",
    "per annum",
    "p.a.",
    "pa",
    "annually",
    "yearly",
];
const MONTHLY: &[&str] = &["/month", "/mo", "/m", "a month", "per month", "monthly"];

/// Why a text is no amount, in the catalogue's terms.
pub(crate) fn trouble(error: ParseMoneyError, text: &str) -> Trouble {
    let number: String = text.trim().chars().take(30).collect();
    match &error {
        ParseMoneyError::NoCurrency(_) => {
            Trouble::new(&catalogue::AMOUNT_WITHOUT_CURRENCY, error.to_string()).remedy(format!(
                "Add the currency: \"{number} USD\", or whichever it is paid in."
            ))
        }
        ParseMoneyError::UnknownCurrency(unknown)
            if unknown.0.chars().all(|c| c.is_ascii_uppercase()) =>
        {
            Trouble::new(&catalogue::UNKNOWN_CURRENCY, error.to_string())
        }
        ParseMoneyError::TooLarge => Trouble::new(&catalogue::AMOUNT_TOO_LARGE, error.to_string()),
        _ => Trouble::new(
            &catalogue::NOT_AN_AMOUNT,
            format!("`{number}` is not an amount"),
        ),
    }
}

/// Whether a `$` here has no letter before it, as that of `US$` has.
pub(crate) fn is_bare_dollar(text: &str, at: usize) -> bool {
    let before = text.get(..at).and_then(|before| before.chars().next_back());
    !before.is_some_and(char::is_alphabetic)
}

/// Whether a text says `$` without saying whose: it is the dollar of the place.
pub(crate) fn says_dollars(text: &str) -> bool {
    !text.contains("USD")
        && text
            .match_indices('$')
            .any(|(at, _)| is_bare_dollar(text, at))
}

pub(crate) fn plain(text: &str) -> Result<Money, Trouble> {
    text.parse().map_err(|error| trouble(error, text))
}

/// The text without a word for how often, and how many times a year that is.
fn strip_period(text: &str) -> (&str, Option<u32>) {
    let trimmed = text.trim();
    let lower = trimmed.to_ascii_lowercase();
    for (words, times) in [(MONTHLY, 12), (YEARLY, 1)] {
        for word in words {
            if let Some(head) = lower.strip_suffix(word)
                && (word.starts_with('/') || head.ends_with(char::is_whitespace))
            {
                return (
                    trimmed.get(..head.len()).unwrap_or(trimmed).trim_end(),
                    Some(times),
                );
            }
        }
    }
    (trimmed, None)
}

/// An amount; `a year` may stand behind it, `a month` may not.
pub(crate) fn once_or_yearly(text: &str) -> Result<Money, Trouble> {
    match strip_period(text) {
        (_, Some(12)) => Err(
            Trouble::new(&catalogue::NOT_AN_AMOUNT, "the amount is a month's")
                .remedy("Write the amount of a year."),
        ),
        (number, _) => plain(number),
    }
}

/// An amount a year; `200 USD a month` is taken times twelve.
pub(crate) fn yearly(text: &str) -> Result<Money, Trouble> {
    let (number, times) = strip_period(text);
    let money = plain(number)?;
    money
        .try_mul(Decimal::from(times.unwrap_or(1)))
        .map_err(|_| Trouble::new(&catalogue::AMOUNT_TOO_LARGE, "the amount is beyond 10^13"))
}

/// An amount a month, which may say so.
pub(crate) fn monthly(text: &str) -> Result<Money, Trouble> {
    let money = match strip_period(text) {
        (_, Some(1)) => {
            return Err(
                Trouble::new(&catalogue::NOT_AN_AMOUNT, "the amount is a year's")
                    .remedy("Write the amount of a month."),
            );
        }
        (number, _) => plain(number)?,
    };
    if money.amount().is_sign_negative() && !money.is_zero() {
        return Err(Trouble::new(
            &catalogue::NEGATIVE_AMOUNT,
            "the amount is negative",
        ));
    }
    Ok(money)
}

/// `180000 - 230000 USD`, `$180k-$230k`, `$180-230k`, `180k to 230k USD`.
pub(crate) fn range(text: &str) -> Result<Range, Trouble> {
    let (text, _) = strip_period(text);
    let not_a_range = |message: &str| Trouble::new(&catalogue::NOT_A_RANGE, message);
    let (low, high) = [" to ", "–", "—", " - ", "-"]
        .iter()
        .find_map(|dash| text.split_once(dash))
        .map(|(low, high)| (low.trim(), high.trim()))
        .ok_or_else(|| not_a_range("the range has no dash between low and high"))?;
    let high_money = match high.parse::<Money>() {
        Err(ParseMoneyError::NoCurrency(_)) => {
            let currency = plain(low)?.currency();
            plain(&format!("{high} {currency}"))?
        }
        other => other.map_err(|error| trouble(error, high))?,
    };
    let low_money = match low.parse::<Money>() {
        Err(ParseMoneyError::NoCurrency(_)) => plain(&format!("{low} {}", high_money.currency()))?,
        other => other.map_err(|error| trouble(error, low))?,
    };
    if low_money.currency() != high_money.currency() {
        return Err(not_a_range("low and high are in different currencies"));
    }
    // `$180-230k` means 180k.
    let thousands = Decimal::from(1_000);
    let low_is_short = low_money.amount() < thousands && high_money.amount() >= thousands;
    let suffixed = high.to_ascii_lowercase().contains('k');
    let low_money = match low_money.try_mul(thousands) {
        Ok(scaled) if low_is_short && suffixed => scaled,
        _ => low_money,
    };
    if low_money.amount() > high_money.amount() {
        return Err(not_a_range("the low end is above the high end"));
    }
    if low_money.amount().is_sign_negative() && !low_money.is_zero() {
        return Err(Trouble::new(
            &catalogue::NEGATIVE_AMOUNT,
            "the range is negative",
        ));
    }
    Ok(Range {
        low: low_money,
        high: high_money,
    })
}
