//! What stands behind a walk-away: going on searching, one more offer, delay, and how far the
//! floors move with the tolerance for risk.
//!
//! The search is read off the running processes: their chances, spread over the months until the
//! last is to answer, are the rate at which offers come; after that none comes, for nothing is
//! known of a search that has not begun. It counts the same processes as the
//! floor does, so it stands beside the floor and is no part of it.

use batna_core::Trace;
use batna_plan::strategy::search_on::{Search, SearchValue};
use batna_value::floor::Floor;
use schemars::JsonSchema;
use serde::Serialize;

use crate::appraisal::{Appraisal, AppraisalOptions};
use crate::{Failure, OpenCase, Workbench};

/// A floor with what stands behind it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FloorReport {
    #[serde(flatten)]
    pub floor: Floor,
    /// Null where no running process has a chance and a total, or all were to answer by now.
    pub search: Option<SearchShown>,
    /// The floors again for other tolerances for risk, the boldest first.
    pub by_tolerance: Vec<ToleranceFloors>,
}

/// Going on searching, over the floor's horizon.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SearchShown {
    /// Its figure id.
    pub id: &'static str,
    /// Take an offer worth at least this a year, as certain money.
    pub reservation_a_year: f64,
    /// Chance of an offer in a month.
    pub arrival: f64,
    /// Worth of a year while searching: the current job, or nothing.
    pub meanwhile_a_year: f64,
    #[serde(flatten)]
    pub value: SearchValue,
}

/// Floors at one relative risk aversion.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ToleranceFloors {
    pub risk_aversion: f64,
    /// Floor a year by offer; null where it is unknown.
    pub floor_a_year: Vec<(String, Option<f64>)>,
    /// Figure ids of the same floors, in the same order.
    pub ids: Vec<String>,
}

/// From counting only the mean to cautious.
const TOLERANCES: [f64; 3] = [0.0, 2.0, 4.0];
const FIGURE: &str = "floor.search";
const ARRIVAL: &str = "floor.search.arrival";
pub(crate) const ONE_MORE: &str = "floor.search.one-more-offer";
pub(crate) const DELAY: &str = "floor.search.month-of-delay";

impl Workbench {
    /// The floor with the search and the other tolerances beside it.
    ///
    /// Errors: as for [`Workbench::appraise`].
    pub fn floor_report(
        &self,
        opened: &OpenCase,
        options: AppraisalOptions,
    ) -> Result<FloorReport, Failure> {
        let appraisal = self.appraise(opened, options)?;
        let floor = appraisal.floor(self)?;
        let mut by_tolerance = Vec::new();
        for risk_aversion in TOLERANCES {
            let options = AppraisalOptions {
                risk_aversion: Some(risk_aversion),
                ..options
            };
            let floor = self.appraise(opened, options)?.floor(self)?;
            by_tolerance.push(ToleranceFloors {
                risk_aversion,
                ids: floor
                    .offers
                    .iter()
                    .map(|offer| at_tolerance(&offer.id, risk_aversion))
                    .collect(),
                floor_a_year: floor
                    .offers
                    .into_iter()
                    .map(|offer| (offer.offer, offer.floor_a_year))
                    .collect(),
            });
        }
        Ok(FloorReport {
            search: search(&appraisal, &floor).map(|(shown, _)| shown),
            floor,
            by_tolerance,
        })
    }

    /// The trace of a floor at another tolerance for risk; none where the id is no such figure's.
    ///
    /// Errors: as for [`Workbench::appraise`].
    pub(crate) fn tolerance_trace(
        &self,
        appraisal: &Appraisal<'_>,
        floor: &Floor,
        id: &str,
    ) -> Result<Option<Trace>, Failure> {
        for risk_aversion in TOLERANCES {
            let asked = |offer: &&batna_value::floor::OfferFloor| {
                at_tolerance(&offer.id, risk_aversion) == id
            };
            let Some(offer) = floor.offers.iter().find(asked) else {
                continue;
            };
            let options = AppraisalOptions {
                risk_aversion: Some(risk_aversion),
                ..AppraisalOptions::default()
            };
            let again = self.appraise(appraisal.opened, options)?;
            let floor = again.floor(self)?;
            let found = again
                .floor_and_figures(&floor)
                .into_iter()
                .find(|trace| trace.id == offer.id);
            return Ok(found.map(|mut trace| {
                trace.id = id.to_owned();
                trace.noting(format!(
                    "everything is valued anew at a relative risk aversion of {risk_aversion}; \
                     `{}` is at your own",
                    offer.id
                ))
            }));
        }
        Ok(None)
    }
}

