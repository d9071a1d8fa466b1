//! The result of valuing alternatives, in the form that `--json` prints.
//!
//! Amounts are numbers in the object's `currency`, rounded to cents; unknown is null.
//! Figure ids are paths that `batna explain` understands.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use batna_core::{Currency, Grade};

use crate::alternative::AlternativeKind;
use crate::flow::{Certainty, Component};
use crate::leaving::VestedOnLeaving;

/// Schema name of the object.
pub const SCHEMA: &str = "batna/value/1";

/// Every alternative of a case, valued on the same draws.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Valuation {
    pub schema: &'static str,
    #[schemars(with = "String")]
    pub as_of: Date,
    /// Currency the alternatives are compared in.
    pub currency: Currency,
    pub horizon_years: u32,
    /// Simulated paths and their seed.
    pub paths: u32,
    pub seed: u64,
    /// `simulated`, or the named scenario that stands in its place.
    pub scenario: String,
    pub assumptions: Vec<AssumptionUsed>,
    pub alternatives: Vec<AlternativeValue>,
}

impl Valuation {
    pub fn alternative(&self, id: &str) -> Option<&AlternativeValue> {
        self.alternatives
            .iter()
            .find(|alternative| alternative.id == id)
    }
}

/// An assumption that the figures rest on.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct AssumptionUsed {
    pub id: String,
    pub label: String,
    pub value: String,
    pub grade: Grade,
    /// Where it comes from, or that it is a default that the person may change.
    pub source: String,
}

/// A figure with its range.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Figure {
    /// Path of the figure: `offers.acme.year1.net`.
    pub id: String,
    pub p10: Option<f64>,
    pub p50: Option<f64>,
    pub p90: Option<f64>,
    /// Monte Carlo standard error of the median; null where nothing is simulated.
    pub mc_error: Option<f64>,
}

impl Figure {
    pub fn fixed(id: impl Into<String>, value: f64) -> Self {
        let value = Some(cents(value));
        Figure {
            id: id.into(),
            p10: value,
            p50: value,
            p90: value,
            mc_error: None,
        }
    }

    pub fn unknown(id: impl Into<String>) -> Self {
        Figure {
            id: id.into(),
            p10: None,
            p50: None,
            p90: None,
            mc_error: None,
        }
    }

    pub fn range(id: impl Into<String>, p10: f64, p50: f64, p90: f64, error: f64) -> Self {
        Figure {
            id: id.into(),
            p10: Some(cents(p10)),
            p50: Some(cents(p50)),
            p90: Some(cents(p90)),
            mc_error: Some(cents(error)),
        }
    }

    /// Whether the range is a point.
    pub fn is_fixed(&self) -> bool {
        self.p10 == self.p90
    }
}

/// One alternative's worth.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AlternativeValue {
    /// The offer's id, or `stay`.
    pub id: String,
    pub employer: String,
    pub kind: AlternativeKind,
    pub currency: Currency,
    /// What one unit of `currency` is in the currency of comparison, and the rate's date.
    pub to_comparison: Option<Conversion>,
    pub place: Option<String>,
    #[schemars(with = "String")]
    pub start: Date,
    pub start_assumed: bool,
    pub figures: Figures,
    pub one_offs: Vec<OneOff>,
    /// Twelve months each from the start date.
    pub years: Vec<ServiceYear>,
    /// Calendar or fiscal years of the place's tax.
    pub tax_years: Vec<TaxYear>,
    pub equity: Vec<EquityValue>,
    /// What leaving does to equity vested in the current job; empty for an offer.
    pub on_leaving: Vec<VestedOnLeaving>,
    /// Quantiles of the average year after tax, from the 1st to the 99th percentile.
    pub distribution: Vec<f64>,
    /// What is true of these figures and a reader should know.
    pub notes: Vec<String>,
}

impl AlternativeValue {
    /// Into another currency; none where no rate is known.
    pub fn rate_to(&self, currency: Currency) -> Option<f64> {
        Conversion::between(self.currency, currency, self.to_comparison.as_ref())
    }

