//! Premiums for skills, domains and places: chosen one at a time, never stacked.
//!
//! A page states each premium against people without it and says nothing of two
//! together, so two are not added; nor is one added to a band that already contains
//! it (a place premium on a band of that place, an MLOps premium on MLOps pay).

use batna_core::{Citation, Grade, Rate};
use serde::{Deserialize, Serialize};

use super::place::Places;

#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum PremiumKind {
    Skill,
    Domain,
    Place,
}

/// What something is said to add to pay, as a share of it; negative where it takes away.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Premium {
    pub id: String,
    pub kind: PremiumKind,
    pub name: String,
    /// Lower-case words by which a profile shows it.
    pub keywords: Vec<String>,
    pub low: Rate,
    pub high: Rate,
    /// Whose pay it is a share of.
    pub against: String,
    /// What bands already hold it: `place`, or `role:` and a role family.
    pub contained_in: Vec<String>,
    /// The one employer it is stated for, where it is.
    pub company: Option<String>,
    pub grade: Grade,
    pub source: Citation,
    pub caveats: Vec<String>,
}

/// A profile, and what the band at hand already tells apart.
#[derive(Clone, Debug, Default)]
pub struct PremiumQuery<'a> {
    pub role: Option<&'a str>,
    pub skills: &'a [String],
    pub domains: &'a [String],
    /// As people write it.
    pub place: Option<&'a str>,
    pub company: Option<&'a str>,
    /// The band is of that place, not of a country or the world.
    pub band_is_of_place: bool,
    /// Role family of the band.
    pub band_role: Option<&'a str>,
}

/// Why a premium that the profile shows is not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum WhyLeftOut {
    /// Another one is larger, and premiums do not stack.
    NotStacked,
    /// The band already holds it.
    InTheBand,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LeftOut<'a> {
    pub premium: &'a Premium,
    pub why: WhyLeftOut,
}

/// At most one premium, and those that were left out.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct PremiumChoice<'a> {
    pub used: Option<&'a Premium>,
    pub left_out: Vec<LeftOut<'a>>,
}

fn shows(words: &[String], keywords: &[String]) -> bool {
    words.iter().any(|word| {
        let word = word.to_lowercase().replace(['-', '_'], " ");
        keywords.iter().any(|keyword| {
            let keyword = keyword.replace('-', " ");
            // On word boundaries, so that `fragile` does not show `rag`.
            format!(" {word} ").contains(&format!(" {keyword} "))
        })
    })
}

impl Premium {
    fn applies(&self, query: &PremiumQuery, places: &Places) -> bool {
        if let Some(company) = &self.company {
            return query
                .company
                .is_some_and(|asked| asked.eq_ignore_ascii_case(company));
        }
        match self.kind {
            PremiumKind::Skill => shows(query.skills, &self.keywords),
            PremiumKind::Domain => shows(query.domains, &self.keywords),
            PremiumKind::Place => query.place.is_some_and(|asked| {
                let asked = places.resolve(asked);
                asked.is_some() && self.keywords.iter().any(|k| places.resolve(k) == asked)
            }),
        }
    }

    fn is_contained(&self, query: &PremiumQuery) -> bool {
        self.contained_in
            .iter()
            .any(|held| match held.strip_prefix("role:") {
                Some(role) => query.band_role == Some(role),
                None => held == "place" && query.band_is_of_place,
            })
    }
}

pub(super) fn choose<'a>(
    premiums: &'a [Premium],
    query: &PremiumQuery,
    places: &Places,
) -> PremiumChoice<'a> {
    let mut choice = PremiumChoice::default();
    let mut candidates = Vec::new();
    for premium in premiums.iter().filter(|p| p.applies(query, places)) {
        if premium.is_contained(query) {
            choice.left_out.push(LeftOut {
                premium,
                why: WhyLeftOut::InTheBand,
            });
        } else {
            candidates.push(premium);
        }
    }
    // The largest by its middle; the earlier one among equals.
    let middle = |p: &Premium| p.low.fraction() + p.high.fraction();
    let best = candidates.iter().copied().reduce(|best, next| {
        if middle(next) > middle(best) {
            next
        } else {
            best
        }
    });
    choice.used = best;
    for premium in candidates {
        if best.is_some_and(|b| b.id != premium.id) {
            choice.left_out.push(LeftOut {
                premium,
                why: WhyLeftOut::NotStacked,
            });
        }
    }
    choice
}
