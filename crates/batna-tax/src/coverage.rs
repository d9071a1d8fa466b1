//! What is computed of each country and what is not.
//!
//! Nothing is left out in silence: a regime that no rule here computes is named, with what a
//! reader should do about it, and [`left_out`] says which of them a question touches.

mod uk;
mod us;
mod world;

use batna_core::{Diagnostic, Scalar};
use serde::Serialize;

use crate::household::Household;
use crate::income::YearIncome;
use crate::place::Place;
use crate::register::CountryId;

/// How far a regime is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Extent {
    /// By a rule in this crate.
    Computed,
    /// By no rule: the figure is absent and has to be asked for.
    NotCovered,
}

/// One regime of one country.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Stable id such as `uk.emi`, also the code of the diagnostic that names it.
    pub id: &'static str,
    pub name: &'static str,
    pub extent: Extent,
    /// What is computed, or what is missing and what to do.
    pub note: &'static str,
}

const fn row(id: &'static str, name: &'static str, extent: Extent, note: &'static str) -> Coverage {
    Coverage {
        id,
        name,
        extent,
        note,
    }
}

/// Income below which credits for low incomes may be due.
const LOW_INCOME: i64 = 60_000;

/// Every regime known by name, by country.
pub fn all() -> impl Iterator<Item = &'static Coverage> {
    us::TABLE.iter().chain(uk::TABLE).chain(world::TABLE)
}

/// The regimes of one country, by its code: `uk`, `ca`, `de`.
pub fn of(country: &str) -> impl Iterator<Item = &'static Coverage> + '_ {
    all().filter(move |row| {
        row.id
            .split_once('.')
            .is_some_and(|(code, _)| code == country)
    })
}

/// The regime with an id.
pub fn find(id: &str) -> Option<&'static Coverage> {
    all().find(|row| row.id == id)
}

/// What is not covered of a household's year: in the United States what its amounts touch,
/// elsewhere every regime of the country that no rule computes.
pub fn left_out<S: Scalar>(
    place: Place,
    household: &Household,
    income: &YearIncome<S>,
) -> Vec<Coverage> {
    if place.country() != CountryId::Us {
        let code = place.code();
        let country = code.split_once('-').map_or(code, |(country, _)| country);
        return of(country)
            .filter(|row| row.extent == Extent::NotCovered)
            .copied()
            .collect();
    }
    let received = income.received();
    let touched = [
        (us::CARE, household.dependents > 0),
        (
            us::LOW_INCOME,
            received > S::ZERO && received < S::from_int(LOW_INCOME),
        ),
        (us::BUSINESS, income.self_employment > S::ZERO),
        (
            us::FOREIGN,
            income.qualified_dividends + income.interest > S::ZERO,
        ),
    ];
    touched
        .into_iter()
        .filter_map(|(row, touched)| touched.then_some(row))
        .collect()
}

/// The page of regimes, by country.
pub fn markdown() -> String {
    let mut out = String::from(
        "# Tax regimes by country\n\nMade from `crates/batna-tax/src/coverage/`. What is not covered is named by `batna tax`\n\
         where a question touches it.\n",
    );
    let mut country = "";
    for row in all() {
        let of = row.id.split('.').next().unwrap_or_default();
        if of != country {
            country = of;
            out.push_str(&format!("\n## `{of}`\n\n| regime | | |\n|---|---|---|\n"));
        }
        let extent = match row.extent {
            Extent::Computed => "computed",
            Extent::NotCovered => "**not covered**",
        };
        out.push_str(&format!(
            "| {} (`{}`) | {extent} | {} |\n",
            row.name, row.id, row.note
        ));
    }
    out
}

impl Coverage {
    /// What to tell a reader whose offer touches a regime that no rule computes.
    pub fn diagnostic(&self) -> Option<Diagnostic> {
        (self.extent == Extent::NotCovered).then(|| {
            Diagnostic::warning(
                "tax::not-covered",
                format!("{} ({}) is not covered", self.name, self.id),
            )
            .remedy(self.note)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_country_is_listed_once() {
        let ids: BTreeSet<&str> = all().map(|row| row.id).collect();
        assert_eq!(ids.len(), all().count());
        for place in Place::all() {
            let code = place.code();
            let country = code.split_once('-').map_or(code, |(country, _)| country);
            assert!(of(country).next().is_some(), "{country}");
        }
    }

    #[test]
    fn what_is_not_covered_says_so() {
        let missing = find("nl.box3").and_then(Coverage::diagnostic);
        assert!(missing.is_some());
        assert!(find("nl.income").and_then(Coverage::diagnostic).is_none());
    }

    #[test]
    fn a_question_is_told_what_it_touches() {
        let told = |code: &str, income: YearIncome<f64>, dependents: u8| -> Vec<&str> {
            let household = Household {
                dependents,
                ..Household::default()
            };
            left_out(code.parse().unwrap(), &household, &income)
                .iter()
                .map(|row| row.id)
                .collect()
        };
        let wages = |wages: f64| YearIncome {
            wages,
            ..YearIncome::default()
        };
        assert!(told("us-wa", wages(300_000.0), 0).is_empty());
        assert_eq!(told("us-wa", wages(300_000.0), 1), ["us.care_credits"]);
        assert_eq!(told("us-wa", wages(30_000.0), 0), ["us.low_income_credits"]);
        assert!(told("nl", wages(90_000.0), 0).contains(&"nl.box3"));
    }
}
