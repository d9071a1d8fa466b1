//! Counts of shares, options or units; fractional where an allocation makes them so.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A non-negative number of shares, at most 10^13.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Shares(Decimal);

/// Why a text is not a number of shares.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseSharesError {
    #[error("`{0}` is not a number of shares")]
    NotANumber(String),
    #[error("a number of shares is not negative")]
    Negative,
    #[error("the number of shares is beyond 10^13")]
    TooLarge,
}

impl Shares {
    pub const ZERO: Shares = Shares(Decimal::ZERO);

    /// Errors: `Negative`, `TooLarge`.
    pub fn new(count: Decimal) -> Result<Self, ParseSharesError> {
        if count.is_sign_negative() && !count.is_zero() {
            Err(ParseSharesError::Negative)
        } else if count > crate::money::LARGEST_AMOUNT {
            Err(ParseSharesError::TooLarge)
        } else {
            Ok(Shares(count))
        }
    }

    pub fn whole(count: u32) -> Self {
        Shares(Decimal::from(count))
    }

    pub const fn count(self) -> Decimal {
        self.0
    }

    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    pub fn to_f64(self) -> f64 {
        crate::scalar::decimal_to_f64(self.0)
    }
}

impl FromStr for Shares {
    type Err = ParseSharesError;

    /// Reads `12000`, `12,000`, `1.2M`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let count = crate::money::parse_number(text).map_err(|error| match error {
            crate::ParseMoneyError::TooLarge => ParseSharesError::TooLarge,
            _ => ParseSharesError::NotANumber(text.trim().chars().take(40).collect()),
        })?;
        Shares::new(count)
    }
}

impl fmt::Display for Shares {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.0.normalize().to_string();
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        for (index, digit) in whole.chars().enumerate() {
            if index > 0 && (whole.len() - index) % 3 == 0 {
                f.write_str(",")?;
            }
            write!(f, "{digit}")?;
        }
        if fraction.is_empty() {
            Ok(())
        } else {
            write!(f, ".{fraction}")
        }
    }
}

impl fmt::Debug for Shares {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Shares {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0.normalize())
    }
}

impl<'de> Deserialize<'de> for Shares {
    /// From a whole number or a text.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Form {
            Count(i64),
            Text(String),
        }
        match Form::deserialize(deserializer)? {
            Form::Count(count) => Shares::new(Decimal::from(count)),
            Form::Text(text) => text.parse(),
        }
        .map_err(serde::de::Error::custom)
    }
}

impl schemars::JsonSchema for Shares {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Shares".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": ["integer", "string"],
            "description": "A number of shares, such as 12000 or \"12,000\""
        })
    }
}
