//! `Which city pays best`, `by level`: the values of an axis that have a band of their own,
//! highest median first.
//!
//! Leaves out official wages, which tell no employers, levels or stages apart.

use batna_core::{Measure, Money};
use batna_market::ask::{Axis, Reading, Statistic};
use batna_market::band::{BandQuery, Settings, WIDENING, band};
use batna_market::insights::OTHER_WORK;
use batna_market::observation::{Dimension, Observations as _, Selection, SourceClass};
use batna_market::rollup::Rollup;

use super::{Change, MarketAnswer, say};
use crate::market::{MarketBand, MarketRequest, fault};
use crate::{Failure, Workbench};

/// Values that bands are worked out for: those with most rows.
const MOST_RANKED: usize = 60;
/// Values that are shown.
const MOST_SHOWN: usize = 8;

type Changes = fn(String) -> Change;

/// How an axis is told apart in the store, and what a value of it changes.
fn of(axis: Axis) -> Option<(Dimension, Changes)> {
    Some(match axis {
        Axis::Level => (Dimension::Seniority, Change::Level),
        Axis::Place => (Dimension::Metro, Change::Place),
        Axis::Stage => (Dimension::Stage, Change::Stage),
        Axis::Employer => (Dimension::Employer, Change::Employer),
        Axis::Role => (Dimension::Role, Change::Role),
        Axis::Measure | Axis::Time => return None,
    })
}

impl Workbench {
    /// Answers a request for each value of an axis; false where the store tells none apart.
    pub(super) fn answer_each(
        &self,
        reading: &Reading,
        axis: Axis,
        request: &MarketRequest,
        answer: &mut MarketAnswer,
    ) -> Result<bool, Failure> {
        let Some((dimension, change)) = of(axis) else {
            return Ok(false);
        };
        if !self.has_store() {
            answer.note(&format!(
                "Official wages are not told apart by {}; import rows for that.",
                dimension.label()
            ));
            return Ok(false);
        }
        let asked = request.measure.unwrap_or(Measure::Base);
        let measures = match reading.measure_stated {
            true => vec![asked],
            false => vec![Measure::Total, Measure::Base],
        };
        // One measure for all: totals are not ranked against base pay.
        let mut ranked = Vec::new();
        let mut of_measure = asked;
        for measure in measures {
            let found = self.ranked(request, dimension, measure)?;
            if found.len() > ranked.len() {
                (ranked, of_measure) = (found, measure);
            }
            if ranked.len() > 1 {
                break;
            }
        }
        if ranked.is_empty() {
            return Ok(false);
        }
        if !reading.measure_stated && of_measure == Measure::Base {
            answer.note("The evidence holds base pay alone for this; no measure was named, so base is given.");
        }
        let all = ranked.len();
        let mut found: Vec<MarketBand> = Vec::new();
        for value in ranked.into_iter().take(MOST_SHOWN) {
            let mut request = change(value).applied(request);
            request.measure = Some(of_measure);
            match self.market_band(&request) {
                Ok(band) if band.class != SourceClass::Official => found.push(band),
                Ok(_) => {}
                Err(failure) if failure.kind == crate::FailureKind::Internal => {
                    return Err(failure);
                }
                Err(_) => {}
            }
        }
        for (place, band) in found.iter().enumerate() {
            if let Some(p50) = band.band.p50 {
                answer.answers.push(format!(
                    "{}. {}: median {}, {} ({}, n={})",
                    place + 1,
                    band.band.subject,
                    Money::about(p50, band.band.currency),
                    band.band.measure.label(),
                    band.class.label(),
                    band.band.n.unwrap_or(0)
                ));
            }
        }
        let axis = axis.label();
        answer.note(&match (all, found.len()) {
            (1, _) => format!("One {axis} alone has enough rows for a band of its own."),
            (all, shown) if all > shown => format!(
                "Ordered by median: the first {shown} by {axis} of {all} with a band of their own."
            ),
            (all, _) => format!("Ordered by median: {all} by {axis} have a band of their own."),
        });
        let class = found.first().map(|band| band.class);
        if found.iter().any(|band| Some(band.class) != class) {
            answer.note("Kinds of sources differ among these; an order between kinds says little.");
        }
        for band in found {
            if reading.statistic != Statistic::Band {
                say(reading, &band, answer);
            }
            answer.bands.push(band);
        }
        Ok(true)
    }

