//! All normalising rules together, and the question why a text was read as it was.

use jiff::civil::Date;
use serde::Serialize;

use crate::employers::Employers;
use crate::mapping::{Mapping, RuleError};
use crate::places::{Place, Places};
use crate::reference::Reference;
use crate::roles::Roles;
use crate::seniority::{RankClues, Seniority};
use crate::zones::Zones;

/// The texts of `data/market/`, by file.
#[derive(Clone, Copy, Debug)]
pub struct RuleTexts<'a> {
    pub roles: &'a str,
    pub seniority: &'a str,
    pub levels: &'a str,
    pub employers: &'a str,
    pub places: &'a str,
    pub zones: &'a str,
}

/// The rules, parsed.
#[derive(Clone, Debug)]
pub struct Rules {
    pub roles: Roles,
    pub seniority: Seniority,
    pub employers: Employers,
    pub places: Places,
    pub zones: Zones,
}

/// How each part of a row was read.
#[derive(Clone, Debug, Serialize)]
pub struct Why {
    pub role: Mapping,
    pub seniority: Mapping,
    pub employer: Mapping,
    /// Of the employer, on the day asked about.
    pub stage: Mapping,
    pub size: Mapping,
    pub place: Place,
    /// Of the place.
    pub zone: Mapping,
}

impl Rules {
    /// Reads every rule file; the reference adds the official names of areas.
    pub fn parse(texts: RuleTexts<'_>, reference: &Reference<'_>) -> Result<Rules, RuleError> {
        Ok(Rules {
            roles: Roles::parse(texts.roles)?,
            seniority: Seniority::parse(texts.seniority, texts.levels)?,
            employers: Employers::parse(texts.employers)?,
            places: Places::parse(texts.places, reference)?,
            zones: Zones::parse(texts.zones)?,
        })
    }

    /// The reasons for every mapping of a row of a day.
    pub fn why(&self, texts: WhyTexts<'_>, on: Date, reference: &Reference<'_>) -> Why {
        let employer = self.employers.of(texts.employer);
        let of_employer = |find: fn(&Employers, &str, Date) -> Mapping| match &employer.to {
            Some(id) => find(&self.employers, id, on),
            None => Mapping::none("no employer is named"),
        };
        let place = self.places.read(texts.place);
        Why {
            role: self.roles.of_title(texts.title),
            seniority: self.seniority.rank(RankClues {
                employer: employer.to.as_deref(),
                level: texts.level,
                title: texts.title,
                ..RankClues::default()
            }),
            stage: of_employer(Employers::stage_at),
            size: of_employer(Employers::size_at),
            zone: self.zones.of(&place, &self.places, reference),
            place,
            employer,
        }
    }
}

/// The texts of a row that are mapped; empty where it has none.
#[derive(Clone, Copy, Debug, Default)]
pub struct WhyTexts<'a> {
    pub employer: &'a str,
    pub title: &'a str,
    pub level: &'a str,
    pub place: &'a str,
}
