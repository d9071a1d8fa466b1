//! Offers, the current job and processes still running.

use batna_core::{Money, Rate};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::grant::{Grant, Refresher};
use super::tax::TaxChoices;
use super::tender::Tenders;

/// One offer, as its file says.
#[derive(Clone, Debug)]
pub struct Offer {
    /// The file's stem; names the offer in commands and figure ids.
    pub id: String,
    pub employer: String,
    pub company: Company,
    pub status: OfferStatus,
    /// The terms may not be told to others.
    pub confidential: bool,
    /// Proposed by a letter or an assistant and not yet confirmed by the person.
    pub unconfirmed: bool,
    pub role: Option<String>,
    pub level: Option<String>,
    pub title: Option<String>,
    pub location: Option<String>,
    /// Tax place code; the profile's where absent.
    pub place: Option<String>,
    /// Days a week that need not be at the office, 0 to 5.
    pub remote_days: Option<f64>,
    pub received: Option<Date>,
    pub deadline: Option<Date>,
    pub start: Option<Date>,
    /// A year.
    pub base: Option<Money>,
    /// Yearly growth of base that is written or usual; none where unknown.
    pub base_growth: Option<Rate>,
    /// The range the employer posted for the role.
    pub posted_range: Option<Range>,
    pub bonus: Bonus,
    /// Signing, retention, relocation and milestone payments.
    pub one_time: Vec<OneTimePayment>,
    pub stipends: Vec<Stipend>,
    pub grants: Vec<Grant>,
    pub refresher: Option<Refresher>,
    pub benefits: Benefits,
    pub terms: ContractTerms,
    pub visa: Option<String>,
    /// Name of the cap table file that describes the company.
    pub captable: Option<String>,
    pub notes: Option<String>,
    /// How it compares with the current job in what is not pay.
    pub fit: Fit,
    /// Before what the profile says.
    pub tax: TaxChoices,
}

impl Offer {
    /// An offer of which nothing is known but who made it; verbal until stated otherwise.
    pub fn new(id: impl Into<String>, employer: impl Into<String>) -> Self {
        Offer {
            id: id.into(),
            employer: employer.into(),
            company: Company::default(),
            status: OfferStatus::Verbal,
            confidential: false,
            unconfirmed: false,
            role: None,
            level: None,
            title: None,
            location: None,
            place: None,
            remote_days: None,
            received: None,
            deadline: None,
            start: None,
            base: None,
            base_growth: None,
            posted_range: None,
            bonus: Bonus::default(),
            one_time: Vec::new(),
            stipends: Vec::new(),
            grants: Vec::new(),
            refresher: None,
            benefits: Benefits::default(),
            terms: ContractTerms::default(),
            visa: None,
            captable: None,
            notes: None,
            fit: Fit::default(),
            tax: TaxChoices::default(),
        }
    }
}

/// What is not pay, against the current job: -2 much worse, 0 the same, 2 much better.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Fit {
    /// Levels or titles up.
    pub title: Option<f64>,
    pub growth: Option<f64>,
    pub balance: Option<f64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OfferStatus {
    Verbal,
    Written,
    Accepted,
    Declined,
    Expired,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Company {
    pub kind: CompanyKind,
    pub stage: Option<Stage>,
    pub headcount: Option<u32>,
    /// Share price today of a public company, or last preferred price of a private one.
    pub share_price: Option<Money>,
    /// Value of the whole company at its last round or on the market.
    pub valuation: Option<Money>,
    /// Volatility of the share a year; a sourced default where absent.
    pub volatility: Option<Rate>,
    /// Expected growth of the company's value a year.
    pub growth: Option<Rate>,
    /// What preferred shares take before common, where no cap table says it.
    pub preferences: Option<LiquidationPreference>,
    /// Invested in all preferred shares together, over every round.
    pub invested: Option<Money>,
    /// Tender offers that it holds; absent where none are known of.
    pub tenders: Option<Tenders>,
    pub outlook: Outlook,
    pub jumps: Option<Jumps>,
}

/// Sudden moves of a listed share.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Jumps {
    pub every_months: f64,
    /// Of the usual one: -15% takes the price down by that.
    pub size: Rate,
    /// Standard deviation of the logarithm.
    pub spread: Rate,
}

/// The person's own chances for a private company at its present stage, where they are stated.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outlook {
    /// That a further round comes next.
    pub next_round: Option<Rate>,
    /// That failure or standstill comes next.
    pub fails: Option<Rate>,
    /// Of exits, those that are listings.
    pub listed: Option<Rate>,
    /// Usual time to the next of these.
    pub every_months: Option<f64>,
    /// By a further round.
    pub dilution: Option<Rate>,
    /// After a listing.
    pub lockup_months: Option<f64>,
    /// Of being dismissed when the company is sold.
    pub dismissed: Option<Rate>,
}

impl Outlook {
    /// Whether anything is stated.
    pub fn is_stated(&self) -> bool {
        *self != Outlook::default()
    }
}

/// Liquidation preferences as an answer in writing puts them, alike for all preferred shares.
///
/// Their rank among each other is left out: it decides which investor is paid, and not what is
/// left for common.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LiquidationPreference {
    /// Of what was invested, paid first.
    pub multiple: Decimal,
    pub participation: Participation,
}

/// Whether preferred shares take part in what is left after their preference.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Participation {
    None,
    Full,
    /// Up to this multiple of what was invested, the preference counted in.
    Capped(Decimal),
}

#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum CompanyKind {
    Public,
    Private,
    #[default]
    Unknown,
}

