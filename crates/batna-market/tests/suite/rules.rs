//! The normalising rules over what people and sources write: `tests/suite/market/rules.toml`.

use batna_market::reference::Reference;
use batna_market::rules::{RuleTexts, Rules, WhyTexts};
use serde::Deserialize;

use crate::reference::embedded;

pub fn rules(reference: &Reference<'_>) -> Rules {
    let text = |name: &str| batna_data::text(&format!("market/{name}.toml")).unwrap();
    Rules::parse(
        RuleTexts {
            roles: text("roles"),
            seniority: text("seniority"),
            levels: text("levels"),
            employers: text("employers"),
            places: text("places"),
            zones: text("zones"),
        },
        reference,
    )
    .unwrap()
}

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Case {
    title: String,
    employer: String,
    level: String,
    place: String,
    role: Option<String>,
    rank: Option<String>,
    is: Option<String>,
    metro: Option<String>,
    country: Option<String>,
}

#[test]
fn texts_are_read_as_the_cases_say() {
    let reference = embedded();
    let rules = rules(&reference);
    let cases: Cases =
        toml::from_str(include_str!("../../../../tests/suite/market/rules.toml")).unwrap();
    let mut wrong = Vec::new();
    for case in &cases.case {
        let texts = WhyTexts {
            employer: &case.employer,
            title: &case.title,
            level: &case.level,
            place: &case.place,
        };
        let why = rules.why(texts, jiff::civil::date(2026, 11, 21), &reference);
        let mut check = |what: &str, expected: &Option<String>, found: &Option<String>| {
            // `none` says that nothing may be read.
            let expected = expected.as_deref();
            if let Some(expected) = expected
                && expected != found.as_deref().unwrap_or("none")
            {
                wrong.push(format!(
                    "{what} of `{}{}{}`: {found:?}, expected {expected}",
                    case.title, case.employer, case.place
                ));
            }
        };
        check("role", &case.role, &why.role.to);
        check("rank", &case.rank, &why.seniority.to);
        check("employer", &case.is, &why.employer.to);
        check("metro", &case.metro, &why.place.metro);
        check("country", &case.country, &why.place.country);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
