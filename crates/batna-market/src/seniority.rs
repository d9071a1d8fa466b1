//! Ranks from titles, years and the levels of companies.
//!
//! Order of trust: a level that the level map knows, then words of the title, then a
//! source's own code, then years of experience (a working assumption, marked as such).
//! Rules: `data/market/seniority.toml`, `levels.toml`.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::fold::{find_words, fold};
use crate::mapping::{Mapping, RuleError};

#[derive(Clone, Debug, Deserialize)]
struct Rank {
    id: String,
    words: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
struct Silence {
    phrase: String,
}

#[derive(Clone, Debug, Deserialize)]
struct Years {
    from: f64,
    rank: String,
}

#[derive(Deserialize)]
struct File {
    rank: Vec<Rank>,
    silence: Vec<Silence>,
    years: Vec<Years>,
    codes: BTreeMap<String, BTreeMap<String, String>>,
}

#[derive(Deserialize)]
struct LevelFile {
    company: Vec<BTreeMap<String, toml::Value>>,
}

/// Ranks and the rules that give them.
#[derive(Clone, Debug)]
pub struct Seniority {
    ranks: Vec<Rank>,
    silences: Vec<String>,
    years: Vec<Years>,
    codes: BTreeMap<String, BTreeMap<String, String>>,
    levels: BTreeMap<(String, String), String>,
}

/// What is known about a row that may tell its rank.
#[derive(Clone, Copy, Debug, Default)]
pub struct RankClues<'a> {
    pub employer: Option<&'a str>,
    pub level: &'a str,
    pub title: &'a str,
    /// Name of a code table of `seniority.toml` and the code.
    pub code: Option<(&'a str, &'a str)>,
    pub years: Option<f64>,
}

impl Seniority {
    /// Reads `seniority.toml` and `levels.toml`.
    pub fn parse(text: &str, levels: &str) -> Result<Seniority, RuleError> {
        let file: File = toml::from_str(text).map_err(|e| RuleError::new("seniority.toml", &e))?;
        let mut ranks = file.rank;
        for word in ranks.iter_mut().flat_map(|rank| &mut rank.words) {
            *word = fold(word);
        }
        let mut seniority = Seniority {
            ranks,
            silences: file.silence.iter().map(|s| fold(&s.phrase)).collect(),
            years: file.years,
            codes: file.codes,
            levels: BTreeMap::new(),
        };
        seniority.extend_levels(levels)?;
        Ok(seniority)
    }

    /// Adds companies of a further level file; later entries replace earlier ones.
    pub fn extend_levels(&mut self, text: &str) -> Result<(), RuleError> {
        let file: LevelFile =
            toml::from_str(text).map_err(|e| RuleError::new("levels.toml", &e))?;
        for company in file.company {
            let Some(employer) = company.get("employer").and_then(|v| v.as_str()) else {
                continue;
            };
            for rank in &self.ranks {
                let labels = company.get(&rank.id).and_then(|v| v.as_array());
                for label in labels.into_iter().flatten().filter_map(|v| v.as_str()) {
                    let key = (employer.to_owned(), level_key(label));
                    self.levels.insert(key, rank.id.clone());
                }
            }
        }
        Ok(())
    }

    /// Ids of the ranks, lowest first.
    pub fn ranks(&self) -> impl Iterator<Item = &str> {
        self.ranks.iter().map(|rank| rank.id.as_str())
    }

    /// The rank that the clues give, with the rule that gave it.
    pub fn rank(&self, clues: RankClues<'_>) -> Mapping {
        if let Some(employer) = clues.employer
            && !clues.level.is_empty()
            && let Some(rank) = self
                .levels
                .get(&(employer.to_owned(), level_key(clues.level)))
        {
            return Mapping::to(
                rank,
                format!(
                    "level `{}` of {employer} in levels.toml",
                    clues.level.trim()
                ),
            );
        }
        let by_words = self.by_words(clues.title);
        if by_words.to.is_some() {
            return by_words;
        }
        if let Some((table, code)) = clues.code
            && let Some(rank) = self.codes.get(table).and_then(|codes| codes.get(code))
        {
            return Mapping::to(rank, format!("code `{code}` of the source"));
        }
        if !clues.level.is_empty() && clues.level != clues.title {
            let by_level = self.by_words(clues.level);
            if by_level.to.is_some() {
                return by_level.doubting("rank from the words of a level that the map lacks");
            }
        }
        if let Some(years) = clues.years.filter(|years| years.is_finite()) {
            let found = self.years.iter().rev().find(|step| years >= step.from);
            if let Some(step) = found {
                return Mapping::to(&step.rank, format!("{years} years of experience"))
                    .doubting("rank assumed from years alone");
            }
        }
        Mapping::none("neither level, title, code nor years tell a rank")
    }

    /// The rank that the words of a title give.
    pub fn by_words(&self, title: &str) -> Mapping {
        let mut folded = fold(title);
        for silence in &self.silences {
            if find_words(&folded, silence).is_some() {
                folded = folded.replace(silence.as_str(), " ");
            }
        }
        let folded = fold(&folded);
        if let Some(rank) = self.ranks.iter().find(|rank| rank.id == folded) {
            return Mapping::to(&rank.id, "the rank's own name");
        }
        // An internship is one whatever else the title says; otherwise the highest rank wins,
        // but a bare `lead` or a number yields to `senior` and upward only through order.
        let mut best = None;
        for rank in &self.ranks {
            let word = rank.words.iter().find(|w| find_words(&folded, w).is_some());
            if let Some(word) = word {
                best = Some((rank, word));
                if rank.id == "intern" {
                    break;
                }
            }
        }
        match best {
            Some((rank, word)) => Mapping::to(
                &rank.id,
                format!(
                    "the title holds `{word}`, a word of {} in seniority.toml",
                    rank.id
                ),
            ),
            None => Mapping::none("no word of seniority.toml stands in the title"),
        }
    }
}

/// Levels are compared without case, blanks and dashes.
fn level_key(label: &str) -> String {
    label
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
