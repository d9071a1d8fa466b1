//! Currencies by their ISO 4217 code, with the symbols people write.
//!
//! Leaves out: exchange rates, which are dated parameters.
//! Source: ISO 4217 (codes and minor units).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A currency known to the program, by ISO 4217 code.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency(&'static str);

/// The text is no ISO 4217 code or symbol that the program knows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown currency `{0}`")]
pub struct UnknownCurrency(pub String);

/// Codes, sorted. The set is what the ECB quotes or quoted, and what AI employers post pay in.
const CODES: &[&str] = &[
    "AED", "ARS", "AUD", "BGN", "BRL", "CAD", "CHF", "CLP", "CNY", "COP", "CYP", "CZK", "DKK",
    "EEK", "EGP", "EUR", "GBP", "HKD", "HRK", "HUF", "IDR", "ILS", "INR", "ISK", "JPY", "KES",
    "KRW", "LTL", "LVL", "MAD", "MTL", "MXN", "MYR", "NGN", "NOK", "NZD", "PEN", "PHP", "PKR",
    "PLN", "QAR", "ROL", "RON", "RSD", "RUB", "SAR", "SEK", "SGD", "SIT", "SKK", "THB", "TRL",
    "TRY", "TWD", "UAH", "USD", "UYU", "VND", "ZAR",
];

/// Longer symbols first, so that `CA$` is not read as `$`.
const SYMBOLS: &[(&str, &str)] = &[
    ("CA$", "CAD"),
    ("C$", "CAD"),
    ("AU$", "AUD"),
    ("A$", "AUD"),
    ("NZ$", "NZD"),
    ("HK$", "HKD"),
    ("SG$", "SGD"),
    ("S$", "SGD"),
    ("US$", "USD"),
    ("MX$", "MXN"),
    ("R$", "BRL"),
    ("zł", "PLN"),
    ("Kč", "CZK"),
    ("$", "USD"),
    ("£", "GBP"),
    ("€", "EUR"),
    ("¥", "JPY"),
    ("₹", "INR"),
    ("₪", "ILS"),
    ("₩", "KRW"),
    ("₽", "RUB"),
    ("₺", "TRY"),
];

impl Currency {
    pub const USD: Currency = Currency("USD");
    pub const GBP: Currency = Currency("GBP");
    pub const EUR: Currency = Currency("EUR");
    pub const CAD: Currency = Currency("CAD");
    pub const CHF: Currency = Currency("CHF");
    pub const INR: Currency = Currency("INR");
    pub const ILS: Currency = Currency("ILS");
    pub const AUD: Currency = Currency("AUD");
    pub const SGD: Currency = Currency("SGD");

    /// The ISO 4217 code, three capital letters.
    pub fn code(self) -> &'static str {
        self.0
    }

    /// Digits after the decimal point in ordinary amounts.
    pub fn minor_units(self) -> u32 {
        match self.0 {
            "JPY" | "KRW" | "CLP" | "VND" | "ISK" => 0,
            _ => 2,
        }
    }

    /// The symbol people write before an amount, or none where the code is clearer.
    pub fn symbol(self) -> Option<&'static str> {
        match self.0 {
            "USD" => Some("$"),
            "GBP" => Some("£"),
            "EUR" => Some("€"),
            "INR" => Some("₹"),
            "ILS" => Some("₪"),
            "CAD" => Some("CA$"),
            "AUD" => Some("A$"),
            "SGD" => Some("S$"),
            _ => None,
        }
    }

    /// All known codes, sorted.
    pub fn all() -> impl Iterator<Item = Currency> {
        CODES.iter().map(|code| Currency(code))
    }

    /// A currency symbol at the start of `text`, with the rest behind it. A bare `$` is USD.
    pub fn strip_symbol_prefix(text: &str) -> Option<(Currency, &str)> {
        SYMBOLS
            .iter()
            .find_map(|(symbol, code)| Some((Currency(code), text.strip_prefix(symbol)?)))
    }

    /// A currency symbol at the end of `text`, with the rest before it.
    pub fn strip_symbol_suffix(text: &str) -> Option<(Currency, &str)> {
        SYMBOLS
            .iter()
            .find_map(|(symbol, code)| Some((Currency(code), text.strip_suffix(symbol)?)))
    }
}

impl FromStr for Currency {
    type Err = UnknownCurrency;

    /// Reads an ISO code in any case, or a symbol alone.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let trimmed = text.trim();
        if trimmed.len() == 3
            && let Some(code) = CODES.iter().find(|c| c.eq_ignore_ascii_case(trimmed))
        {
            return Ok(Currency(code));
        }
        match Currency::strip_symbol_prefix(trimmed) {
            Some((currency, "")) => Ok(currency),
            _ => Err(UnknownCurrency(trimmed.chars().take(24).collect())),
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl schemars::JsonSchema for Currency {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Currency".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "pattern": "^[A-Z]{3}$",
            "description": "ISO 4217 code"
        })
    }
}
