//! `How has it moved since 2022`: the median of each year there are enough rows of.
//!
//! As the rows state them: nothing aged, nothing drawn from wider cells. Leaves out why it
//! moved, for the rows of two years are of different people and employers.

use std::collections::BTreeMap;

use batna_core::{Measure, Money};
use batna_market::ask::Reading;
use batna_market::observation::Observations as _;
use batna_market::sample::Sample;

use super::{MarketAnswer, in_words, years};
use crate::market::{MarketRequest, fault};
use crate::{Failure, Workbench};

/// Amounts, how many, and the weight of each, by year.
type Years = BTreeMap<i16, Vec<(f64, u64, f64)>>;

/// Rows that a year needs for a median.
const LEAST: f64 = 5.0;

impl Workbench {
    /// Tells the medians of single years within the time asked about; false where fewer than
    /// two years have enough rows of one class and currency.
    pub(super) fn moved(
        &self,
        reading: &Reading,
        request: &MarketRequest,
        answer: &mut MarketAnswer,
    ) -> Result<bool, Failure> {
        if !self.has_store() {
            return Ok(false);
        }
        let mut request = request.clone();
        if let Some(span) = years(&reading.time, answer.as_of).into_iter().next() {
            request = span.applied(&request);
        }
        let measures = match (reading.measure_stated, request.measure) {
            (true, Some(measure)) => vec![measure],
            _ => vec![Measure::Total, Measure::Base],
        };
        for measure in measures {
            request.measure = Some(measure);
            if self.moved_of(measure, &request, answer)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn moved_of(
        &self,
        measure: Measure,
        request: &MarketRequest,
        answer: &mut MarketAnswer,
    ) -> Result<bool, Failure> {
        let selection = self.selected(request)?;
        let cells = (self.need_store()?.cells(&selection, measure, &[])).map_err(fault)?;
        let mut kinds: BTreeMap<_, Years> = BTreeMap::new();
        for (key, cell) in cells.iter().filter(|(key, _)| key.year != 0) {
            let of_year = kinds.entry((key.class, key.currency)).or_default();
            let points = cell.amounts.points().map(|(amount, n)| (amount, n, 1.0));
            of_year.entry(key.year).or_default().extend(points);
        }
        let medians = kinds.into_iter().map(|(kind, years)| {
            let told: Vec<(i16, f64, f64)> = (years.into_iter())
                .map(|(year, points)| (year, Sample::new(points)))
                .filter(|(_, sample)| sample.effective >= LEAST)
                .filter_map(|(year, sample)| Some((year, sample.quantile(0.5)?, sample.effective)))
                .collect();
            (kind, told)
        });
        let rows = |told: &[(i16, f64, f64)]| told.iter().map(|year| year.2).sum::<f64>();
        let Some(((class, currency), told)) = medians
            .filter(|(_, told)| told.len() > 1)
            .max_by(|a, b| rows(&a.1).total_cmp(&rows(&b.1)))
        else {
            return Ok(false);
        };
        if let [(first, before, _), .., (last, after, _)] = told.as_slice() {
            let percent = (after / before - 1.0) * 100.0;
            let about = in_words(request, true);
            let class = class.label();
            answer.answers.push(format!(
                "{about}: the median moved {percent:+.1}% from {first} to {last} ({class})"
            ));
        }
        for (year, median, n) in &told {
            let median = Money::about(*median, currency);
            answer
                .answers
                .push(format!("  {year}  {median:>14}  n={n:.0}"));
        }
        answer.note("Each year's rows are of other people: part of a change is who was counted. `batna market insights` ranks what moved.");
        Ok(true)
    }
}
