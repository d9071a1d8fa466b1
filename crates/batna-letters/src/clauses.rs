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
    #[serde(default, deserialize_with = "day")]
    pub from: Option<Date>,
    /// Last day on which it is said to hold.
    #[serde(default, deserialize_with = "day")]
    pub through: Option<Date>,
    /// Day on which the entry was last checked; none: written from memory and never checked.
    #[serde(default, deserialize_with = "day")]
    pub checked: Option<Date>,
    /// What it was checked against.
    pub against: Option<Against>,
    /// `statute`, `case law` or `agency`.
    pub grade: String,
}

/// A TOML date.
fn day<'de, D: serde::Deserializer<'de>>(input: D) -> Result<Option<Date>, D::Error> {
    let day = toml_edit::Datetime::deserialize(input)?;
    day.to_string()
        .parse()
        .map(Some)
        .map_err(serde::de::Error::custom)
}

/// What a rule was checked against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Against {
    /// The words of the statute, decision or agency, in a copy.
    Text,
    /// What others write of it, such as law firms, quoting it or not.
    Accounts,
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
            if rule.checked.is_some() != rule.against.is_some() {
                return Err(CatalogError(format!(
                    "a rule says when or against what it was checked, not both: {}",
                    rule.source
                )));
            }
            if !catalog.family.iter().any(|family| family.id == rule.family) {
                return Err(CatalogError(format!(
                    "a rule is of no family: {}",
                    rule.family
                )));
            }
        }
        Ok(catalog)
    }

    /// Walks every family. `place` is a tax place code (`us-ca`), none where not known; rules
    /// in force on `as_of` or still to come are told, those of the past are not.
    pub fn walk(&self, letter: &str, place: Option<&str>, as_of: Date) -> Vec<Walked> {
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
                        .filter(|rule| rule.through.is_none_or(|last| last >= as_of))
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

#[cfg(test)]
#[allow(clippy::disallowed_methods)] // The data file of the program.
mod tests {
    use jiff::civil::date;

    use super::*;

    fn built_in() -> Catalog {
        let file = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../data/letters/clauses.toml"
        );
        Catalog::parse(&std::fs::read_to_string(file).unwrap()).unwrap()
    }

    #[test]
    fn every_family_is_found_or_asked_for() {
        let letter = "Your base salary is $200,000. You will be granted RSUs that vest over four years. \
            Bonuses are at the discretion of the Company. You repay the bonus on leaving. You assign all inventions. \
            Outside activities need consent. Publications need review. You will not compete for twelve months. \
            Keep proprietary information. Vested shares are forfeited if you disparage us. Employment is at will. \
            Disputes go to arbitration. This offer is contingent on a background check. We sponsor H-1B visas.";
        for walked in built_in().walk(letter, Some("us-wa"), date(2026, 7, 1)) {
            assert!(!walked.found.is_empty(), "{}", walked.family);
            assert!(!walked.ask.is_empty(), "{}", walked.family);
        }
        for walked in built_in().walk("We offer you a job.", Some("us-wa"), date(2026, 7, 1)) {
            assert!(walked.law.is_empty(), "{}", walked.family);
        }
    }

    #[test]
    fn the_law_of_the_place_and_day_is_told_and_that_of_others_is_not() {
        let rules = |place: &str, as_of: Date| -> Vec<String> {
            built_in()
                .walk("You will not compete with us.", Some(place), as_of)
                .into_iter()
                .flat_map(|walked| walked.law)
                .map(|rule| rule.source)
                .collect()
        };
        let now = rules("us-wa", date(2026, 7, 1));
        assert!(now.iter().any(|source| source.contains("49.62.020")));
        assert!(
            now.iter().any(|source| source.contains("1155")),
            "still to come"
        );
        let later = rules("us-wa-seattle", date(2028, 1, 1));
        assert!(
            !later.iter().any(|source| source.contains("49.62.020")),
            "over by then"
        );
        assert!(
            rules("de", date(2026, 7, 1))
                .iter()
                .all(|source| source.contains("Handelsgesetzbuch"))
        );
        assert!(
            rules("us-tx", date(2026, 7, 1))
                .iter()
                .any(|source| source.contains("Ryan"))
        );
    }

    #[test]
    fn a_rule_says_when_and_against_what_it_was_checked_or_neither() {
        let text = "about = \"x\"\n[[family]]\nid = \"a\"\nlabel = \"A\"\nfind = []\nask = []\n[[rule]]\nfamily = \"a\"\nplace = \"us\"\nsays = \"s\"\nquestion = \"q\"\nsource = \"s\"\nurl = \"u\"\ngrade = \"statute\"\n";
        assert!(Catalog::parse(text).is_ok());
        assert!(Catalog::parse(&format!("{text}checked = 2026-01-01\n")).is_err());
        assert!(
            Catalog::parse(&format!("{text}checked = 2026-01-01\nagainst = \"text\"\n")).is_ok()
        );
        assert!(
            Catalog::parse(&format!("{text}checked = \"soon\"\nagainst = \"text\"\n")).is_err()
        );
    }
}
