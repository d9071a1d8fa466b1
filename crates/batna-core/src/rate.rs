//! Dimensionless rates: shares of something, growth a year, tax rates.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A rate as a fraction: 0.125 is 12.5%.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Rate(Decimal);

/// Why a text is not a rate.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseRateError {
    #[error("`{0}` is not a percentage such as \"12.5%\"")]
    NotARate(String),
    #[error("{0}% is beyond what a rate may be (10,000%)")]
    TooLarge(Decimal),
}

impl Rate {
    pub const ZERO: Rate = Rate(Decimal::ZERO);

    /// From a fraction: `0.125` for 12.5%.
    pub const fn from_fraction(fraction: Decimal) -> Self {
        Rate(fraction)
    }

    pub const fn fraction(self) -> Decimal {
        self.0
    }

    pub fn to_f64(self) -> f64 {
        crate::scalar::decimal_to_f64(self.0)
    }
}

impl FromStr for Rate {
    type Err = ParseRateError;

    /// Reads `12.5%`. A number without the sign is refused: 0.15 and 15 are both plausible.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = || ParseRateError::NotARate(text.trim().chars().take(40).collect());
        let number = text.trim().strip_suffix('%').ok_or_else(error)?;
        let percent = Decimal::from_str(number.trim()).map_err(|_| error())?;
        if percent.abs() > Decimal::from(10_000) {
            return Err(ParseRateError::TooLarge(percent));
        }
        Ok(Rate(percent / Decimal::ONE_HUNDRED))
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = (self.0 * Decimal::ONE_HUNDRED).normalize();
        write!(f, "{percent}%")
    }
}

impl fmt::Debug for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Rate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Rate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl schemars::JsonSchema for Rate {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Rate".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "pattern": "^-?[0-9]+(\\.[0-9]+)?%$",
            "description": "A percentage, such as \"12.5%\""
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_percent_only() {
        let rate: Rate = "12.5%".parse().unwrap();
        assert_eq!(rate.fraction(), Decimal::new(125, 3));
        assert_eq!(rate.to_string(), "12.5%");
        assert!("0.125".parse::<Rate>().is_err());
        assert!("999999%".parse::<Rate>().is_err());
    }
}
