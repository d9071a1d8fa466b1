//! All normalising rules together, and the question why a text was read as it was.

use serde::Serialize;

use crate::employers::Employers;
use crate::mapping::{Mapping, RuleError};
use crate::places::{Place, Places};
use crate::reference::Reference;
use crate::roles::Roles;
use crate::seniority::{RankClues, Seniority};

/// The texts of `data/market/`, by file.
#[derive(Clone, Copy, Debug)]
pub struct RuleTexts<'a> {
    pub roles: &'a str,
    pub seniority: &'a str,
    pub levels: &'a str,
    pub employers: &'a str,
    pub places: &'a str,
}

/// The rules, parsed.
#[derive(Clone, Debug)]
pub struct Rules {
    pub roles: Roles,
    pub seniority: Seniority,
    pub employers: Employers,
    pub places: Places,
}

/// How each part of a row was read.
#[derive(Clone, Debug, Serialize)]
pub struct Why {
    pub role: Mapping,
    pub seniority: Mapping,
    pub employer: Mapping,
    pub place: Place,
}

impl Rules {
    /// Reads every rule file; the reference adds the official names of areas.
    pub fn parse(texts: RuleTexts<'_>, reference: &Reference<'_>) -> Result<Rules, RuleError> {
        Ok(Rules {
            roles: Roles::parse(texts.roles)?,
            seniority: Seniority::parse(texts.seniority, texts.levels)?,
            employers: Employers::parse(texts.employers)?,
            places: Places::parse(texts.places, reference)?,
        })
    }

    /// The reasons for every mapping of a row.
    pub fn why(&self, employer: &str, title: &str, level: &str, place: &str) -> Why {
        let employer = self.employers.of(employer);
        Why {
            role: self.roles.of_title(title),
            seniority: self.seniority.rank(RankClues {
                employer: employer.to.as_deref(),
                level,
                title,
                ..RankClues::default()
            }),
            place: self.places.read(place),
            employer,
        }
    }
}
