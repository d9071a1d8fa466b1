//! Amounts of money: quoted with their currency, bare in that of the place.

use std::borrow::Cow;
use std::ops::Range;

use batna_core::{Currency, Money};
use rust_decimal::Decimal;
use toml::Spanned;
use toml::de::DeValue;

use super::{Reader, Trouble};
use crate::catalogue;
use crate::keys::Key;
use crate::notation::amount;

impl<'s> Reader<'_, 's> {
    /// The text with a bare `$` read as the dollar of the place: a letter in Toronto that says
    /// `$172,000` means Canadian ones.
    pub(super) fn in_local_dollars<'t>(&self, text: &'t str, span: &Range<usize>) -> Cow<'t, str> {
        let Some(sign) = local_dollar(self.currency) else {
            return Cow::Borrowed(text);
        };
        if !amount::says_dollars(text) {
            return Cow::Borrowed(text);
        }
        let mut read = String::with_capacity(text.len() + sign.len());
        for (at, part) in text.char_indices() {
            if part == '$' && amount::is_bare_dollar(text, at) {
                read.push_str(sign);
            } else {
                read.push(part);
            }
        }
        let message = format!("`$` is read as {}, the dollar of the place", self.currency);
        self.tell(
            Trouble::new(&catalogue::LOCAL_DOLLAR, message),
            span.clone(),
        );
        Cow::Owned(read)
    }

    /// An amount that is not negative. An unquoted number is read in the case's currency, and told of.
    pub fn money(&self, name: &str) -> Option<Money> {
        let (key, value) = self.find(name)?;
        let money = match value.get_ref() {
            DeValue::String(_) => self.notation_in(key, value, amount::once_or_yearly)?,
            DeValue::Integer(_) | DeValue::Float(_) => self.unquoted(key, value)?,
            _ => {
                self.wrong_type(key, value);
                return None;
            }
        };
        self.not_negative(key.name, money, value.span())
    }

    /// An amount a year that may be written a month.
    pub fn yearly(&self, name: &str) -> Option<Money> {
        let (key, value) = self.find(name)?;
        let money = match value.get_ref() {
            DeValue::String(_) => self.notation_in(key, value, amount::yearly)?,
            DeValue::Integer(_) | DeValue::Float(_) => self.unquoted(key, value)?,
            _ => {
                self.wrong_type(key, value);
                return None;
            }
        };
        self.not_negative(key.name, money, value.span())
    }

    /// An amount a month.
    pub fn monthly(&self, name: &str) -> Option<Money> {
        let (key, value) = self.find(name)?;
        match value.get_ref() {
            DeValue::Integer(_) | DeValue::Float(_) => {
                let money = self.unquoted(key, value)?;
                self.not_negative(key.name, money, value.span())
            }
            _ => self.notation_in(key, value, amount::monthly),
        }
    }

    pub(super) fn unquoted(&self, key: &Key, value: &Spanned<DeValue<'s>>) -> Option<Money> {
        let number = self.decimal(value.get_ref())?;
        if number.abs() > batna_core::money::LARGEST_AMOUNT {
            let message = format!("`{}` is beyond 10^13", key.name);
            self.tell(
                Trouble::new(&catalogue::AMOUNT_TOO_LARGE, message),
                value.span(),
            );
            return None;
        }
        let code = self.currency;
        let message = format!(
            "`{}` is a bare number; it is read as {number} {code}",
            key.name
        );
        let trouble = Trouble::new(&catalogue::UNQUOTED_AMOUNT, message).remedy(format!(
            "Write {} = \"{number} {code}\", with the currency it is paid in.",
            key.name
        ));
        self.tell(trouble, value.span());
        Some(Money::new(number, code))
    }

    /// A number as TOML wrote it; none where it is not finite or too long.
    pub(super) fn decimal(&self, value: &DeValue<'s>) -> Option<Decimal> {
        match value {
            DeValue::Integer(integer) => {
                let digits: String = integer.as_str().chars().filter(|c| *c != '_').collect();
                i128::from_str_radix(&digits, integer.radix())
                    .ok()
                    .and_then(|number| Decimal::try_from_i128_with_scale(number, 0).ok())
                    // Longer than any amount: let the caller's bound say so.
                    .or(Some(Decimal::MAX))
            }
            DeValue::Float(float) => {
                let digits: String = float.as_str().chars().filter(|c| *c != '_').collect();
                let digits = digits.trim_start_matches('+');
                digits
                    .parse()
                    .ok()
                    .or_else(|| Decimal::from_scientific(digits).ok())
                    .or_else(|| {
                        digits
                            .parse::<f64>()
                            .ok()
                            .filter(|f| f.is_finite())
                            .map(|_| Decimal::MAX)
                    })
            }
            _ => None,
        }
    }

    fn not_negative(&self, name: &str, money: Money, span: Range<usize>) -> Option<Money> {
        if money.amount().is_sign_negative() && !money.is_zero() {
            let message = format!("`{name}` is negative");
            self.tell(Trouble::new(&catalogue::NEGATIVE_AMOUNT, message), span);
            return None;
        }
        Some(money)
    }

    /// Amounts: one, or a list.
    pub fn amounts(&self, name: &str) -> Vec<Money> {
        let Some((key, value)) = self.find(name) else {
            return Vec::new();
        };
        let one = |item: &Spanned<DeValue<'s>>| {
            let money = match item.get_ref() {
                DeValue::Integer(_) | DeValue::Float(_) => self.unquoted(key, item)?,
                _ => self.notation_in(key, item, amount::once_or_yearly)?,
            };
            self.not_negative(key.name, money, item.span())
        };
        match value.get_ref() {
            DeValue::Array(items) => self.few(key, value, items).filter_map(one).collect(),
            _ => one(value).into_iter().collect(),
        }
    }
}

/// The unambiguous sign of a currency that is written `$` at home.
fn local_dollar(currency: Currency) -> Option<&'static str> {
    Some(match currency.code() {
        "CAD" => "CA$",
        "AUD" => "AU$",
        "NZD" => "NZ$",
        "HKD" => "HK$",
        "SGD" => "SG$",
        _ => return None,
    })
}
