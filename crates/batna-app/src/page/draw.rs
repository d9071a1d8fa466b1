//! Pictures of the page, drawn from results.

use maud::Markup;

use super::{Deadline, PlanShown, Valued};
use crate::charts::{
    BandRow, DensityRow, FanYear, Mark, Paper, PayoffLine, TimelineDay, band_strips, densities,
    fan, payoffs, timeline,
};
use crate::report::{self, average_year_picture, label as name};
use batna_guide::published::PayMeasure;
use batna_value::valuation::{AlternativeValue, Valuation};

/// Ranges of an average year and stacked years, as the brief draws them.
pub fn comparison_pictures(valuation: &Valuation) -> Vec<Markup> {
    average_year_picture(valuation, Paper::Full)
        .into_iter()
        .chain(report::years_picture(valuation, Paper::Full))
        .collect()
}

/// The years of one alternative, stacked by what they are made of.
pub fn years_picture(valued: &Valued, id: &str) -> Option<Markup> {
    let mut only = valued.valuation.clone();
    only.alternatives.retain(|one| one.id == id);
    // In its own currency, since there is nothing beside it.
    only.currency = only.alternatives.first()?.currency;
    report::years_picture(&only, Paper::Full)
}

/// Distributions of the average year after tax, those in the currency of comparison.
pub fn distribution_picture(valuation: &Valuation, only: Option<&str>) -> Option<Markup> {
    let shown: Vec<&AlternativeValue> = valuation
        .alternatives
        .iter()
        .filter(|one| match only {
            Some(id) => one.id == id,
            None => one.currency == valuation.currency,
        })
        .filter(|one| !one.distribution.is_empty())
        .collect();
    let currency = shown.first()?.currency;
    let rows: Vec<DensityRow> = shown
        .iter()
        .map(|one| DensityRow {
            label: name(one),
            quantiles: one.distribution.clone(),
        })
        .collect();
    Some(densities(
        "chart-distribution",
        "How the average year after tax may turn out",
        &format!(
            "{currency} a year after tax, {} paths; bar 10th to 90th percentile, ring median",
            valuation.paths
        ),
        currency,
        &rows,
    ))
}

/// Each year of one alternative after tax, with its spread.
pub fn fan_picture(valued: &Valued, id: &str) -> Option<Markup> {
    let one = valued.valuation.alternative(id)?;
    let years: Vec<FanYear> = one
        .years
        .iter()
        .filter_map(|year| {
            Some(FanYear {
                label: format!("year {}", year.year),
                p10: year.net.p10?,
                p50: year.net.p50?,
                p90: year.net.p90?,
            })
        })
        .collect();
    (!years.is_empty()).then(|| {
        fan(
            "chart-fan",
            "Each year after tax, with its spread",
            &format!(
                "{} after tax, {} paths; band 10th to 90th percentile, dot median",
                one.currency, valued.valuation.paths
            ),
            one.currency,
            &years,
        )
    })
}

/// What the private equity of one alternative pays by the company's value.
pub fn payoff_picture(valued: &Valued, id: &str) -> Option<Markup> {
    let one = valued.valuation.alternative(id)?;
    let known = valued.payoffs.get(id)?;
    let today = known.first()?.today;
    let lines: Vec<PayoffLine> = known
        .iter()
        .map(|payoff| PayoffLine {
            label: payoff.label.clone(),
            points: payoff.points.clone(),
        })
        .collect();
    Some(payoffs(
        "chart-payoff",
        "What the shares that vest within the horizon pay in a sale today",
        &format!(
            "{}: by the value of the company, after preferences and strike, before tax and later dilution",
            one.currency
        ),
        one.currency,
        today,
        &lines,
    ))
}

/// The days that matter.
pub fn timeline_picture(days: &[Deadline]) -> Option<Markup> {
    let shown: Vec<TimelineDay> = days
        .iter()
        .map(|day| TimelineDay {
            in_days: day.in_days,
            label: day.who.clone(),
            note: format!("{} {}", day.what, day.day),
            binding: day.binding,
        })
        .collect();
    (!shown.is_empty()).then(|| timeline("chart-timeline", "Days that matter", &shown))
}

/// Bands and ranges of base pay with the alternatives on them.
pub fn market_picture(valued: &Valued, plan: &PlanShown) -> Option<Markup> {
    let currency = plan.plan.currency;
    let mut rows: Vec<BandRow> = plan
        .market
        .bands
        .iter()
        .filter(|band| band.measure == batna_core::Measure::Base && band.currency == currency)
        .filter_map(|band| {
            let high = band.p90.or(band.p75)?;
            Some(BandRow {
                label: cut(&band.subject),
                note: format!("{}, {}", band.grade.label(), band.as_of),
                low: band.p10.or(band.p25)?,
                median: band.p50,
                high,
                open_top: band.is_top_coded(high),
            })
        })
        .collect();
    rows.extend(plan.market.ranges.iter().filter_map(|(range, _)| {
        let (low, high) = (range.low.money()?, range.high.money()?);
        (range.measure == PayMeasure::Base && low.currency() == currency).then(|| BandRow {
            label: cut(&range.what),
            note: format!("{}; a range, no percentiles", range.grade.label()),
            low: low.to_f64(),
            median: None,
            high: high.to_f64(),
            open_top: range.open_above,
        })
    }));
    let marks: Vec<Mark> = valued
        .valuation
        .alternatives
        .iter()
        .filter(|one| one.currency == currency)
        .filter_map(|one| {
            Some(Mark {
                label: name(one),
                value: one.figures.guaranteed_cash.p50?,
            })
        })
        .collect();
    (!rows.is_empty()).then(|| {
        band_strips(
            "chart-market",
            "Base pay in the market, with what is on the table",
            &format!("{currency} a year, base"),
            currency,
            &rows,
            &marks,
            Paper::Full,
        )
    })
}

/// Long subjects end in an ellipsis: the table has them whole.
fn cut(text: &str) -> String {
    const MOST: usize = 40;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(MOST - 1).collect();
    short.push('…');
    short
}
