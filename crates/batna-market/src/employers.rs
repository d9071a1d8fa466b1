//! One employer under its many spellings.
//!
//! Rules: `data/market/employers.toml`. A name that no entry lists is its own employer,
//! keyed by its folded words without legal form.

use std::collections::BTreeMap;

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
    /// The listed employer it belongs to.
    pub part_of: Option<String>,
}

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
