//! What stands behind the figures: `how sure are you?`, `where do these numbers come from?`.
//!
//! With a kind of work, the rows, the interval and the sources of its band; without one, every
//! source there is. Leaves out advice on how far to trust them.

use batna_core::Money;

use super::MarketAnswer;
use crate::market::MarketBand;
use crate::{Failure, Workbench};

impl Workbench {
    /// Names every source, where no kind of work is asked about.
    pub(super) fn answer_sources(&self, answer: &mut MarketAnswer) -> Result<(), Failure> {
        for snapshot in self.market_list()? {
            let of = snapshot
                .retrieved
                .or(snapshot.imported)
                .map_or(String::new(), |day| format!(", of {day}"));
            answer.answers.push(format!(
                "{}: {} rows, {}{of} (import `{}`)",
                snapshot.title,
                snapshot.rows_kept,
                snapshot.class.label(),
                snapshot.source
            ));
        }
        let official = self.built_in().reference()?.cited("bls-oews");
        answer.answers.push(format!(
            "{}: official, built in; taken where rows are too few",
            official.title
        ));
        answer.note("Name a role and a place to see how sure its band is: how many rows, the interval of the median, how much comes from wider cells.");
        Ok(())
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
