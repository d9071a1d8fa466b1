//! Equity grants as an offer states them.

use batna_core::{Money, Rate, Shares};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::scheme::Scheme;
use super::tender::TakenBackAt;

/// One grant.
#[derive(Clone, Debug, PartialEq)]
pub struct Grant {
    /// Unique in the offer: `grant`, `grant2`, or the name it is given.
    pub id: String,
    /// Where it stands in its file: `grant`, or `grants.2` where there is more than one.
    pub at: String,
    pub kind: GrantKind,
    /// The plan that options are granted under, where it changes how they are taxed.
    pub scheme: Option<Scheme>,
    pub size: Option<GrantSize>,
    /// Price an option is exercised at, or the threshold of a profits interest per unit.
    pub strike: Option<Money>,
    /// Fair market value of the common share by the last 409A.
    pub fair_value: Option<Money>,
    /// Last price of the preferred share.
    pub preferred_price: Option<Money>,
    pub fully_diluted: Option<Shares>,
    pub granted: Option<Date>,
    pub vesting: Vesting,
    pub acceleration: Option<Acceleration>,
    /// Months after leaving in which vested options may be exercised.
    pub exercise_window_months: Option<f64>,
    pub early_exercise: bool,
    pub liquidity: Option<Liquidity>,
    /// What a stock purchase plan takes off the price; its size is what is put in a year.
    pub discount: Option<Rate>,
    /// Most the whole grant may pay, where it is capped.
    pub cap: Option<Money>,
    /// Vested shares may be bought back or forfeited on leaving.
    pub repurchase: Option<String>,
    /// At what price.
    pub taken_back_at: Option<TakenBackAt>,
    /// Chance that such a right is used on a leaver.
    pub taken_back_chance: Option<Rate>,
    /// Options already exercised, of those vested.
    pub exercised: Option<Shares>,
}

impl Grant {
    /// A grant of which nothing is known but its kind; vesting over four years is assumed.
    pub fn new(id: impl Into<String>, kind: GrantKind) -> Self {
        Grant {
            id: id.into(),
            at: "grants".to_owned(),
            kind,
            scheme: None,
            size: None,
            strike: None,
            fair_value: None,
            preferred_price: None,
            fully_diluted: None,
            granted: None,
            vesting: Vesting::assumed(),
            acceleration: None,
            exercise_window_months: None,
            early_exercise: false,
            liquidity: None,
            discount: None,
            cap: None,
            repurchase: None,
            taken_back_at: None,
            taken_back_chance: None,
            exercised: None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum GrantKind {
    Rsu,
    /// Restricted stock bought or given at the start.
    Rsa,
    Iso,
    Nso,
    ProfitUnits,
    ProfitsInterest,
    /// Phantom stock or appreciation rights, paid in cash.
    Phantom,
    /// Stock purchase plan.
    Espp,
    /// The letter says options or equity and no more.
    Options,
    Unknown,
}

impl GrantKind {
    /// The word that case files have for it; none where the kind is unknown.
    pub fn word(self) -> Option<&'static str> {
        Some(match self {
            GrantKind::Rsu => "rsu",
            GrantKind::Rsa => "rsa",
            GrantKind::Iso => "iso",
            GrantKind::Nso => "nso",
            GrantKind::ProfitUnits => "profit-units",
            GrantKind::ProfitsInterest => "profits-interest",
            GrantKind::Phantom => "phantom",
            GrantKind::Espp => "espp",
            GrantKind::Options => "options",
            GrantKind::Unknown => return None,
        })
    }

    pub fn label(self) -> &'static str {
        match self {
            GrantKind::Rsu => "RSU",
            GrantKind::Rsa => "restricted stock",
            GrantKind::Iso => "ISO",
            GrantKind::Nso => "NSO",
            GrantKind::ProfitUnits => "profit units",
            GrantKind::ProfitsInterest => "profits interest",
            GrantKind::Phantom => "phantom stock",
            GrantKind::Espp => "ESPP",
            GrantKind::Options => "options",
            GrantKind::Unknown => "equity of unstated kind",
        }
    }

    pub fn is_option(self) -> bool {
        matches!(self, GrantKind::Iso | GrantKind::Nso | GrantKind::Options)
    }
}

/// How large a grant is said to be.
#[derive(Clone, Debug, PartialEq)]
pub enum GrantSize {
    Shares(Shares),
    /// Share of the fully diluted company.
    Percent(Rate),
    /// An amount over the whole schedule, turned into shares as told.
    Dollars {
        amount: Money,
        conversion: Option<Conversion>,
    },
}

/// How an amount becomes shares.
#[derive(Clone, Debug, PartialEq)]
pub struct Conversion {
    pub price: Option<Money>,
    pub date: Option<Date>,
    /// Trading days averaged before `date`.
    pub averaging_days: Option<u32>,
}

/// When a grant vests.
#[derive(Clone, Debug, PartialEq)]
pub struct Vesting {
    /// Vesting starts here; the job's start where absent.
    pub start: Option<Date>,
    pub shape: VestingShape,
    /// The schedule was assumed, not stated.
    pub assumed: bool,
}

impl Vesting {
    /// Four years, monthly, with a year's cliff: what most start-up option plans in the
    /// United States say; marked as assumed.
    pub fn assumed() -> Self {
        Vesting {
            start: None,
            shape: VestingShape::Even {
                months: 48,
                every: VestingPeriod::Monthly,
                cliff_months: 12,
            },
            assumed: true,
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum VestingShape {
    /// Equal parts every `every` over `months`, with a cliff.
    Even {
        months: u32,
        every: VestingPeriod,
        cliff_months: u32,
    },
    /// Share of each year, vesting `every` within the year: `5/15/40/40`.
    Yearly {
        shares: Vec<Rate>,
        every: VestingPeriod,
    },
    /// Dated tranches of shares, or of money where the letter says so.
    Tranches(Vec<(Date, GrantSize)>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum VestingPeriod {
    Monthly,
    Quarterly,
    SemiAnnual,
    Annual,
}

impl VestingPeriod {
    pub fn months(self) -> u32 {
        match self {
            VestingPeriod::Monthly => 1,
            VestingPeriod::Quarterly => 3,
            VestingPeriod::SemiAnnual => 6,
            VestingPeriod::Annual => 12,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Acceleration {
    None,
    Single,
    Double,
}

/// A liquidity condition on top of time.
#[derive(Clone, Debug, PartialEq)]
pub struct Liquidity {
    /// Shares are delivered only at a listing or sale.
    pub required: bool,
    /// Months from grant after which it lapses without one.
    pub expires_months: Option<u32>,
    /// What has vested by time lapses too when one leaves before it.
    pub employed: bool,
}

/// New grants in later years: usual, never promised unless said so.
#[derive(Clone, Debug, PartialEq)]
pub struct Refresher {
    /// Each new grant as a share of the first.
    pub share: Option<Rate>,
    /// Each new grant as an amount.
    pub amount: Option<Money>,
    /// Months between new grants; first one after this many months.
    pub every_months: u32,
    pub vesting: VestingShape,
    /// Promised in writing.
    pub promised: bool,
}
