//! What to open with, aim for and accept, from the percentiles of one band.

use batna_core::{Band, Currency, Grade, Measure, Money, Trace};
use rust_decimal::Decimal;
use serde::Serialize;

use super::percentile_trace;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AskStep {
    Open,
    Target,
    Accept,
}

impl AskStep {
    pub fn label(self) -> &'static str {
        match self {
            AskStep::Open => "open at",
            AskStep::Target => "aim for",
            AskStep::Accept => "accept from",
        }
    }
}

/// One step of an ask, a year, in whole thousands.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AskFigure {
    pub id: String,
    pub step: AskStep,
    pub percentile: u8,
    pub amount: Money,
    /// The percentile is top-coded: the market's figure is at least this.
    pub at_least: bool,
}

/// The ask for one component of pay.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ComponentAsk {
    pub measure: Measure,
    pub currency: Currency,
    pub subject: String,
    pub grade: Grade,
    pub figures: Vec<AskFigure>,
}

impl ComponentAsk {
    pub fn amount(&self, step: AskStep) -> Option<Money> {
        (self.figures.iter())
            .find(|f| f.step == step)
            .map(|f| f.amount)
    }

    /// `open at $240,000 (p90), aim for …`.
    pub fn in_words(&self) -> String {
        let parts: Vec<String> = (self.figures.iter())
            .map(|figure| {
                let least = if figure.at_least { "at least " } else { "" };
                format!(
                    "{} {least}{} (p{})",
                    figure.step.label(),
                    figure.amount,
                    figure.percentile
                )
            })
            .collect();
        parts.join(", ")
    }
}

/// To whole thousands, halves up.
fn rounded(value: f64, currency: Currency) -> Option<Money> {
    let thousands = (value / 1_000.0).round();
    let in_range = thousands.is_finite() && (0.0..1e10).contains(&thousands);
    // Exact: a whole number below 2^53.
    in_range.then(|| {
        Money::new(
            Decimal::from(thousands as i64) * Decimal::ONE_THOUSAND,
            currency,
        )
    })
}

/// The ask that a band carries; none without a median and a higher percentile.
pub(super) fn of_band(id: &str, index: usize, band: &Band) -> Option<(ComponentAsk, Vec<Trace>)> {
    let median = band.p50?;
    let upper = band
        .p75
        .map(|value| (75, value))
        .or(band.p90.map(|value| (90, value)))?;
    let open = band.p90.map_or(upper, |value| (90, value));
    if !(median > 0.0 && median <= upper.1 && upper.1 <= open.1) {
        return None;
    }
    let mut ask = ComponentAsk {
        measure: band.measure,
        currency: band.currency,
        subject: band.subject.clone(),
        grade: band.grade,
        figures: Vec::new(),
    };
    let mut traces = Vec::new();
    let steps = [
        (AskStep::Open, "open", open),
        (AskStep::Target, "target", upper),
        (AskStep::Accept, "accept", (50, median)),
    ];
    for (step, name, (percentile, value)) in steps {
        let amount = rounded(value, band.currency)?;
        let figure_id = format!("{id}.{name}");
        let input = percentile_trace(&format!("{id}.band{}", index + 1), band, percentile, value);
        traces.push(
            Trace::money(&figure_id, step.label(), amount)
                .by(format!(
                    "the {percentile}th percentile of the band, in whole thousands"
                ))
                .from_input(input),
        );
        ask.figures.push(AskFigure {
            id: figure_id,
            step,
            percentile,
            amount,
            at_least: band.is_top_coded(value),
        });
    }
    Some((ask, traces))
}
