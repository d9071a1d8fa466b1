//! The person: role, place, household, needs, preferences, achievements.

use batna_core::{Currency, Money, Rate};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::offer::{CurrentJob, RunningProcess};
use super::tax::TaxChoices;

/// What `me.toml` says.
#[derive(Clone, Debug)]
pub struct Profile {
    /// Role family such as `ml-engineer`.
    pub role: Option<String>,
    /// `junior`, `mid`, `senior`, `staff`, `principal`.
    pub level: Option<String>,
    /// Years of experience in the field.
    pub years: Option<f64>,
    /// As people write it: `San Francisco, CA`.
    pub location: Option<String>,
    /// Tax place code such as `us-ca`; derived from `location` where not given.
    pub place: Option<String>,
    /// Currency results are shown in: as stated, or that of the place.
    pub currency: Currency,
    pub filing: Filing,
    pub household: Household,
    pub pretax: PretaxChoices,
    pub tax: TaxChoices,
    pub needs: Needs,
    pub preferences: Preferences,
    pub tradeoffs: Tradeoffs,
    pub visa: Option<String>,
    pub skills: Vec<String>,
    pub domains: Vec<String>,
    pub achievements: Vec<Achievement>,
    pub current_job: Option<CurrentJob>,
    pub processes: Vec<RunningProcess>,
    /// What the person would say of their own intentions, and to whom.
    pub commitments: Vec<Commitment>,
}

impl Profile {
    /// Whether the visa is one of the United States' for students and exchange visitors, by which
    /// one may be a nonresident alien for years.
    pub fn on_student_visa(&self) -> bool {
        let words = self.visa.as_deref().unwrap_or_default();
        let plain = words.to_uppercase().replace('-', "");
        plain
            .split(|c: char| !c.is_ascii_alphanumeric())
            .any(|word| matches!(word, "F1" | "J1" | "OPT" | "CPT"))
    }

    /// A profile that says nothing but the currency.
    pub fn new(currency: Currency) -> Self {
        Profile {
            role: None,
            level: None,
            years: None,
            location: None,
            place: None,
            currency,
            filing: Filing::default(),
            household: Household::default(),
            pretax: PretaxChoices::default(),
            tax: TaxChoices::default(),
            needs: Needs::default(),
            preferences: Preferences::default(),
            tradeoffs: Tradeoffs::default(),
            visa: None,
            skills: Vec::new(),
            domains: Vec::new(),
            achievements: Vec::new(),
            current_job: None,
            processes: Vec::new(),
            commitments: Vec::new(),
        }
    }
}

/// A preference or promise the person is ready to state to one employer.
#[derive(Clone, Debug, PartialEq)]
pub struct Commitment {
    pub id: String,
    pub kind: CommitmentKind,
    /// Id of the offer whose employer may hear it.
    pub offer: String,
    /// What it depends on: `base at 230000 USD`.
    pub terms: Option<String>,
    /// The day by which it would be done.
    pub by: Option<Date>,
    pub unconfirmed: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CommitmentKind {
    /// `You are my first choice`: may be said to one employer only.
    FirstChoice,
    /// `At these terms I sign by this day`: one employer only.
    SignsAt,
    /// `I am strongly interested`: may be said to several.
    Interested,
}

impl CommitmentKind {
    /// Whether it may live with one employer only.
    pub fn is_exclusive(self) -> bool {
        matches!(self, CommitmentKind::FirstChoice | CommitmentKind::SignsAt)
    }
}

/// Filing status (United States); other places read what applies to them.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
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

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Household {
    /// A year.
    pub spouse_wages: Option<Money>,
    /// Children under 17.
    pub dependents: u32,
    pub other_dependents: u32,
    /// Interest, rents and the like, a year.
    pub other_income: Option<Money>,
    /// What may be itemised, a year.
    pub property_tax: Option<Money>,
    pub mortgage_interest: Option<Money>,
    pub charity: Option<Money>,
    /// Wages already earned this calendar year, before the new job starts.
    pub wages_this_year: Option<Money>,
}

/// Deferrals the person makes, a year.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PretaxChoices {
    pub retirement: Option<Money>,
    pub hsa: Option<Money>,
    pub commuter: Option<Money>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Needs {
    /// Spending a month that must be met, after tax.
    pub monthly: Option<Money>,
    /// Savings that could carry a gap.
    pub savings: Option<Money>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Preferences {
    /// Years valued from the start date; default 4.
    pub horizon_years: u32,
    pub risk: RiskTolerance,
    /// Chance of leaving in a year before the horizon.
    pub leave_chance: Option<Rate>,
    /// Months of search after turning everything down.
    pub search_months: Option<f64>,
}

impl Default for Preferences {
    fn default() -> Self {
        Preferences {
            horizon_years: 4,
            risk: RiskTolerance::Moderate,
            leave_chance: None,
            search_months: None,
        }
    }
}

/// Tolerance for risk; a coefficient of relative risk aversion says it exactly.
///
/// What a word stands for is an assumption: `value.risk_aversion` in `data/value`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum RiskTolerance {
    Low,
    Moderate,
    High,
    /// Relative risk aversion, 0 (neutral) to 20.
    Coefficient(f64),
}

/// What the person would give up in pay a year for things that are not pay.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tradeoffs {
    /// For one level or title up.
    pub title: Option<Money>,
    /// For clearly better growth.
    pub growth: Option<Money>,
    /// For clearly better balance.
    pub balance: Option<Money>,
    /// For one more remote day a week.
    pub remote_day: Option<Money>,
}

/// One thing achieved, as the person can show it.
#[derive(Clone, Debug, PartialEq)]
pub struct Achievement {
    pub id: String,
    pub what: String,
    /// The number it moved: `cut serving cost 40%`.
    pub metric: Option<String>,
    /// Where it can be seen: a link, a report, a reference.
    pub evidence: Option<String>,
    /// Skill tags such as `rag`, `mlops`.
    pub skills: Vec<String>,
    pub date: Option<Date>,
    /// Recorded by an assistant and not yet confirmed by the person.
    pub unconfirmed: bool,
}
