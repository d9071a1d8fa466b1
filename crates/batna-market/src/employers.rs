//! One employer under its many spellings, and its stage at a date.
//!
//! Rules: `data/market/employers.toml`. A name that no entry lists is its own employer,
//! keyed by its folded words without legal form, and of no known stage.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;

use crate::fold::fold;
use crate::mapping::{Mapping, RuleError};

/// An employer that the rules know.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    pub id: String,
    /// As it is shown.
    pub name: String,
    #[serde(default)]
    pub names: Vec<String>,
    /// Whether the name is an everyday word too, so that a question needs more than the word.
    #[serde(default)]
    pub everyday: bool,
    /// Its number in EDGAR, where it is listed.
    pub cik: Option<u64>,
    /// The year its shares came to an exchange.
    pub listed: Option<i16>,
    /// The listed employer it belongs to, and since which year.
    pub part_of: Option<String>,
    pub part_since: Option<i16>,
    /// Priced rounds that were announced, oldest first.
    #[serde(default, rename = "round")]
    pub rounds: Vec<Round>,
}

/// A priced round and who told of it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Round {
    pub date: Date,
    pub stage: String,
    pub source: String,
}

/// The stage of a listed company.
const PUBLIC: &str = "public";
const LARGE: &str = "L";
/// The year from when EDGAR holds every annual report: listed then or before.
const EDGAR_FROM: i16 = 1996;
/// The year that the list of listed companies is of.
const LIST_OF: i16 = 2026;

#[derive(Deserialize)]
struct File {
    legal_forms: Vec<String>,
    employer: Vec<Known>,
}

/// The spelling rules.
#[derive(Clone, Debug)]
pub struct Employers {
    legal_forms: Vec<Vec<String>>,
    by_key: BTreeMap<String, String>,
    known: BTreeMap<String, Known>,
}

impl Employers {
    /// Reads `employers.toml`.
    pub fn parse(text: &str) -> Result<Employers, RuleError> {
        let file: File = toml::from_str(text).map_err(|e| RuleError::new("employers.toml", &e))?;
        let words = |form: &String| fold(form).split(' ').map(str::to_owned).collect::<Vec<_>>();
        let mut employers = Employers {
            legal_forms: file.legal_forms.iter().map(words).collect(),
            by_key: BTreeMap::new(),
            known: BTreeMap::new(),
        };
        for entry in file.employer {
            let all = entry.names.iter().chain([&entry.name, &entry.id]);
            for key in all.map(|name| employers.key(name)).collect::<Vec<_>>() {
                employers.by_key.insert(key, entry.id.clone());
            }
            employers.known.insert(entry.id.clone(), entry);
        }
        Ok(employers)
    }

    /// The name to show for an id, where the rules know one.
    pub fn name(&self, id: &str) -> Option<&str> {
        self.known.get(id).map(|known| known.name.as_str())
    }

    /// The employers that the rules list, by id.
    pub fn known(&self) -> impl Iterator<Item = &Known> {
        self.known.values()
    }

    /// The employer a name means.
    pub fn of(&self, name: &str) -> Mapping {
        let key = self.key(name);
        if key.is_empty() {
            return Mapping::none("no name");
        }
        match self.by_key.get(&key) {
            Some(id) => Mapping::to(
                id,
                format!("`{key}` is a spelling of {id} in employers.toml"),
            ),
            None => Mapping::to(key.replace(' ', "-"), "its own words, without legal form"),
        }
    }

