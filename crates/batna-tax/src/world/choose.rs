//! Choices outside the United States by name, as a command line or a case file gives them:
//! `student-loan=plan2`, `dutch-ruling`, `irish-sarp=2026`.

use std::str::FromStr;

use rust_decimal::Decimal;
use serde::Serialize;

use super::choices::Church;
use crate::household::Household;
use crate::uk::StudentLoan;

/// More credit points than any person has.
const MOST_POINTS: i64 = 20;

/// One choice that can be named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Choice {
    pub key: &'static str,
    /// Country that reads it.
    pub country: &'static str,
    /// What the value is; none where naming it is enough.
    pub value: Option<&'static str>,
    pub about: &'static str,
}

/// Every choice, by country.
pub static CHOICES: [Choice; 13] = [
    choice(
        "student-loan",
        "uk",
        Some("plan1, plan2, plan4 or plan5"),
        "repays a student loan",
    ),
    choice(
        "postgraduate-loan",
        "uk",
        None,
        "repays a postgraduate loan, alone or besides",
    ),
    choice(
        "employer-ni-passed-on",
        "uk",
        None,
        "bears the employer's national insurance on RSUs and options",
    ),
    choice(
        "badr",
        "uk",
        None,
        "long-term gains are within Business Asset Disposal Relief",
    ),
    choice(
        "canada-options-qualify",
        "ca",
        None,
        "the option spread is within the stock option deduction",
    ),
    choice(
        "german-church",
        "de",
        Some("8 in Bavaria and Baden-Württemberg, else 9"),
        "a member of a church that levies tax",
    ),
    choice("french-inbound", "fr", None, "flat option of article 155 B"),
    choice(
        "dutch-ruling",
        "nl",
        None,
        "holds the ruling for extraterritorial costs",
    ),
    choice(
        "irish-sarp",
        "ie",
        Some("year of arrival"),
        "under the Special Assignee Relief Programme",
    ),
    choice(
        "israel-credit-points",
        "il",
        Some("points, such as 2.25"),
        "credit points of the person",
    ),
    choice(
        "israel-102-capital",
        "il",
        None,
        "options are on the capital track of section 102, held to the end of the trustee's period",
    ),
    choice("india-old-regime", "in", None, "opted for the old regime"),
    choice("singapore-foreigner", "sg", None, "pays no CPF"),
];

const fn choice(
    key: &'static str,
    country: &'static str,
    value: Option<&'static str>,
    about: &'static str,
) -> Choice {
    Choice {
        key,
        country,
        value,
        about,
    }
}

/// Why a choice was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChoiceError {
    #[error("no choice `{given}`; there are {known}")]
    Unknown { given: String, known: String },
    #[error("`{key}` needs a value: {wanted}")]
    Value {
        key: &'static str,
        wanted: &'static str,
    },
    #[error("`{key}` takes no value")]
    NoValue { key: &'static str },
}

/// Takes one choice, `key` or `key=value`, into the household.
///
/// Errors: an unknown key (with all known ones), a missing, bad or needless value.
pub fn choose(household: &mut Household, text: &str) -> Result<(), ChoiceError> {
    let (key, value) = match text.split_once('=') {
        Some((key, value)) => (key.trim(), Some(value.trim())),
        None => (text.trim(), None),
    };
    let Some(choice) = CHOICES.iter().find(|choice| choice.key == key) else {
        return Err(ChoiceError::Unknown {
            given: key.chars().take(40).collect(),
            known: CHOICES.map(|choice| choice.key).join(", "),
        });
    };
    let bad = || ChoiceError::Value {
        key: choice.key,
        wanted: choice.value.unwrap_or_default(),
    };
    if choice.value.is_none() && value.is_some() {
        return Err(ChoiceError::NoValue { key: choice.key });
    }
    let value = value.unwrap_or_default();
    match choice.key {
        "student-loan" => {
            let plan = StudentLoan::ALL
                .into_iter()
                .find(|plan| plan.key() == value && *plan != StudentLoan::Postgraduate);
            household.uk.student_loan = Some(plan.ok_or_else(bad)?);
        }
        "postgraduate-loan" => household.uk.postgraduate_loan = true,
        "employer-ni-passed-on" => household.uk.employer_ni_passed_on = true,
        "badr" => household.uk.gains_qualify_for_badr = true,
        "canada-options-qualify" => household.world.canada_options_qualify = true,
        "german-church" => {
            household.world.german_church = Some(match value {
                "8" => Church::Eight,
                "9" => Church::Nine,
                _ => return Err(bad()),
            });
        }
        "israel-credit-points" => {
            let points = Decimal::from_str(value).map_err(|_| bad())?;
            let most = Decimal::from(MOST_POINTS);
            household.world.israel_credit_points = Some(
                Some(points)
                    .filter(|points| (Decimal::ZERO..=most).contains(points))
                    .ok_or_else(bad)?,
            );
        }
        "israel-102-capital" => household.world.israel_102_capital = true,
        "french-inbound" => household.world.french_inbound = true,
        "dutch-ruling" => household.world.dutch_ruling = true,
        "irish-sarp" => {
            let year = i16::from_str(value).map_err(|_| bad())?;
            household.world.irish_sarp_arrival = Some(
                Some(year)
                    .filter(|year| (2012..=2040).contains(year))
                    .ok_or_else(bad)?,
            );
        }
        "india-old-regime" => household.world.india_old_regime = true,
        _ => household.world.singapore_foreigner = true,
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_choice_changes_the_household() {
        for choice in CHOICES {
            let value = match choice.key {
                "student-loan" => "=plan2",
                "irish-sarp" => "=2026",
                "german-church" => "=9",
                "israel-credit-points" => "=3.25",
                _ => "",
            };
            let mut household = Household::default();
            choose(&mut household, &format!("{}{value}", choice.key)).unwrap();
            assert_ne!(household, Household::default(), "{}", choice.key);
        }
    }

    #[test]
    fn what_is_no_choice_is_refused() {
        let mut household = Household::default();
        for text in [
            "",
            "dutch",
            "dutch-ruling=yes",
            "student-loan",
            "student-loan=postgraduate",
            "irish-sarp=soon",
            "irish-sarp=1",
            "german-church=10",
            "israel-credit-points=-1",
            "israel-credit-points=many",
        ] {
            assert!(choose(&mut household, text).is_err(), "{text}");
        }
        assert_eq!(household, Household::default());
    }
}
