//! A model of the other side: what things cost them, and how far they can go.
//!
//! Everything here is an estimate about somebody else's mind, with its sources graded;
//! all of it is for the owner alone (invariant 10). Limits are distributions on a grid,
//! updated exactly by what the employer answers. Leaves out: their alternatives (other
//! candidates), which nobody on this side knows.

mod answer;
mod cost;
mod limit;

pub use answer::Answer;
pub use cost::{CostParts, EmployerCost, EquityPrice, PayrollBasis};
pub use limit::{Ground, Limit, LimitView};

use std::collections::BTreeMap;

use batna_core::{Band, Grade, Measure};
use jiff::civil::Date;
use serde::Serialize;

use crate::component::{Component, Package};
use crate::knowledge::{Knowledge, Watched};

/// One employer as the plan sees it.
#[derive(Clone, Debug)]
pub struct Employer {
    pub limits: BTreeMap<Component, Limit>,
    pub cost: EmployerCost,
}

/// What is known of the employer before they answer.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    pub offered: &'a Package,
    /// Posted range of base in the package's currency.
    pub posted: Option<(f64, f64)>,
    pub market: &'a [Band],
    pub day: Date,
}

/// Priorities that an employer might have; each sees the same costs differently.
#[derive(Clone, Debug, PartialEq, Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Temper {
    pub id: String,
    pub label: String,
    /// Weight on what recurs every year: the pay band.
    pub recurring: f64,
    pub one_time: f64,
    pub equity: f64,
}

impl Temper {
    pub fn weight(&self, watched: Watched) -> f64 {
        match watched {
            Watched::Recurring => self.recurring,
            Watched::OneTime => self.one_time,
            Watched::Equity => self.equity,
            Watched::Condition => 1.0,
        }
    }
}

impl Employer {
    /// The model before any answer.
    pub fn new(known: Known<'_>, knowledge: &Knowledge, cost: EmployerCost) -> Employer {
        let facts = &knowledge.employer;
        let mut limits = BTreeMap::new();
        let season = facts.season.room[usize::try_from((known.day.month() - 1) / 3)
            .unwrap_or(0)
            .min(3)];
        let no_room = (facts.no_room / season).clamp(0.0, 0.9);
        let grounded = |source: &str, what: String| Ground {
            what,
            source: source.to_owned(),
            grade: knowledge
                .finding(source)
                .map_or(Grade::Assertion, |finding| finding.grade),
        };
        if let Some(base) = known.offered.get(Component::Base).filter(|b| *b > 0.0) {
            let mut parts = vec![(0.7, base, &facts.first_offer_headroom)];
            let mut grounds = vec![grounded(
                &facts.first_offer_headroom.source,
                "what employers add to a first offer when asked".into(),
            )];
            if let Some((_, high)) = known.posted.filter(|(_, high)| *high > 0.0) {
                parts.push((0.9, high, &facts.posted_headroom));
                grounds.push(grounded(
                    &facts.posted_headroom.source,
                    "room above the posted maximum".into(),
                ));
            }
            if let Some(anchor) = market_anchor(known.market, known.offered) {
                parts.push((0.5, anchor, &facts.market_headroom));
                grounds.push(grounded(
                    &facts.market_headroom.source,
                    "limits against the market's upper quarter".into(),
                ));
            }
            limits.insert(
                Component::Base,
                Limit::pooled(base, no_room, &parts, &facts.toughness, grounds),
            );
            let signing = known.offered.amount(Component::Signing);
            limits.insert(
                Component::Signing,
                Limit::added(
                    signing,
                    base,
                    no_room,
                    &facts.signing_headroom,
                    &facts.toughness,
                    vec![grounded(
                        &facts.signing_headroom.source,
                        "one-time payments as a share of base".into(),
                    )],
                ),
            );
        }
        if let Some(equity) = known.offered.equity()
            && known.offered.amount(equity) > 0.0
        {
            limits.insert(
                equity,
                Limit::pooled(
                    known.offered.amount(equity),
                    no_room,
                    &[(1.0, known.offered.amount(equity), &facts.equity_headroom)],
                    &facts.toughness,
                    vec![grounded(
                        &facts.equity_headroom.source,
                        "what employers add to a first grant when asked".into(),
                    )],
                ),
            );
        }
        Employer { limits, cost }
    }

    /// Takes an answer in: the limit of the component moves, Bayes-wise.
    pub fn hear(&mut self, component: Component, answer: Answer) {
        if let Some(limit) = self.limits.get_mut(&component) {
            limit.update(answer);
        }
    }

    /// Chance that the employer can go to `amount`; 1 up to what is offered. For a
    /// component without a model of its limit, the labelled chance that it moves at all.
    pub fn chance(&self, component: Component, amount: f64, knowledge: &Knowledge) -> f64 {
        match self.limits.get(&component) {
            Some(limit) => limit.chance(amount),
            None => knowledge.trade(component).map_or(0.0, |trade| trade.ease),
        }
    }

    /// For the owner: the interval of each limit with its grounds.
    pub fn view(&self) -> BTreeMap<Component, LimitView> {
        self.limits
            .iter()
            .map(|(component, limit)| (*component, limit.view()))
            .collect()
    }
}

/// The 75th percentile of base in the package's currency, or the highest known below it.
/// Bands without a sample are no market claim and do not count.
fn market_anchor(market: &[Band], offered: &Package) -> Option<f64> {
    market
        .iter()
        .filter(|band| {
            band.measure == Measure::Base
                && band.currency == offered.currency
                && band.grade.supports_a_market_claim()
        })
        .find_map(|band| band.p75.or(band.p50))
        .filter(|value| value.is_finite() && *value > 0.0)
}
