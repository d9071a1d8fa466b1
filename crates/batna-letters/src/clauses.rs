//! Families of clauses, found in a letter, each with what to ask; and what a place says
//! about the enforceability of some.
//!
//! Texts come from data (`data/letters/clauses.toml`) with sources and dates. No verdicts:
//! the result is a list of questions to take to a lawyer.

use jiff::civil::Date;
use regex_lite::Regex;
use serde::{Deserialize, Serialize};

use crate::text::sentences;

/// The data file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalog {
    #[allow(dead_code)]
    pub about: String,
    pub family: Vec<Family>,
    pub rule: Vec<Rule>,
}

/// A family of clauses.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Family {
    pub id: String,
    pub label: String,
    /// Patterns, any of which marks a sentence as of the family.
    pub find: Vec<String>,
    pub ask: Vec<String>,
    /// What its absence is worth asking about.
    pub absent: Option<String>,
}

/// What the law of a place says of a family.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    pub family: String,
    /// Prefix of a place code: `us-ca`, `uk`, `us`.
    pub place: String,
    pub says: String,
    pub question: String,
    pub source: String,
    pub url: String,
    pub from: Option<Date>,
    /// Day on which the entry was written down; its page may not have been opened then.
    pub written: Date,
    /// `statute`, `case law` or `agency`.
    pub grade: String,
}

/// What a letter says of one family.
#[derive(Clone, Debug, Serialize)]
pub struct Walked {
    pub family: String,
    pub label: String,
    /// Its sentences, with their lines.
    pub found: Vec<(u32, String)>,
    pub ask: Vec<String>,
    pub law: Vec<Rule>,
}

#[derive(Clone, Debug, thiserror::Error)]
#[error("{0}")]
pub struct CatalogError(String);

impl Catalog {
    /// Errors: not TOML, an unknown key, a pattern that does not compile, a rule of no family.
    pub fn parse(text: &str) -> Result<Catalog, CatalogError> {
        let catalog: Catalog =
            toml_edit::de::from_str(text).map_err(|error| CatalogError(error.to_string()))?;
        for family in &catalog.family {
            for pattern in &family.find {
                Regex::new(pattern)
                    .map_err(|error| CatalogError(format!("{}: {error}", family.id)))?;
            }
        }
        for rule in &catalog.rule {
            if !catalog.family.iter().any(|family| family.id == rule.family) {
                return Err(CatalogError(format!(
                    "a rule is of no family: {}",
                    rule.family
                )));
            }
        }
        Ok(catalog)
    }

    /// Walks every family. `place` is a tax place code (`us-ca`), none where not known; on
    /// `as_of` only rules in force or still to come are told.
    pub fn walk(&self, letter: &str, place: Option<&str>) -> Vec<Walked> {
        let sentences = sentences(letter);
        self.family
            .iter()
            .map(|family| {
                let patterns: Vec<Regex> = family
                    .find
                    .iter()
                    .filter_map(|pattern| Regex::new(&format!("(?i){pattern}")).ok())
                    .collect();
                let found: Vec<(u32, String)> = sentences
                    .iter()
                    .filter(|sentence| {
                        patterns
                            .iter()
                            .any(|pattern| pattern.is_match(&sentence.text))
                    })
                    .take(6)
                    .map(|sentence| (sentence.line, sentence.text.clone()))
                    .collect();
                let ask = if found.is_empty() {
                    family.absent.iter().cloned().collect()
                } else {
                    family.ask.clone()
                };
                let law = if found.is_empty() {
                    Vec::new()
                } else {
                    self.rule
                        .iter()
                        .filter(|rule| rule.family == family.id)
                        .filter(|rule| {
                            place.is_some_and(|place| {
                                place == rule.place
                                    || place.starts_with(&format!("{}-", rule.place))
                            })
                        })
                        .cloned()
                        .collect()
                };
                Walked {
                    family: family.id.clone(),
                    label: family.label.clone(),
                    found,
                    ask,
                    law,
                }
            })
            .collect()
    }
}
