//! Pictures of the page, drawn from results.

use maud::Markup;

use super::{Deadline, PlanShown, Valued};
use crate::charts::{
    BandRow, DensityRow, FanYear, Mark, PackageKind, PackagePoint, Paper, PayoffLine, TimelineDay,
    band_strips, densities, fan, frontier, histogram, payoffs, timeline,
};
use crate::report::{self, label as name};
use batna_core::{Band, Currency, Measure};
use batna_value::equity_outcome::EquityOutcome;
use batna_value::valuation::{AlternativeValue, Valuation};

/// Stacked years of all alternatives, as the brief draws them.
pub fn comparison_picture(valuation: &Valuation) -> Option<Markup> {
    report::years_picture(valuation, Paper::Full)
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

/// What the equity of an offer brings, by part of the paths.
pub fn equity_picture(found: &EquityOutcome, currency: Currency) -> Markup {
    let bins = &found.histogram;
    histogram(
        "chart-equity",
        "What the equity may bring",
        &format!(
            "{currency}, present value after tax and cost, {} paths",
            found.paths
        ),
        currency,
        bins.low,
        bins.high,
        &bins.counts,
        found.outcome.p50,
    )
}

/// Equity gathered up to each year.
pub fn equity_fan_picture(found: &EquityOutcome, currency: Currency) -> Markup {
    let years: Vec<FanYear> = found
        .fan
        .iter()
        .map(|year| FanYear {
            label: year.year.to_string(),
            p10: year.p10,
            p50: year.p50,
            p90: year.p90,
        })
        .collect();
    fan(
        "chart-equity-fan",
        "What the equity has brought by the end of each year",
        &format!(
            "{currency}, present value after tax and cost, {} paths; band 10th to 90th percentile, dot median",
            found.paths
        ),
        currency,
        &years,
    )
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

/// Packages of a plan by what they cost the employer and what they bring; none where there
/// is nothing to ask for.
pub fn frontier_picture(shown: &PlanShown) -> Option<Markup> {
    let plan = &shown.plan;
    let opening = plan.opening.as_ref()?;
    let cost = |package| {
        let model = plan.employer_model.for_owner();
        model.cost.change(&plan.on_the_table, package)
    };
    let point = |label: &str, package, worth, kind| PackagePoint {
        label: label.to_owned(),
        cost: cost(package),
        worth,
        kind,
    };
    let mut packages = vec![
        point("on the table", &plan.on_the_table, 0.0, PackageKind::Main),
        point(
            "open with",
            &opening.package,
            opening.gain.ce,
            PackageKind::Main,
        ),
    ];
    if let Some(target) = &plan.target {
        packages.push(point(
            "aim for",
            &target.package,
            target.gain.ce,
            PackageKind::Main,
        ));
    }
    for (index, one) in plan.meso.packages.iter().enumerate() {
        let label = (index + 1).to_string();
        packages.push(point(
            &label,
            &one.package,
            one.gain.ce,
            PackageKind::Choice,
        ));
    }
    let mut worth = opening.gain.ce;
    packages.push(point("", &opening.package, worth, PackageKind::Step));
    for step in plan.concessions.for_owner() {
        worth -= step.costs_owner;
        packages.push(point("", &step.package, worth, PackageKind::Step));
    }
    let orientation = plan.orientation.for_owner();
    let accept = plan.accept_if.for_owner().gain;
    let room = orientation.employer_room;
    Some(frontier(
        "chart-frontier",
        "Packages by their cost to the employer and their worth to you",
        &format!(
            "{}, certain money over the horizon; curve: the least a worth can cost",
            plan.currency
        ),
        plan.currency,
        &orientation.frontier,
        &packages,
        (accept > 0.0).then_some(accept),
        (room > 0.0).then_some(room),
    ))
}

/// Bands and ranges of base pay with the alternatives on them.
pub fn market_picture(valued: &Valued, plan: &PlanShown) -> Option<Markup> {
    let currency = plan.plan.currency;
    let market = &plan.market;
    let bands = market
        .bands
        .iter()
        .filter_map(|band| BandRow::of_band(band, Measure::Base, currency));
    let ranges = market
        .ranges
        .iter()
        .filter_map(|(range, _)| BandRow::of_base_range(range, currency));
    let rows: Vec<BandRow> = bands.chain(ranges).collect();
    strips(
        "chart-market",
        "Base pay in the market, with what is on the table",
        valued,
        Measure::Base,
        currency,
        &rows,
    )
}

/// Bands that answer a question, with the alternatives on them: those of the first one's
/// measure and currency.
pub fn answer_picture(bands: &[&Band], valued: Option<&Valued>) -> Option<Markup> {
    let first = bands.first()?;
    let (measure, currency) = (first.measure, first.currency);
    let rows: Vec<BandRow> = bands
        .iter()
        .filter_map(|band| BandRow::of_band(band, measure, currency))
        .collect();
    let title = format!("The answer as bands: {}", measure.label());
    strips("chart-answer", &title, valued?, measure, currency, &rows)
}

fn strips(
    id: &str,
    title: &str,
    valued: &Valued,
    measure: Measure,
    currency: Currency,
    rows: &[BandRow],
) -> Option<Markup> {
    let marks: Vec<Mark> = valued
        .valuation
        .alternatives
        .iter()
        .filter(|one| one.currency == currency)
        .filter_map(|one| {
            let figure = match measure {
                Measure::Base => &one.figures.guaranteed_cash,
                Measure::Total => &one.figures.headline,
                _ => return None,
            };
            Some(Mark {
                label: name(one),
                value: figure.p50?,
            })
        })
        .collect();
    let unit = format!(
        "{currency} a year, {}; bar to the ends known, line the median",
        measure.label()
    );
    (!rows.is_empty()).then(|| band_strips(id, title, &unit, currency, rows, &marks, Paper::Full))
}
