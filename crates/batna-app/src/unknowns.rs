//! What an offer leaves open, ranked by what the answer would change.
//!
//! The range of each gap is run through the engine by writing its ends into the offer's
//! own text: a gap fills a key of the file, so the file's reader says what it means. Where a
//! grant cannot be valued for want of a price or a number of shares, the other questions about it
//! are run with the middle of that range supposed, and say so.

use batna_case::edit::{self, FileKind};
use batna_case::{Gap, GapSpan, offer_gaps, parse};
use batna_core::{Money, Rate, Scalar, Shares};
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
    /// It was asked and not answered: the range reaches further against the holder.
    pub refused: bool,
}

/// The gaps of one offer, the answer that changes most first.
pub fn ranked_gaps(appraisal: &Appraisal<'_>, offer_id: &str) -> Vec<RankedGap> {
    let Some(offer) = appraisal.opened.case.offer(offer_id) else {
        return Vec::new();
    };
    let gaps = offer_gaps(offer);
    let supposed: Vec<Supposed> = gaps.iter().filter_map(Supposed::of).collect();
    let mut ranked: Vec<(u8, RankedGap)> = gaps
        .into_iter()
        .map(|gap| {
            let refused = is_refused(appraisal, &gap);
            let others = supposed
                .iter()
                .filter(|other| other.field != gap.field && equity_term(&gap.field));
            let others: Vec<&Supposed> = others.collect();
            let ends = worth_of(appraisal, &gap, refused, &others);
            let basis = gap.range.as_ref().map(|range| {
                let supposing = others.iter().map(|other| other.words.as_str());
                let supposing = supposing.collect::<Vec<_>>().join(" and ");
                match supposing.as_str() {
                    "" => range.basis.to_owned(),
                    _ => format!("{}; supposing {supposing}", range.basis),
                }
            });
            let ranked = RankedGap {
                id: gap.id,
                offer: gap.offer,
                field: gap.field,
                question: gap.question,
                why: gap.why,
                basis: match &ends {
                    Some(ends) if ends.widened => basis.map(|basis| {
                        format!("{basis}; wider by half against you, since it was refused")
                    }),
                    _ => basis,
                },
                worth: ends.map(|ends| cents(ends.worth)),
                refused,
            };
            (gap.rank, ranked)
        })
        .collect();
    // Rank 0: without an answer part of the offer, or all of it, counts in no figure.
    ranked.sort_by(|a, b| {
        let worth = |gap: &RankedGap| gap.worth.unwrap_or(-1.0);
        let figureless = |rank: u8| rank != 0;
        figureless(a.0)
            .cmp(&figureless(b.0))
            .then(worth(&b.1).total_cmp(&worth(&a.1)))
            .then(a.0.cmp(&b.0))
    });
    ranked.into_iter().map(|(_, gap)| gap).collect()
}

/// What stands in for an answer without which a grant has no value at all.
struct Supposed {
    field: String,
    value: String,
    words: String,
}

impl Supposed {
    fn of(gap: &Gap) -> Option<Supposed> {
        // Halfway between the ends as multiples: they lie a factor apart.
        let middle =
            |low: Decimal, high: Decimal| Decimal::from_f64((low.to_f64() * high.to_f64()).sqrt());
        let key = gap.field.rsplit('.').next()?;
        match (key, &gap.range.as_ref()?.span) {
            ("fully_diluted", GapSpan::Counts(low, high)) => {
                let count = Shares::new(middle(low.count(), high.count()).round_dp(0)).ok()?;
                Some(Supposed {
                    field: gap.field.clone(),
                    value: quoted_count(count),
                    words: format!("{count} fully diluted shares"),
                })
            }
            ("preferred_price", GapSpan::Prices(low, high)) => {
                let price = middle(low.amount(), high.amount()).round_dp(2);
                let price = Money::new(price, low.currency());
                Some(Supposed {
                    field: gap.field.clone(),
                    value: quoted_price(price),
                    words: format!("a preferred price of {price}"),
                })
            }
            _ => None,
        }
    }
}

/// Whether a key says something of a grant or of the company behind it.
fn equity_term(field: &str) -> bool {
    let first = field.split('.').next().unwrap_or(field);
    matches!(first, "grant" | "grants" | "company" | "refresher")
}

/// What the ends of a gap's range make of the offer.
struct Ends {
    worth: f64,
    /// Beyond the range, because the question was refused.
    widened: bool,
}

/// The difference that the ends of a gap's range make. Refused, the worse end moves out by half
/// the range.
fn worth_of(
    appraisal: &Appraisal<'_>,
    gap: &Gap,
    refused: bool,
    others: &[&Supposed],
) -> Option<Ends> {
    let span = &gap.range.as_ref()?.span;
    let (low, high) = ends(span);
    let at = |value: &str| ce_with(appraisal, gap, value, others);
    let (at_low, at_high) = (at(&low)?, at(&high)?);
    let mut worth = (at_high - at_low).abs();
    let mut widened = false;
    let worse = if at_low < at_high { &low } else { &high };
    // A term that is worth nothing at its worse end cannot be worth less.
    if refused && let Some(wider) = beyond(span, at_low < at_high).filter(|wider| wider != worse) {
        let better = at_low.max(at_high);
        worth = worth.max(better - at(&wider)?);
        widened = true;
    }
    // Below a dollar the engine does not see the term at all.
    (worth >= 1.0).then_some(Ends { worth, widened })
}

