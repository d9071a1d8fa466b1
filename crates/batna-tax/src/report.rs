//! A household's year as one documented object: what the command line and the page print.

use batna_core::{Scalar, Status};
use serde::Serialize;

use crate::assessment::Assessment;
use crate::coverage::{self, Coverage};
use crate::household::{Filing, Household};
use crate::income::{Axis, YearIncome};
use crate::law::Law;
use crate::us::equity::Shortfall;

/// Amounts are in `currency`, rounded to cents; `taxes` are disjoint and sum to `total`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    pub schema: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
    pub place: &'static str,
    pub year: i16,
    pub filing: Filing,
    pub currency: &'static str,
    /// Wages, and whatever else is not zero, as entered.
    pub income: Amounts,
    pub taxes: Vec<Tax>,
    pub total: f64,
    /// Income received less total; contributions put aside before tax are part of it.
    pub net: f64,
    /// The share that taxes take of the next unit of wages.
    pub marginal_rate: f64,
    /// `enacted`, or `projected` where any parameter had to be.
    pub status: Status,
    /// How it was projected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub projection: Option<String>,
    /// Ids of the parameters that were.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub projected: Vec<String>,
    /// What the year hands to the next, as far as it is not zero.
    #[serde(skip_serializing_if = "Amounts::is_empty")]
    pub carried: Amounts,
    /// What flat withholding leaves to pay in April, where supplemental wages were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub april: Option<April>,
    /// Regimes the question touches that no rule computes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_covered: Vec<Coverage>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// Bonus, shares and option spreads: tax due on them against what is withheld from them.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct April {
    /// Tax of the year with them less tax without.
    pub due: f64,
    /// Flat rates and payroll taxes.
    pub withheld: f64,
    /// Due less withheld.
    pub short: f64,
}

impl April {
    pub fn new<S: Scalar>(shortfall: &Shortfall<S>) -> Self {
        let withheld =
            shortfall.withheld_federal + shortfall.withheld_state + shortfall.withheld_payroll;
        April {
            due: plain(shortfall.due.round_to(2)),
            withheld: plain(withheld.round_to(2)),
            short: plain(shortfall.short.round_to(2)),
        }
    }
}

/// Amounts by name, in a fixed order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Amounts(pub Vec<(&'static str, f64)>);

impl Amounts {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for Amounts {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, amount)| (name, amount)))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Tax {
    pub id: &'static str,
    pub name: &'static str,
    pub amount: f64,
}

impl Report {
    pub const SCHEMA: &'static str = "batna/tax/1";

    /// The report of an assessment that `law` made of this year.
    pub fn new<S: Scalar>(
        law: &Law,
        household: &Household,
        income: &YearIncome<S>,
        assessment: &Assessment<S>,
    ) -> Report {
        let cents = |amount: S| amount.round_to(2);
        let taxes: Vec<Tax> = assessment
            .taxes()
            .iter()
            .map(|item| Tax {
                id: item.id,
                name: item.name,
                amount: plain(cents(item.amount)),
            })
            .collect();
        // The total of what is printed, so that a reader's sum agrees.
        let total: S = assessment
            .taxes()
            .iter()
            .map(|item| cents(item.amount))
            .sum();
        let marginal = law.marginal_rate(household, income, Axis::Wages);
        Report {
            schema: Self::SCHEMA,
            as_of: None,
            place: law.place().code(),
            year: law.year(),
            filing: law.filing(),
            currency: law.place().country().currency(),
            income: Amounts(
                income
                    .fields()
                    .into_iter()
                    .filter(|(name, amount)| *name == "wages" || *amount != S::ZERO)
                    .map(|(name, amount)| (name, plain(amount)))
                    .collect(),
            ),
            taxes,
            total: plain(cents(total)),
            net: plain(cents(cents(assessment.received) - total)),
            marginal_rate: plain(marginal.round_to(4)),
            status: law.status(),
            projection: law.projection_label().map(str::to_owned),
            projected: law.projected().to_vec(),
            carried: Amounts(
                assessment
                    .carry
                    .fields()
                    .into_iter()
                    .map(|(name, _, amount)| (name, plain(cents(amount))))
                    .filter(|(_, amount)| *amount != 0.0)
                    .collect(),
            ),
            april: None,
            not_covered: coverage::left_out(law.place(), household, income),
            notes: Vec::new(),
        }
    }
}

impl Report {
    /// Contributions that are part of [`Report::net`] and not on the account.
    pub fn put_aside(&self) -> impl Iterator<Item = f64> + '_ {
        let kept = ["pretax_401k", "hsa", "commuter", "section_125"];
        let aside = self.income.0.iter();
        aside
            .filter(move |(name, _)| kept.contains(name))
            .map(|(_, amount)| *amount)
    }
}

/// The nearest float, without a negative zero.
fn plain<S: Scalar>(amount: S) -> f64 {
    let value = amount.to_f64();
    if value == 0.0 { 0.0 } else { value }
}
