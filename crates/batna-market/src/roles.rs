//! Role families from titles: the phrase of the highest tier, then the longest, names the family.
//!
//! Rules: `data/market/roles.toml`. Leaves out seniority, which has its own rules.

use serde::Deserialize;

use crate::fold::{find_words, fold};
use crate::mapping::{Mapping, RuleError};

/// A family of roles and the occupation codes nearest to it.
#[derive(Clone, Debug, Deserialize)]
pub struct Role {
    pub id: String,
    pub name: String,
    /// Codes of the Standard Occupational Classification, nearest first.
    pub soc: Vec<String>,
    /// Whether the classification has a code for just this work.
    pub exact: bool,
    /// Higher tiers win over longer phrases.
    #[serde(default = "middle_tier")]
    pub tier: u8,
    pub phrases: Vec<String>,
}

fn middle_tier() -> u8 {
    2
}

#[derive(Deserialize)]
struct File {
    role: Vec<Role>,
}

/// All families.
#[derive(Clone, Debug)]
pub struct Roles {
    roles: Vec<Role>,
}

impl Roles {
    /// Reads `roles.toml`.
    pub fn parse(text: &str) -> Result<Roles, RuleError> {
        let file: File = toml::from_str(text).map_err(|e| RuleError::new("roles.toml", &e))?;
        let mut roles = file.role;
        for role in &mut roles {
            for phrase in &mut role.phrases {
                *phrase = fold(phrase);
            }
        }
        Ok(Roles { roles })
    }

    pub fn all(&self) -> &[Role] {
        &self.roles
    }

    /// The phrases that name a kind of work and no rank: (id, phrase).
    pub fn phrases(&self) -> impl Iterator<Item = (&str, &str)> {
        let ranks_none = |role: &&Role| role.tier < 3 || role.id == "other";
        self.roles.iter().filter(ranks_none).flat_map(|role| {
            let phrases = role.phrases.iter();
            phrases.map(|phrase| (role.id.as_str(), phrase.as_str()))
        })
    }

    pub fn get(&self, id: &str) -> Option<&Role> {
        self.roles.iter().find(|role| role.id == id)
    }

    /// The family a title belongs to. An id (`ml-engineer`) names itself.
    pub fn of_title(&self, title: &str) -> Mapping {
        let id = title.trim().to_lowercase().replace([' ', '_'], "-");
        if let Some(role) = self.get(&id) {
            return Mapping::to(&role.id, format!("`{id}` is the family's own name"));
        }
        let folded = fold(title);
        let mut best: Option<(&Role, &str)> = None;
        for role in &self.roles {
            for phrase in &role.phrases {
                let better = best.is_none_or(|(other, found)| {
                    (role.tier, phrase.len()) > (other.tier, found.len())
                });
                if better && find_words(&folded, phrase).is_some() {
                    best = Some((role, phrase));
                }
            }
        }
        match best {
            Some((role, phrase)) => Mapping::to(
                &role.id,
                format!(
                    "the title holds `{phrase}`, a phrase of {} in roles.toml",
                    role.id
                ),
            ),
            None => Mapping::none("no phrase of roles.toml stands in the title"),
        }
    }

    /// Families whose id or name is nearest to a text that names none, for suggestions.
    pub fn nearest(&self, text: &str) -> Vec<&str> {
        let folded = fold(text);
        let mut scored: Vec<(usize, &str)> = self
            .roles
            .iter()
            .map(|role| {
                let name = fold(&role.id);
                let shared = folded
                    .split(' ')
                    .filter(|word| find_words(&name, word).is_some())
                    .count();
                (shared, role.id.as_str())
            })
            .filter(|(shared, _)| *shared > 0)
            .collect();
        scored.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
        scored.into_iter().take(3).map(|(_, id)| id).collect()
    }
}
