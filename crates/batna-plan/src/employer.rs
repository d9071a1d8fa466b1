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
pub use limit::{Ground, Limit, LimitView, Prior};

use std::collections::BTreeMap;

use batna_case::model::Stage;
use batna_core::{Band, Grade, Measure};
use jiff::civil::Date;
use serde::Serialize;

use crate::component::{Component, Package};
use crate::knowledge::{Density, Knowledge, Watched};
use limit::WIDTHS;

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
    pub stage: Option<Stage>,
    /// The day by which they want an answer.
    pub answer_due: Option<Date>,
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
        let grounded = |source: &str, what: String| Ground {
            what,
            source: source.to_owned(),
            grade: knowledge
                .finding(source)
                .map_or(Grade::Assertion, |finding| finding.grade),
        };
        let rooms = rooms(&known, knowledge);
        let prior = |equity: bool, mut grounds: Vec<Ground>| {
            let factors: Vec<&Density> = rooms
                .iter()
                .map(|room| if equity { room.equity } else { room.cash })
                .collect();
            grounds.extend(
                rooms
                    .iter()
                    .zip(&factors)
                    .map(|(room, factor)| grounded(&factor.source, room.what.clone())),
            );
            Prior {
                no_room: facts.no_room,
                widths: widths(&factors),
                toughness: &facts.toughness,
                grounds,
            }
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
                Limit::pooled(base, &parts, prior(false, grounds)),
            );
            let signing = known.offered.amount(Component::Signing);
            limits.insert(
                Component::Signing,
                Limit::added(
                    signing,
                    base,
                    &facts.signing_headroom,
                    prior(
                        false,
                        vec![grounded(
                            &facts.signing_headroom.source,
                            "one-time payments as a share of base".into(),
                        )],
                    ),
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
                    &[(1.0, known.offered.amount(equity), &facts.equity_headroom)],
                    prior(
                        true,
                        vec![grounded(
                            &facts.equity_headroom.source,
                            "what employers add to a first grant when asked".into(),
                        )],
                    ),
                ),
            );
        }
        Employer { limits, cost }
    }

    /// Takes an answer in: the limit of the component moves, Bayes-wise, and with what it
    /// tells of how wide the room is at all, so do the others.
    pub fn hear(&mut self, component: Component, answer: Answer) {
        let Some(limit) = self.limits.get_mut(&component) else {
            return;
        };
        let before = limit.widths();
        limit.update(answer);
        let mut told = limit.widths();
        for (told, before) in told.iter_mut().zip(before) {
            *told /= before.max(f64::MIN_POSITIVE);
        }
        for (other, limit) in &mut self.limits {
            if *other != component {
                limit.learn_width(&told);
            }
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

/// One thing that widens or narrows the room of pay and of equity.
struct RoomFactor<'a> {
    what: String,
    cash: &'a Density,
    equity: &'a Density,
}

/// What is known of the season, the company's stage and its haste.
fn rooms<'a>(known: &Known<'_>, knowledge: &'a Knowledge) -> Vec<RoomFactor<'a>> {
    let room = &knowledge.employer.room;
    let quarter = usize::try_from((known.day.month() - 1) / 3).unwrap_or(0);
    let mut found = Vec::new();
    if let Some(season) = room.season.get(quarter) {
        found.push(RoomFactor {
            what: format!("hiring season: quarter {} of the year", quarter + 1),
            cash: season,
            equity: season,
        });
    }
    if let Some(stage) = known.stage
        && let Some(at) = room.stage.iter().find(|one| one.stages.contains(&stage))
    {
        found.push(RoomFactor {
            what: format!("stage: {}", at.label),
            cash: &at.cash,
            equity: &at.equity,
        });
    }
    let days = known
        .answer_due
        .map(|due| crate::strategy::leverage::days_between(known.day, due));
    if days.is_some_and(|days| (0..=i64::from(room.pressed_days)).contains(&days)) {
        found.push(RoomFactor {
            what: format!("haste: an answer wanted within {} days", room.pressed_days),
            cash: &room.pressed,
            equity: &room.pressed,
        });
    }
    found
}

/// The product of the factors in parts of equal chance, narrow to wide.
fn widths(factors: &[&Density]) -> [f64; WIDTHS] {
    let mut products = vec![1.0];
    for factor in factors {
        let parts = factor.quantiles(WIDTHS);
        products = products
            .iter()
            .flat_map(|product| parts.iter().map(move |part| product * part))
            .collect();
    }
    products.sort_by(f64::total_cmp);
    let each = (products.len() / WIDTHS).max(1);
    let mut means = [1.0; WIDTHS];
    for (mean, part) in means.iter_mut().zip(products.chunks(each)) {
        *mean = part.iter().sum::<f64>() / part.len() as f64;
    }
    means
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
