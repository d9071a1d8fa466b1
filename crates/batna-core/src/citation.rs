//! Where a fact comes from, how far it is law, and how good the evidence is.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A source with the place in it where the fact stands.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Citation {
    /// Short stable name, such as `rev-proc-2025-32`.
    pub id: String,
    /// What the source calls itself.
    pub title: String,
    /// Section, table, line or page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locator: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The day the source was published or read, where it says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub date: Option<Date>,
}

impl Citation {
    pub fn new(id: impl Into<String>, title: impl Into<String>) -> Self {
        Citation {
            id: id.into(),
            title: title.into(),
            locator: None,
            url: None,
            date: None,
        }
    }

    pub fn at(mut self, locator: impl Into<String>) -> Self {
        self.locator = Some(locator.into());
        self
    }
}

impl std::fmt::Display for Citation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.title)?;
        match &self.locator {
            Some(locator) => write!(f, ", {locator}"),
            None => Ok(()),
        }
    }
}

/// Whether a parameter is law, or what somebody expects.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    Enacted,
    Projected,
}

/// How good the evidence behind a figure is, best first.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Grade {
    /// Statute, regulation, form or official table.
    Statute,
    /// A census or survey with a published method and sample.
    Survey,
    /// Disclosed by employers under a duty (filings, posted ranges).
    Disclosed,
    /// Reported by people about themselves, with a sample size.
    SelfReported,
    /// A publisher's analysis that names its sample but not its method.
    Published,
    /// Said without a sample: may set a labelled default, never a market claim.
    Assertion,
}

impl Grade {
    pub fn label(self) -> &'static str {
        match self {
            Grade::Statute => "statute",
            Grade::Survey => "survey",
            Grade::Disclosed => "disclosed by employers",
            Grade::SelfReported => "self-reported",
            Grade::Published => "published analysis",
            Grade::Assertion => "assertion without a sample",
        }
    }

    /// Whether a script may claim it of the market.
    pub fn supports_a_market_claim(self) -> bool {
        self != Grade::Assertion
    }
}
