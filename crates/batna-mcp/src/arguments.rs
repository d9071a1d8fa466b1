//! What each tool takes, as types that carry their JSON Schema.
//!
//! Integers are bounded; amounts are texts or numbers in the notation of the case files.

use std::collections::BTreeMap;

use batna_case::{Channel, Speaker};
use schemars::JsonSchema;
use serde::Deserialize;

/// Nothing is asked.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// What may be changed about a valuation.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Valuing {
    /// Years valued, from 1 to 10; the case's own where absent.
    #[schemars(range(min = 1, max = 10))]
    pub horizon_years: Option<u32>,
    /// Relative risk aversion, from 0 (only the mean counts) to 20; 3 is moderate.
    #[schemars(range(min = 0, max = 20))]
    pub risk_aversion: Option<f64>,
    /// Riskless return a year, such as 0.04.
    #[schemars(range(min = -0.5, max = 1))]
    pub risk_free: Option<f64>,
}

/// One offer of the case.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct OneOffer {
    /// Id of the offer, as `value` and the resources give it; the open offer worth most where absent.
    pub offer: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ToneWord {
    Warm,
    #[default]
    Neutral,
    Firm,
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ScriptArguments {
    /// Kind of script, such as `call` or `counter-email`; without it, the kinds are listed.
    pub kind: Option<String>,
    /// Id of the offer; the open offer worth most where absent.
    pub offer: Option<String>,
    pub tone: ToneWord,
    /// Leave out what may be left out.
    pub short: bool,
    /// Answer what they may say against it instead.
    pub objections: bool,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LintArguments {
    /// The text that would be sent or said.
    #[schemars(length(max = 100_000))]
    pub text: String,
    /// Id of the offer whose employer would hear it.
    pub offer: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum MeasureWord {
    #[default]
    Base,
    Bonus,
    Equity,
    Total,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AskArguments {
    /// One question about pay, in plain English.
    pub question: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GuideArguments {
    /// Name of a Markdown file in the case, such as `guides/acme.md`.
    pub file: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BandArguments {
    /// A role or title, such as `ml engineer`.
    pub role: String,
    /// Such as `senior` or `L5`.
    pub level: Option<String>,
    /// As people write it, such as `Seattle, WA`.
    pub place: Option<String>,
    pub employer: Option<String>,
    #[serde(default)]
    pub measure: MeasureWord,
}

/// An amount as a number, or as a text such as `238k`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Amount {
    Number(f64),
    Text(String),
}

/// A year's pay; amounts in the currency of the place.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TaxArguments {
    /// Code of the place, such as `us-ca`, `us-ny-nyc`, `uk-england`, `de`.
    pub place: String,
    /// Code of the place where the work is done, if elsewhere.
    pub work_place: Option<String>,
    /// Tax year; 2025 for one that is called 2025-26.
    #[schemars(range(min = 2000, max = 2100))]
    pub year: i16,
    /// `single`, `joint`, `separate`, `head` or `surviving_spouse`; single where absent.
    pub filing: Option<String>,
    /// Children under 17.
    #[serde(default)]
    #[schemars(range(min = 0, max = 20))]
    pub dependents: u8,
    /// Base pay.
    pub wages: Option<Amount>,
    /// Bonuses and signing payments.
    pub bonus: Option<Amount>,
    /// Value of shares at vest.
    pub rsu: Option<Amount>,
    /// Value less strike of non-qualified options exercised.
    pub nso_spread: Option<Amount>,
    /// Value less strike of incentive options exercised and held.
    pub iso_spread: Option<Amount>,
    /// Net long-term gain.
    pub ltcg: Option<Amount>,
    pub spouse_wages: Option<Amount>,
    /// Deferrals to a workplace pension, before tax.
    pub pretax_401k: Option<Amount>,
    /// Past known law, freeze it (default) rather than refuse.
    pub refuse_projection: Option<bool>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WaterfallArguments {
    /// Name of a cap table of the case: `acme` for `captables/acme.toml`.
    pub captable: String,
    /// Value of the company at the exit, in the table's currency.
    pub exit: Amount,
    /// A listing, at which preferred converts, instead of a sale.
    #[serde(default)]
    pub listing: bool,
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ExplainArguments {
    /// Figure id, such as `offers.acme.year1.net`; without it, the ids are listed.
    pub id: Option<String>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProposeArguments {
    /// Who made the offer.
    #[schemars(length(min = 1, max = 200))]
    pub employer: String,
    /// Keys of an offer file with their values: `{"base": "205000 USD", "deadline": "2026-07-10"}`.
    pub terms: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LedgerArguments {
    /// Day it was said, such as 2026-06-15.
    pub date: String,
    /// Id of the offer it is about.
    pub offer: Option<String>,
    pub by: Speaker,
    pub channel: Channel,
    /// The words, as near as remembered.
    #[schemars(length(min = 1, max = 10_000))]
    pub said: String,
    /// Terms it states, as keys of an offer file with their values.
    #[serde(default)]
    pub terms: BTreeMap<String, String>,
    /// Not to be repeated to others.
    #[serde(default)]
    pub confidential: bool,
}
