//! Where no band can be given: how many rows there are, and the nearest wider cell that has one.

use batna_core::Measure;
use batna_market::ask::Reading;
use batna_market::observation::Observations as _;

use super::{MarketAnswer, in_words};
use crate::market::{MarketBand, MarketRequest, fault};
use crate::{Failure, Workbench};

impl Workbench {
    /// Counts the rows of a request by the kind of their source; false without a store.
    pub(super) fn count(
        &self,
        reading: &Reading,
        request: &MarketRequest,
        answer: &mut MarketAnswer,
    ) -> Result<bool, Failure> {
        if !self.has_store() {
            return Ok(false);
        }
        let store = self.need_store()?;
        let selection = self.selected(request)?;
        let mut measures = vec![Measure::Base, Measure::Total];
        if reading.measure_stated {
            measures = request.measure.into_iter().collect();
        }
        for measure in measures {
            let cells = store.cells(&selection, measure, &[]).map_err(fault)?;
            let mut classes = std::collections::BTreeMap::new();
            for (key, cell) in &cells {
                *classes.entry(key.class).or_insert(0) += cell.rows;
            }
            let parts: Vec<String> = (classes.iter())
                .map(|(class, rows)| format!("{rows} {}", class.label()))
                .collect();
            let all: u64 = classes.values().sum();
            let request = MarketRequest {
                measure: Some(measure),
                ..request.clone()
            };
            let about = in_words(&request, true);
            answer.answers.push(match parts.is_empty() {
                true => format!("{about}: no rows"),
                false => format!("{about}: {all} rows ({})", parts.join(", ")),
            });
        }
        Ok(true)
    }

    /// The band of the nearest wider cell that the store has one for: without the employer,
    /// then the stage, in the whole country, at any level. The country is never given up: pay
    /// elsewhere says little about it.
    pub(super) fn nearest(
        &self,
        reading: &Reading,
        request: &MarketRequest,
    ) -> Result<Option<MarketBand>, Failure> {
        let Some(opened) = self.opened_store()? else {
            return Ok(None);
        };
        let places = &self.market_sources()?.rules.places;
        let country = (request.place.as_deref()).and_then(|text| places.read(text).country);
        let give_up: [&dyn Fn(&mut MarketRequest); 4] = [
            &|wider| wider.employer = None,
            &|wider| wider.stage = None,
            &|wider| wider.place.clone_from(&country),
            &|wider| wider.level = None,
        ];
        let mut wider = request.clone();
        let mut requests: Vec<MarketRequest> = Vec::new();
        for give_up in give_up {
            give_up(&mut wider);
            let measures: &[Measure] = match reading.measure_stated {
                true => &[],
                false => &[Measure::Total, Measure::Base],
            };
            requests.extend(measures.iter().map(|measure| MarketRequest {
                measure: Some(*measure),
                ..wider.clone()
            }));
            if measures.is_empty() {
                requests.push(wider.clone());
            }
        }
        self.first_of_store(&opened, &requests)
    }
}
