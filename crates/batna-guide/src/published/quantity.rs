//! A stated quantity: an amount, a rate or a plain number.

use batna_core::{Money, Rate};
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize};

/// What a figure is. Written `"15000 USD"`, `"12.5%"` or `"24"`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Quantity {
    Money(Money),
    Rate(Rate),
    Number(Decimal),
}

impl Quantity {
    pub fn money(self) -> Option<Money> {
        match self {
            Quantity::Money(money) => Some(money),
            _ => None,
        }
    }

    pub fn rate(self) -> Option<Rate> {
        match self {
            Quantity::Rate(rate) => Some(rate),
            _ => None,
        }
    }

    pub fn number(self) -> Option<Decimal> {
        match self {
            Quantity::Number(number) => Some(number),
            _ => None,
        }
    }

    /// Whether both can end one range: same kind, same currency, in order.
    pub(super) fn ends_with(self, high: Quantity) -> bool {
        match (self, high) {
            (Quantity::Money(low), Quantity::Money(high)) => {
                low.currency() == high.currency() && low.amount() <= high.amount()
            }
            (Quantity::Rate(low), Quantity::Rate(high)) => low <= high,
            (Quantity::Number(low), Quantity::Number(high)) => low <= high,
            _ => false,
        }
    }
}

impl std::str::FromStr for Quantity {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.trim_end().ends_with('%') {
            return text.parse().map(Quantity::Rate).map_err(|e| format!("{e}"));
        }
        if let Ok(number) = text.trim().parse() {
            return Ok(Quantity::Number(number));
        }
        text.parse()
            .map(Quantity::Money)
            .map_err(|e| format!("{e}"))
    }
}

impl std::fmt::Display for Quantity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Quantity::Money(money) => write!(f, "{money}"),
            Quantity::Rate(rate) => write!(f, "{rate}"),
            Quantity::Number(number) => write!(f, "{}", number.normalize()),
        }
    }
}

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
