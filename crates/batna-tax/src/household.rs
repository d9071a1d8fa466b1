//! Who is taxed: filing status, dependants and the choices a person makes.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::TaxError;

/// Filing status; places that tax each person alone know `Single` and take any other as it.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Filing {
    #[default]
    Single,
    Joint,
    Separate,
    Head,
    SurvivingSpouse,
}

impl Filing {
    pub const ALL: [Filing; 5] = [
        Filing::Single,
        Filing::Joint,
        Filing::Separate,
        Filing::Head,
        Filing::SurvivingSpouse,
    ];

    /// Its name in parameter files and on the command line.
    pub const fn key(self) -> &'static str {
        match self {
            Filing::Single => "single",
            Filing::Joint => "joint",
            Filing::Separate => "separate",
            Filing::Head => "head",
            Filing::SurvivingSpouse => "surviving_spouse",
        }
    }

    /// Two people on one return.
    pub const fn is_joint(self) -> bool {
        matches!(self, Filing::Joint)
    }
}

impl fmt::Display for Filing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.key())
    }
}

impl FromStr for Filing {
    type Err = TaxError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let lower = text.to_ascii_lowercase();
        Filing::ALL
            .into_iter()
            .find(|filing| filing.key() == lower)
            .or(match lower.as_str() {
                "married" | "mfj" => Some(Filing::Joint),
                "mfs" => Some(Filing::Separate),
                "head_of_household" | "hoh" => Some(Filing::Head),
                "surviving-spouse" | "qss" => Some(Filing::SurvivingSpouse),
                _ => None,
            })
            .ok_or_else(|| TaxError::UnknownFiling {
                given: text.chars().take(40).collect(),
            })
    }
}

/// Which deduction is taken where the law offers a choice.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Deduction {
    Standard,
    Itemise,
    /// Whichever leaves the lower total of all taxes of the place.
    #[default]
    Best,
}

impl FromStr for Deduction {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.trim().to_ascii_lowercase().as_str() {
            "standard" => Ok(Deduction::Standard),
            "itemise" | "itemize" | "itemised" | "itemized" => Ok(Deduction::Itemise),
            "best" | "" => Ok(Deduction::Best),
            other => Err(format!(
                "no deduction `{}`; it is standard, itemise or best",
                other.chars().take(40).collect::<String>()
            )),
        }
    }
}

/// What does not change with the amounts of the year.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Household {
    pub filing: Filing,
    /// Children under 17 at the end of the year.
    pub dependents: u8,
    /// Dependants who are not children under 17.
    pub other_dependents: u8,
    pub deduction: Deduction,
    /// Read in the United Kingdom alone.
    pub uk: crate::uk::UkChoices,
    /// Read outside the United States and the United Kingdom.
    pub world: crate::world::WorldChoices,
}

impl Household {
    pub fn new(filing: Filing) -> Self {
        Household {
            filing,
            ..Household::default()
        }
    }
}