    /// The stage of an employer at a date. What the rules do not cover is none: a company
    /// listed today may have been private when a row was written.
    pub fn stage_at(&self, id: &str, date: Date) -> Mapping {
        let Some(known) = self.known.get(id) else {
            return Mapping::none("employers.toml knows no stage of it");
        };
        let year = date.year();
        if let (Some(parent), Some(since)) = (&known.part_of, known.part_since) {
            return match year > since {
                true => {
                    let of_parent = self.stage_at(parent, date);
                    let reason = format!("part of {parent} since {since}: {}", of_parent.reason);
                    Mapping {
                        reason,
                        ..of_parent
                    }
                }
                false => Mapping::none(format!("joined {parent} in {since}, not before {year}")),
            };
        }
        if let Some(cik) = known.cik {
            // Early in the year of its listing a company was still private.
            let from = known.listed.map_or(LIST_OF, |listed| listed + 1);
            let edgar = format!("number {cik} in EDGAR");
            return match known.listed {
                _ if year < from => Mapping::none(match known.listed {
                    Some(listed) => {
                        format!("listed in {listed}; its stage until then is not known")
                    }
                    None => format!("listed by {LIST_OF} ({edgar}); since when is not recorded"),
                }),
                Some(EDGAR_FROM) => Mapping::to(
                    PUBLIC,
                    format!("listed in {EDGAR_FROM} or before ({edgar})"),
                ),
                Some(listed) => Mapping::to(PUBLIC, format!("listed since {listed} ({edgar})")),
                None => Mapping::to(PUBLIC, format!("listed by {LIST_OF} ({edgar})")),
            };
        }
        let newest = known.rounds.iter().rfind(|round| round.date <= date);
        match newest {
            Some(round) => Mapping::to(
                &round.stage,
                format!(
                    "its newest round before {date} was of {} ({})",
                    round.date, round.source
                ),
            ),
            None => Mapping::none("employers.toml knows no round of it before that date"),
        }
    }

    /// The size of an employer at a date, as ai-jobs.net divides sizes.
    pub fn size_at(&self, id: &str, date: Date) -> Mapping {
        let stage = self.stage_at(id, date);
        match stage.to.as_deref() == Some(PUBLIC) {
            true => Mapping::to(
                LARGE,
                format!("more than 250 people, being {}", stage.reason),
            ),
            false => Mapping::none("employers.toml knows no size of it at that date"),
        }
    }

    /// Folded words without the legal forms at their end.
    fn key(&self, name: &str) -> String {
        let folded = fold(name);
        let mut words: Vec<&str> = folded.split(' ').collect();
        while let Some(form) = self
            .legal_forms
            .iter()
            .find(|form| words.len() > form.len() && words.ends_with(&refs(form)))
        {
            words.truncate(words.len() - form.len());
        }
        if words.len() > 1 && words.first() == Some(&"the") {
            words.remove(0);
        }
        words.join(" ")
    }
}

fn refs(words: &[String]) -> Vec<&str> {
    words.iter().map(String::as_str).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn employers() -> Employers {
        Employers::parse(batna_data::text("market/employers.toml").unwrap()).unwrap()
    }

    fn stage(id: &str, date: &str) -> Option<String> {
        employers().stage_at(id, date.parse().unwrap()).to
    }

    #[test]
    fn a_stage_is_that_of_the_rows_own_time() {
        assert_eq!(stage("airbnb", "2019-06-01"), None);
        assert_eq!(stage("airbnb", "2020-02-01"), None);
        assert_eq!(stage("airbnb", "2021-06-01").as_deref(), Some("public"));
        assert_eq!(stage("mistral", "2024-12-01").as_deref(), Some("series-b"));
        assert_eq!(stage("mistral", "2023-06-01"), None);
        assert_eq!(stage("linkedin", "2020-01-01").as_deref(), Some("public"));
        assert_eq!(stage("linkedin", "2014-01-01"), None);
        assert_eq!(stage("zorbly", "2025-01-01"), None);
    }

    #[test]
    fn every_stage_tells_its_reason() {
        let found = employers().stage_at("linkedin", "2020-01-01".parse().unwrap());
        assert_eq!(
            found.reason,
            "part of microsoft since 2016: listed in 1996 or before (number 789019 in EDGAR)"
        );
    }

    #[test]
    fn what_the_rules_say_of_stages_holds_together() {
        let employers = employers();
        for known in employers.known() {
            if let Some(parent) = &known.part_of {
                assert!(employers.name(parent).is_some(), "{}", known.id);
                assert!(known.part_since.is_some(), "{}", known.id);
            }
            assert!(
                known.listed.is_none() || known.cik.is_some(),
                "{}",
                known.id
            );
            assert!(
                known.rounds.is_sorted_by_key(|round| round.date),
                "{}",
                known.id
            );
        }
    }
}