/// The figure id of a floor at another tolerance for risk.
fn at_tolerance(floor: &str, risk_aversion: f64) -> String {
    format!("{floor}.risk-{risk_aversion}")
}

/// The search of a case, with its traces. None where no process says enough.
pub(crate) fn search(
    appraisal: &Appraisal<'_>,
    floor: &Floor,
) -> Option<(SearchShown, Vec<Trace>)> {
    let as_of = appraisal.opened.as_of;
    let months = 12 * floor.horizon_years;
    let money = |amount: f64| batna_plan::component::to_money(amount, floor.currency);
    let a_month = |total: f64| total / f64::from(months);
    let worth = |id: &str| {
        let found = floor.alternatives.iter().find(|one| one.id == id)?;
        found.certainty_equivalent.map(a_month)
    };
    let mut offers = Vec::new();
    let mut last = as_of;
    let mut inputs = Vec::new();
    for process in &appraisal.opened.case.profile.processes {
        let id = format!("process.{}", process.id);
        let (Some(worth), Some(chance), Some(day)) =
            (worth(&id), process.chance, process.expected_by)
        else {
            continue;
        };
        if day < as_of || process.unconfirmed {
            continue;
        }
        last = last.max(day);
        offers.push((worth, chance.to_f64()));
        inputs.push(
            Trace::money(
                id,
                format!("{} a month, if offered", process.employer),
                money(worth),
            )
            .noting(format!("chance {chance} by {day}, as you state them")),
        );
    }
    let span = as_of.until(last).map_or(0, |span| span.get_days());
    let arrival: f64 = offers.iter().map(|(_, chance)| chance).sum();
    let span = (f64::from(span) / 30.4).max(1.0);
    let arrival = (arrival / span).min(1.0);
    let monthly = worth(batna_value::alternative::STAY).unwrap_or(0.0);
    let value = Search {
        offers,
        arrival,
        // At most some years: a day in the case is within a century.
        arriving: span.ceil() as u32,
        monthly,
        months,
    }
    .value()?;
    let mut trace = Trace::money(
        FIGURE,
        "Worth a month from which to take an offer rather than search on",
        money(value.reservation),
    )
    .by("McCall 1970, backwards over the months of the horizon")
    .from_input(
        Trace::number(ARRIVAL, "chance of an offer in a month", (arrival * 1e4).round() / 1e4)
            .by("the chances of the running processes, spread over the months until the last is to answer"),
    )
    .noting(format!("a month meanwhile is worth {:#}", money(monthly)));
    for input in inputs {
        trace = trace.from_input(input);
    }
    let over = |id: &str, label: &str, amount: f64, rule: &str| {
        Trace::money(id, label, money(amount))
            .by(rule)
            .from_input(trace.clone())
    };
    let one_more = over(
        ONE_MORE,
        "worth over the horizon of one more offer in hand today",
        value.one_more_offer,
        "the better of an offer drawn like the running ones and going on searching, less going on",
    );
    let delay = over(
        DELAY,
        "cost over the horizon of a month in which nothing can arrive",
        value.month_of_delay,
        "searching now, less the meanwhile of a month and searching after it",
    );
    let shown = SearchShown {
        id: FIGURE,
        reservation_a_year: (value.reservation * 1_200.0).round() / 100.0,
        arrival: (arrival * 1e4).round() / 1e4,
        meanwhile_a_year: (monthly * 1_200.0).round() / 100.0,
        value,
    };
    Some((shown, vec![trace, one_more, delay]))
}
