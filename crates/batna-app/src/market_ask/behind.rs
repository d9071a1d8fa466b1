//! What stands behind the figures: `how sure are you?`, `where do these numbers come from?`.
//!
//! With a kind of work, the rows, the interval and the sources of its band; without one, every
//! source there is. Leaves out advice on how far to trust them.

use std::collections::BTreeMap;

use batna_core::{Measure, Money};
use batna_market::observation::{Observations as _, Selection};
use batna_market::reference::WAGES;

use super::MarketAnswer;
use crate::market::{MarketBand, fault};
use crate::{Failure, Workbench};

impl Workbench {
    /// Names every source, where no kind of work is asked about.
    pub(super) fn answer_sources(&self, answer: &mut MarketAnswer) -> Result<(), Failure> {
        let years = self.years_of_sources()?;
        for snapshot in self.market_list()? {
            let Some((first, last)) = years.get(&snapshot.source) else {
                continue;
            };
            let rows = match snapshot.rows_kept {
                1 => "1 row".to_owned(),
                many => format!("{many} rows"),
            };
            let of = match (first, last) {
                (0, 0) => "without a date".to_owned(),
                (0, last) => format!("to {last}, some without a date"),
                (first, last) if first == last => format!("of {last}"),
                (first, last) => format!("of {first} to {last}"),
            };
            answer.answers.push(format!(
                "{}: {rows} {of}, {} (import `{}`)",
                snapshot.title,
                snapshot.class.label(),
                snapshot.source
            ));
        }
        let official = self.public_tables()?.cited(WAGES);
        answer.answers.push(format!(
            "{}: official; taken where rows are too few",
            official.title
        ));
        answer.note("Name a role and a place to see how sure its band is: how many rows, the interval of the median, how much comes from wider cells.");
        Ok(())
    }

    /// The first and the last year of each source's rows; nought where they bear no date.
    fn years_of_sources(&self) -> Result<BTreeMap<String, (i16, i16)>, Failure> {
        let mut years: BTreeMap<String, (i16, i16)> = BTreeMap::new();
        if !self.has_store() {
            return Ok(years);
        }
        let store = self.need_store()?;
        for measure in Measure::ALL {
            let cells = store.cells(&Selection::all(), measure, &[]);
            for key in cells.map_err(fault)?.into_keys() {
                let span = years.entry(key.source).or_insert((key.year, key.year));
                *span = (span.0.min(key.year), span.1.max(key.year));
            }
        }
        Ok(years)
    }
}

/// How sure one band is.
pub(super) fn say(found: &MarketBand, answer: &mut MarketAnswer) {
    let band = &found.band;
    let mut parts = Vec::new();
    match band.n {
        Some(n) => parts.push(format!(
            "{n} rows ({}), in effect {:.0} after duplicates and age",
            found.class.label(),
            band.n_effective.unwrap_or(0.0)
        )),
        None => parts.push("an official survey that states no number of rows".to_owned()),
    }
    if let Some(interval) = band.ci.get("p50") {
        parts.push(format!(
            "95% interval of the median {} to {}",
            Money::about(interval.low, band.currency),
            Money::about(interval.high, band.currency)
        ));
    }
    if band.pooled_share > 0.0 {
        parts.push(format!(
            "{:.0}% comes from wider cells",
            band.pooled_share * 100.0
        ));
    }
    answer
        .answers
        .push(format!("{}: {}", band.subject, parts.join("; ")));
}