    /// Names of the values with a band, highest median first, all in the commonest currency.
    fn ranked(
        &self,
        request: &MarketRequest,
        dimension: Dimension,
        measure: Measure,
    ) -> Result<Vec<String>, Failure> {
        let selection = self.selected(request)?;
        let mut widest = selection.clone();
        let mut by = vec![dimension];
        for wider in WIDENING {
            if widest.with.remove(&wider).is_some() {
                by.push(wider);
            }
        }
        let store = self.need_store()?;
        let rollup = Rollup::of(&store, widest, measure, &by).map_err(fault)?;
        let broken = |e: batna_market::rollup::NotHeld| Failure::internal(e.to_string());
        let mut counts = std::collections::BTreeMap::<String, u64>::new();
        let cells = rollup.cells(&selection, measure, &[dimension]);
        for (key, cell) in &cells.map_err(broken)? {
            let value = key.by.first().map_or("", String::as_str);
            // Work outside the families is a mixture, and no role.
            if !value.is_empty() && (dimension != Dimension::Role || value != OTHER_WORK) {
                *counts.entry(value.to_owned()).or_default() += cell.amounts.count();
            }
        }
        let mut counts: Vec<(String, u64)> = counts.into_iter().collect();
        counts.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
        let drift = Self::drift()?;
        let mut medians = Vec::new();
        for (value, _) in counts.into_iter().take(MOST_RANKED) {
            let query = BandQuery {
                selection: selection.clone().with(dimension, value.clone()),
                measure,
                currency: request.currency,
                as_of: self.world().as_of(None),
                subject: value.clone(),
            };
            let found = band(&rollup, &query, Some(&drift), &Settings::default());
            if let Ok(found) = found.map_err(broken)?
                && let Some(p50) = found.band.p50
            {
                medians.push((value, found.band.currency, p50));
            }
        }
        let mut currencies = std::collections::BTreeMap::new();
        for (_, currency, _) in &medians {
            *currencies.entry(*currency).or_insert(0usize) += 1;
        }
        let Some((common, _)) = currencies.into_iter().max_by_key(|(_, n)| *n) else {
            return Ok(Vec::new());
        };
        medians.retain(|(_, currency, _)| *currency == common);
        medians.sort_by(|a, b| b.2.total_cmp(&a.2));
        let places = &self.market_sources()?.rules.places;
        Ok(medians
            .into_iter()
            .map(|(value, _, _)| match dimension {
                Dimension::Metro => places.metro(&value).map_or(value, |m| m.name.clone()),
                _ => value,
            })
            .collect())
    }

    /// The rows a request means; one without a role means every role.
    pub(super) fn selected(&self, request: &MarketRequest) -> Result<Selection, Failure> {
        let rules = &self.market_sources()?.rules;
        let place = request.place.as_deref().map(|text| rules.places.read(text));
        let place = place.as_ref();
        let role = (!request.role.is_empty()).then(|| rules.roles.of_title(&request.role));
        let level = (request.level.as_deref()).map(|words| rules.seniority.by_words(words));
        let employer = (request.employer.as_deref()).map(|name| rules.employers.of(name));
        let mut selection = Selection {
            class: request.class,
            from_year: request.from_year,
            through_year: request.through_year,
            ..Selection::all()
        };
        for (dimension, value) in [
            (Dimension::Role, role.and_then(|found| found.to)),
            (Dimension::Seniority, level.and_then(|found| found.to)),
            (Dimension::Country, place.and_then(|p| p.country.clone())),
            (Dimension::Metro, place.and_then(|p| p.metro.clone())),
            (Dimension::Stage, request.stage.clone()),
            (Dimension::Employer, employer.and_then(|found| found.to)),
        ] {
            if let Some(value) = value {
                selection = selection.with(dimension, value);
            }
        }
        Ok(selection)
    }
}
