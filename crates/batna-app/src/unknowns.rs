//! What an offer leaves open, ranked by what the answer would change.
//!
//! The range of each gap is run through the engine by writing its ends into the offer's
//! own text: a gap fills a key of the file, so the file's reader says what it means.

use batna_case::edit::{self, FileKind};
use batna_case::{Gap, GapSpan, offer_gaps, parse};
use batna_core::{Rate, Scalar};
use batna_value::alternative::Alternative;
use batna_value::valuation::cents;
use rust_decimal::Decimal;
use serde::Serialize;

use crate::appraisal::Appraisal;

/// A gap with what its answer is worth.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct RankedGap {
    pub id: String,
    pub offer: String,
    pub field: String,
    pub question: String,
    pub why: String,
    /// Certainty equivalent over the horizon at the better end of the range less that at
    /// the worse; null where no range is known or the engine does not value the term.
    pub worth: Option<f64>,
    /// Where the range comes from.
    pub basis: Option<String>,
}

/// The gaps of one offer, the answer that changes most first.
pub fn ranked_gaps(appraisal: &Appraisal<'_>, offer_id: &str) -> Vec<RankedGap> {
    let Some(offer) = appraisal.opened.case.offer(offer_id) else {
        return Vec::new();
    };
    let mut ranked: Vec<(u8, RankedGap)> = offer_gaps(offer)
        .into_iter()
        .map(|gap| {
            let worth = worth_of(appraisal, &gap);
            let ranked = RankedGap {
                id: gap.id,
                offer: gap.offer,
                field: gap.field,
                question: gap.question,
                why: gap.why,
                worth: worth.map(cents),
                basis: gap.range.map(|range| range.basis.to_owned()),
            };
            (gap.rank, ranked)
        })
        .collect();
    ranked.sort_by(|a, b| {
        let worth = |gap: &RankedGap| gap.worth.unwrap_or(-1.0);
        worth(&b.1).total_cmp(&worth(&a.1)).then(a.0.cmp(&b.0))
    });
    ranked.into_iter().map(|(_, gap)| gap).collect()
}

/// The difference that the ends of a gap's range make.
fn worth_of(appraisal: &Appraisal<'_>, gap: &Gap) -> Option<f64> {
    let (low, high) = match &gap.range.as_ref()?.span {
        GapSpan::Rates(low, high) => (quoted_rate(*low), quoted_rate(*high)),
        GapSpan::Months(low, high) => (quoted_months(*low), quoted_months(*high)),
        GapSpan::Flags => ("false".to_owned(), "true".to_owned()),
    };
    let at = |value: &str| ce_with(appraisal, gap, value);
    let difference = (at(&high)? - at(&low)?).abs();
    // Below a dollar the engine does not see the term at all.
    (difference >= 1.0).then_some(difference)
}

fn ce_with(appraisal: &Appraisal<'_>, gap: &Gap, value: &str) -> Option<f64> {
    let opened = appraisal.opened;
    let path = format!("offers/{}.toml", gap.offer);
    let text = std::str::from_utf8(opened.files.files.get(&path)?).ok()?;
    let changed = edit::set(FileKind::of(&path)?, text, &gap.field, value).ok()?;
    let mut files = opened.files.clone();
    files.files.insert(path, changed.into_bytes());
    let (case, _) = parse(&files);
    let case = case?;
    let alternative = Alternative::from_offer(case.offer(&gap.offer)?, &case.profile, opened.as_of);
    let (certainty, _) = appraisal
        .evaluator
        .certainty_equivalent(&alternative)
        .ok()??;
    Some(certainty.amount.value)
}

fn quoted_rate(rate: Rate) -> String {
    format!("\"{rate}\"")
}

fn quoted_months(months: f64) -> String {
    format!(
        "\"{} months\"",
        Decimal::from_f64(months).round_dp(1).normalize()
    )
}