    /// Kinds of equity that could not be valued: the figures after tax lack them.
    pub fn equity_left_out(&self) -> Vec<&str> {
        self.equity
            .iter()
            .filter(|equity| equity.is_left_out())
            .map(|equity| equity.kind.as_str())
            .collect()
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Conversion {
    pub rate: f64,
    #[schemars(with = "String")]
    pub date: Date,
}

impl Conversion {
    /// Units of one currency for one of another, by what is known; none where they differ and
    /// nothing is.
    pub fn between(from: Currency, to: Currency, known: Option<&Conversion>) -> Option<f64> {
        if from == to {
            Some(1.0)
        } else {
            Some(known?.rate)
        }
    }
}

/// The figures people compare offers by, in the alternative's own currency.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Figures {
    /// Base, target bonus and a year's worth of the grant as advertised, before tax.
    pub headline: Figure,
    /// Cash that recurs and is promised: base and stipends, a year.
    pub guaranteed_cash: Figure,
    /// Twelve months from the start, one-offs included, before tax.
    pub year1_gross: Figure,
    pub year1_net: Figure,
    /// The horizon's total by its years, one-offs included, before tax.
    pub average_year_gross: Figure,
    pub average_year_net: Figure,
    /// Everything in the horizon after tax, discounted at the risk-free rate.
    pub present_value_net: Figure,
    /// The sure present value that is as good as the gamble, a year.
    pub certainty_equivalent: Figure,
    /// The average year after tax at the prices of the nation's average place.
    pub cost_of_living_adjusted: Figure,
}

impl Figures {
    /// All figures with their names, in reading order.
    pub fn named(&self) -> [(&'static str, &Figure); 9] {
        [
            ("headline", &self.headline),
            ("guaranteed cash", &self.guaranteed_cash),
            ("year one, before tax", &self.year1_gross),
            ("year one, after tax", &self.year1_net),
            ("average year, before tax", &self.average_year_gross),
            ("average year, after tax", &self.average_year_net),
            ("present value, after tax", &self.present_value_net),
            ("certainty equivalent a year", &self.certainty_equivalent),
            ("at average prices", &self.cost_of_living_adjusted),
        ]
    }
}

/// A payment that comes once.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct OneOff {
    pub what: String,
    pub amount: f64,
    #[schemars(with = "String")]
    pub date: Date,
    /// Months during which leaving means paying it back.
    pub clawback_months: Option<u32>,
}

/// One service year at target bonus and today's prices.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ServiceYear {
    /// From one.
    pub year: u32,
    #[schemars(with = "String")]
    pub from: Date,
    #[schemars(with = "String")]
    pub through: Date,
    pub parts: Vec<YearPart>,
    pub gross: f64,
    /// After tax, as the simulation spreads it.
    pub net: Figure,
}

#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct YearPart {
    pub component: Component,
    pub certainty: Certainty,
    pub amount: f64,
}

/// One tax year at target bonus and today's prices, by the place's rules in decimal.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TaxYear {
    pub year: i16,
    pub place: String,
    /// Taxable pay from this alternative in the year.
    pub taxable: f64,
    /// Wages from before it in the same year, which move the brackets.
    pub earlier_wages: f64,
    pub taxes: Vec<TaxAmount>,
    /// Tax this alternative adds to the household's.
    pub total: f64,
    /// `enacted`, or the projection by name.
    pub law: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct TaxAmount {
    pub id: String,
    pub name: String,
    pub amount: f64,
}

/// One grant's worth.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct EquityValue {
    pub id: String,
    pub kind: String,
    /// The whole grant as an employer would quote it: not a value.
    pub advertised: Option<f64>,
    /// What of it vests within the horizon, as advertised.
    pub advertised_in_horizon: Option<f64>,
    /// What it brings after tax, discounted, for what vests within the horizon.
    pub net: Figure,
    pub chance_of_nothing: Option<f64>,
    /// `public`, `private` or `unmodelled`.
    pub model: String,
    /// What would have to be known to value it.
    pub missing: Vec<String>,
}

impl EquityValue {
    /// Whether it could not be valued, so that no figure after tax holds it.
    pub fn is_left_out(&self) -> bool {
        self.model == "unmodelled"
    }
}

/// Rounded to cents; minus zero is zero.
pub fn cents(value: f64) -> f64 {
    let rounded = (value * 100.0).round() / 100.0;
    if rounded == 0.0 { 0.0 } else { rounded }
}
