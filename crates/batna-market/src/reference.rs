//! Public reference tables as plain readers over embedded texts: wages by occupation
//! and area (BLS OEWS), price parities (BEA), exchange rates (ECB), purchasing power
//! (World Bank).
//!
//! Nothing here needs the store: texts go in, bands and rates come out. Each figure
//! carries its citation. Made by `xtask build-reference` from the publishers' files.
//! Leaves out: mapping of job titles to occupations (`roles`) and of addresses to
//! areas beyond their official names (`places`).

mod area;
mod ecb;
mod oews;
mod ppp;
mod rpp;

pub use area::{Area, AreaKind, AreaMatch};
pub use ecb::Exchange;
pub use oews::{Wage, WageCell};
pub use ppp::PurchasingPower;
pub use rpp::PriceParity;

use std::collections::BTreeMap;

use batna_core::Citation;
use jiff::civil::Date;

/// The texts of `data/reference/`, by file.
#[derive(Clone, Copy, Debug)]
pub struct ReferenceTexts<'a> {
    pub sources: &'a str,
    pub oews: &'a str,
    pub rpp: &'a str,
    pub ecb: &'a str,
    pub ppp: &'a str,
}

/// Why a reference figure is not there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReferenceError {
    #[error("the list of sources does not read: {0}")]
    Sources(String),
    #[error("no official wages of {soc} in {area} are built in")]
    NoOccupation { soc: String, area: String },
    #[error("the publisher withholds all wages of occupation {soc} in {area}")]
    Withheld { soc: String, area: String },
    #[error("no reference rate of {currency} on or up to a month before {date}")]
    NoRate { currency: String, date: Date },
    #[error("no price parity is published for {0}")]
    NoParity(String),
    #[error("no purchasing power parity is published for {0}")]
    NoPpp(String),
}

/// Begins the id of the table of wages.
pub const WAGES: &str = "bls-oews";

/// The public tables with their citations.
#[derive(Clone, Debug)]
pub struct Reference<'a> {
    texts: ReferenceTexts<'a>,
    sources: BTreeMap<String, Citation>,
}

impl<'a> Reference<'a> {
    /// Takes the texts; only the short list of sources is parsed here, tables when asked.
    pub fn new(texts: ReferenceTexts<'a>) -> Result<Self, ReferenceError> {
        let broken = |error: toml::de::Error| ReferenceError::Sources(error.message().to_owned());
        let table: toml::Table = texts.sources.parse().map_err(broken)?;
        let mut sources = BTreeMap::new();
        for (id, value) in &table {
            let Some(entry) = value.as_table() else {
                continue;
            };
            let field = |name: &str| entry.get(name).and_then(|v| v.as_str());
            let mut citation = Citation::new(id.as_str(), field("title").unwrap_or(id));
            citation.url = field("url").map(str::to_owned);
            citation.date = field("date").and_then(|date| date.parse().ok());
            sources.insert(id.clone(), citation);
        }
        Ok(Reference { texts, sources })
    }

    /// The same with another table of wages, and its citation in place of the built-in one.
    pub fn with_wages<'b>(&self, oews: &'b str, source: Citation) -> Reference<'b>
    where
        'a: 'b,
    {
        let mut sources = self.sources.clone();
        sources.retain(|id, _| !id.starts_with(WAGES));
        sources.insert(source.id.clone(), source);
        Reference {
            texts: ReferenceTexts { oews, ..self.texts },
            sources,
        }
    }

    /// The citation of a table, such as `bls-oews-2025-05`.
    pub fn citation(&self, id: &str) -> Citation {
        self.sources
            .get(id)
            .cloned()
            .unwrap_or_else(|| Citation::new(id, id))
    }

    /// The citation of the table whose id begins with `prefix`: ids carry their vintage.
    pub fn cited(&self, prefix: &str) -> Citation {
        self.sources
            .iter()
            .find(|(id, _)| id.starts_with(prefix))
            .map_or_else(|| Citation::new(prefix, prefix), |(_, c)| c.clone())
    }
}