#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    Seed,
    SeriesA,
    SeriesB,
    SeriesC,
    SeriesD,
    Late,
    Public,
}

/// A closed range of amounts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    pub low: Money,
    pub high: Money,
}

/// The yearly bonus and what else is promised of the kind.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bonus {
    /// Target as an amount a year or a share of base.
    pub target: Option<BonusPart>,
    /// Payout seen in the past, as multiples of target: 0.5 to 1.5.
    pub payout_low: Option<f64>,
    pub payout_high: Option<f64>,
    /// Guaranteed in the first year.
    pub guaranteed: Option<Money>,
    /// Part of the bonus that is paid later, and after how many months.
    pub deferred_share: Option<Rate>,
    pub deferred_months: Option<u32>,
    /// Month of the year in which it is paid; 3 where absent.
    pub paid_month: Option<i8>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum BonusPart {
    Amount(Money),
    OfBase(Rate),
}

/// A payment made once.
#[derive(Clone, Debug, PartialEq)]
pub struct OneTimePayment {
    /// `signing`, `retention`, `relocation`, `milestone`.
    pub kind: String,
    pub amount: Money,
    pub paid: PaidWhen,
    pub clawback: Option<Clawback>,
    /// The employer pays the tax on it too.
    pub grossed_up: bool,
    /// Depends on something other than being employed.
    pub condition: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PaidWhen {
    /// With the first pay.
    AtStart,
    /// This many months after the start.
    AfterMonths(u32),
    On(Date),
}

/// Repayment when leaving early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clawback {
    pub months: u32,
    /// Falls month by month; the whole amount until the end where false.
    pub prorated: bool,
    /// The gross amount is owed back, not what was left after tax.
    pub gross: bool,
}

/// A regular allowance.
#[derive(Clone, Debug, PartialEq)]
pub struct Stipend {
    pub what: String,
    /// A year.
    pub amount: Money,
    pub taxed: bool,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Benefits {
    /// What the person pays for health insurance a year, before tax.
    pub health_premium: Option<Money>,
    /// Share of pay that the employer adds to retirement saving: matched or given.
    pub retirement_match: Option<Rate>,
    /// Most the match may come to a year.
    pub retirement_match_cap: Option<Money>,
    pub learning_budget: Option<Money>,
    pub paid_leave_days: Option<f64>,
    /// Employer's contribution to a health savings account a year.
    pub hsa_employer: Option<Money>,
    pub severance_months: Option<f64>,
}

/// Terms that bind, in a phrase each where the letter has them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ContractTerms {
    pub non_compete_months: Option<f64>,
    pub garden_leave_months: Option<f64>,
    pub ip_assignment: Option<String>,
    pub side_projects: Option<String>,
    pub arbitration: Option<bool>,
    pub stay_or_pay: Option<String>,
    pub contingencies: Vec<String>,
    pub other: Vec<String>,
}

/// The job one has.
#[derive(Clone, Debug, PartialEq)]
pub struct CurrentJob {
    pub employer: String,
    pub title: Option<String>,
    pub place: Option<String>,
    pub company: Company,
    pub base: Option<Money>,
    pub base_growth: Option<Rate>,
    pub bonus: Bonus,
    /// Grants with what is still unvested, valued like an offer's.
    pub grants: Vec<Grant>,
    pub refresher: Option<Refresher>,
    pub benefits: Benefits,
    /// Bonus earned this year so far and lost on leaving before it is paid.
    pub accrued_bonus: Option<Money>,
    pub accrued_bonus_paid: Option<Date>,
    /// Repayments that leaving now would trigger.
    pub clawbacks_owed: Vec<Money>,
    /// Employer retirement money not yet vested.
    pub unvested_retirement: Option<Money>,
    /// Weeks of notice.
    pub notice_weeks: Option<f64>,
    pub remote_days: Option<f64>,
    pub level: Option<String>,
    /// As people write it; the profile's where absent.
    pub location: Option<String>,
    /// First day in the job.
    pub since: Option<Date>,
    /// Payments received with a claw-back, or still to come, such as a retention bonus.
    pub one_time: Vec<OneTimePayment>,
    pub stipends: Vec<Stipend>,
    pub terms: ContractTerms,
}

impl CurrentJob {
    /// A job of which nothing is known but the employer.
    pub fn new(employer: impl Into<String>) -> Self {
        CurrentJob {
            employer: employer.into(),
            title: None,
            place: None,
            company: Company::default(),
            base: None,
            base_growth: None,
            bonus: Bonus::default(),
            grants: Vec::new(),
            refresher: None,
            benefits: Benefits::default(),
            accrued_bonus: None,
            accrued_bonus_paid: None,
            clawbacks_owed: Vec::new(),
            unvested_retirement: None,
            notice_weeks: None,
            remote_days: None,
            level: None,
            location: None,
            since: None,
            one_time: Vec::new(),
            stipends: Vec::new(),
            terms: ContractTerms::default(),
        }
    }
}

/// A process without an offer yet.
#[derive(Clone, Debug, PartialEq)]
pub struct RunningProcess {
    pub employer: String,
    /// `screen`, `onsite`, `final`, …
    pub stage: Option<String>,
    /// The person's own estimate of the chance that an offer comes.
    pub chance: Option<Rate>,
    pub expected_by: Option<Date>,
    /// Total a year that the offer might be.
    pub expected_total: Option<Range>,
    /// Names the process in figure ids: the employer in lower case with dashes.
    pub id: String,
    pub role: Option<String>,
    /// The employer may not be named to others.
    pub confidential: bool,
    /// Recorded by an assistant and not yet confirmed by the person.
    pub unconfirmed: bool,
}