fn ends(span: &GapSpan) -> (String, String) {
    match span {
        GapSpan::Rates(low, high) => (quoted_rate(*low), quoted_rate(*high)),
        GapSpan::Months(low, high) => (quoted_months(*low), quoted_months(*high)),
        GapSpan::Prices(low, high) => (quoted_price(*low), quoted_price(*high)),
        GapSpan::Counts(low, high) => (quoted_count(*low), quoted_count(*high)),
        GapSpan::Flags => ("false".to_owned(), "true".to_owned()),
        GapSpan::Words { worse, better, .. } => (quoted(worse), quoted(better)),
    }
}

/// The worse end moved out by half the range; what is positive stays above zero.
fn worse_by_half(adverse: f64, favourable: f64) -> f64 {
    let moved = adverse + 0.5 * (adverse - favourable);
    if adverse >= 0.0 && favourable >= 0.0 {
        moved.max(0.0)
    } else {
        moved
    }
}

/// Half a range beyond its worse end; none where there is nothing beyond.
fn beyond(span: &GapSpan, low_is_worse: bool) -> Option<String> {
    let wider = |low: f64, high: f64| {
        let (adverse, favourable) = if low_is_worse {
            (low, high)
        } else {
            (high, low)
        };
        worse_by_half(adverse, favourable)
    };
    match span {
        GapSpan::Rates(low, high) => {
            let rate = Decimal::from_f64(wider(low.to_f64(), high.to_f64()).min(1.0));
            Some(quoted_rate(Rate::from_fraction(rate.round_dp(4))))
        }
        GapSpan::Months(low, high) => Some(quoted_months(wider(*low, *high))),
        GapSpan::Prices(low, high) => {
            let price = wider(low.to_f64(), high.to_f64());
            Some(quoted_price(Money::new(
                Decimal::from_f64(price).round_dp(4),
                low.currency(),
            )))
        }
        GapSpan::Counts(low, high) => {
            let count = wider(low.count().to_f64(), high.count().to_f64()).max(1.0);
            let count = Decimal::from_f64(count).round_dp(0);
            Shares::new(count).ok().map(quoted_count)
        }
        GapSpan::Flags => None,
        GapSpan::Words { refused, .. } => refused.map(quoted),
    }
}

/// Whether the person asked and was refused, by a confirmed line of the ledger.
fn is_refused(appraisal: &Appraisal<'_>, gap: &Gap) -> bool {
    appraisal.opened.case.ledger.iter().any(|entry| {
        !entry.unconfirmed
            && entry.offer.as_deref() == Some(&gap.offer)
            && entry.refused.contains(&gap.field)
    })
}

fn ce_with(appraisal: &Appraisal<'_>, gap: &Gap, value: &str, others: &[&Supposed]) -> Option<f64> {
    let opened = appraisal.opened;
    let path = format!("offers/{}.toml", gap.offer);
    let text = std::str::from_utf8(opened.files.files.get(&path)?).ok()?;
    let kind = FileKind::of(&path)?;
    let mut changed = edit::set(kind, text, &gap.field, value).ok()?;
    for other in others {
        changed = edit::set(kind, &changed, &other.field, &other.value).ok()?;
    }
    let mut files = opened.files.clone();
    files.files.insert(path, changed.into_bytes());
    let (case, _) = parse(&files);
    let case = case?;
    let alternative = Alternative::from_offer(case.offer(&gap.offer)?, &case.profile, opened.as_of);
    let alternative = appraisal
        .workbench
        .in_one_currency(alternative, opened)
        .ok()?;
    let (certainty, _) = appraisal
        .evaluator
        .certainty_equivalent(&alternative)
        .ok()??;
    Some(certainty.amount.value)
}

fn quoted(words: &str) -> String {
    format!("\"{words}\"")
}

fn quoted_count(count: Shares) -> String {
    format!("\"{}\"", count.count().normalize())
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

fn quoted_price(price: Money) -> String {
    format!(
        "\"{} {}\"",
        price.amount().normalize(),
        price.currency().code()
    )
}

#[cfg(test)]
mod tests {
    use super::worse_by_half;

    #[test]
    fn a_refusal_widens_against_the_holder_and_stays_above_zero() {
        assert_eq!(worse_by_half(2.0, 1.0), 2.5);
        assert!((worse_by_half(0.2, 0.3) - 0.15).abs() < 1e-12);
        assert_eq!(worse_by_half(0.1, 1.0), 0.0);
    }
}
