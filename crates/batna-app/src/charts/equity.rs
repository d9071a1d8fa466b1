//! An offer's equity in one picture: what a sale pays, what it brings after tax, and when.

use batna_core::Currency;
use batna_value::equity_outcome::{EquityHistogram, EquityYear};
use maud::{Markup, html};

use super::fan::points;
use super::ranges::short;
use super::scale::Scale;
use super::{ACCENT, ACCENT_LIGHT, GRID, INK, LIMIT, MUTED, Paper, picture, px};

/// What is drawn.
pub struct EquityPanels<'a> {
    pub currency: Currency,
    /// The company's value today, and what the units pay by its value, before tax; none where
    /// they are sold on a market.
    pub payoff: Option<(f64, &'a [(f64, f64)])>,
    pub histogram: &'a EquityHistogram,
    /// Chance that it brings nothing.
    pub nothing: f64,
    /// Gathered up to each year.
    pub fan: &'a [EquityYear],
}

const TOP: f64 = 26.0;
const BOTTOM: f64 = 104.0;
const GAP: f64 = 14.0;
/// Room for the amounts beside an axis.
const AXIS: f64 = 38.0;
/// A bar that towers over all others is cut at this much of the next.
const TALLEST: f64 = 1.4;

/// Draws the panels side by side, for half a page.
pub fn equity_panels(id: &str, title: &str, panels: &EquityPanels<'_>) -> Markup {
    let count = if panels.payoff.is_some() { 3.0 } else { 2.0 };
    let width = Paper::Half.width();
    let each = (width - GAP * (count - 1.0)) / count;
    let place = |index: f64| index * (each + GAP);
    let last = count - 1.0;
    let body = html! {
        @if let Some((today, line)) = panels.payoff {
            (payoff(place(0.0), each, panels.currency, today, line))
        }
        (distribution(place(last - 1.0), each, panels))
        (gathered(place(last), each, panels))
    };
    let describe = |year: &EquityYear| {
        format!(
            "by {}: {} to {}",
            year.year,
            short(year.p10, panels.currency),
            short(year.p90, panels.currency)
        )
    };
    let description = format!(
        "nothing in {:.0}% of paths; {}",
        panels.nothing * 100.0,
        panels.fan.last().map_or(String::new(), describe)
    );
    picture(id, width, BOTTOM + 18.0, title, &description, body)
}

fn head(left: f64, words: &str) -> Markup {
    html! { text x=(px(left)) y="12" fill=(INK) class="ink" font-size="10.5" { (words) } }
}

fn payoff(left: f64, each: f64, currency: Currency, today: f64, line: &[(f64, f64)]) -> Markup {
    let across = Scale::covering(line.iter().map(|at| at.0), true, left + AXIS, left + each);
    let up = Scale::covering(line.iter().map(|at| at.1), true, BOTTOM, TOP);
    let drawn: Vec<(f64, f64)> = line
        .iter()
        .map(|at| (across.at(at.0), up.at(at.1)))
        .collect();
    html! {
        (head(left, "What a sale pays"))
        @for tick in up.ticks(2) {
            line x1=(px(left + AXIS)) x2=(px(left + each)) y1=(px(up.at(tick))) y2=(px(up.at(tick))) stroke=(GRID) class="grid" {}
            text x=(px(left + AXIS - 5.0)) y=(px(up.at(tick) + 4.0)) text-anchor="end" fill=(MUTED) class="muted" font-size="10.5" { (short(tick, currency)) }
        }
        line x1=(px(across.at(today))) x2=(px(across.at(today))) y1=(px(TOP - 4.0)) y2=(px(BOTTOM)) stroke=(LIMIT) stroke-dasharray="4 3" class="limit" {}
        polyline points=(points(&drawn)) fill="none" stroke=(ACCENT) stroke-width="2" class="accent-line" {}
        @for tick in across.ticks(2) {
            text x=(px(across.at(tick))) y=(px(BOTTOM + 14.0)) text-anchor="middle" fill=(MUTED) class="muted" font-size="10.5" { (short(tick, currency)) }
        }
    }
}

fn distribution(left: f64, each: f64, panels: &EquityPanels<'_>) -> Markup {
    let histogram = panels.histogram;
    let most = histogram.counts.iter().copied().max().unwrap_or(0);
    let next = histogram
        .counts
        .iter()
        .copied()
        .filter(|count| *count < most)
        .max();
    // One bar of worthless paths would flatten all others.
    let tallest = next.map_or(most as f64, |next| (next as f64 * TALLEST).min(most as f64));
    let slot = each / histogram.counts.len().max(1) as f64;
    let across = Scale::covering([histogram.low, histogram.high], false, left, left + each);
    html! {
        (head(left, &format!("Equity after tax, {:.0}% nothing", panels.nothing * 100.0)))
        @for (bin, count) in histogram.counts.iter().enumerate() {
            @let height = (*count as f64 / tallest.max(1.0)).min(1.0) * (BOTTOM - TOP);
            @if height > 0.0 {
                rect x=(px(left + bin as f64 * slot)) y=(px(BOTTOM - height)) width=(px((slot - 0.8).max(0.8))) height=(px(height)) fill=(ACCENT) class="accent" {}
            }
        }
        line x1=(px(left)) x2=(px(left + each)) y1=(px(BOTTOM)) y2=(px(BOTTOM)) stroke=(GRID) class="grid" {}
        @for tick in across.ticks(2) {
            text x=(px(across.at(tick))) y=(px(BOTTOM + 14.0)) text-anchor="middle" fill=(MUTED) class="muted" font-size="10.5" { (short(tick, panels.currency)) }
        }
    }
}

fn gathered(left: f64, each: f64, panels: &EquityPanels<'_>) -> Markup {
    let fan = panels.fan;
    let values = || fan.iter().flat_map(|year| [year.p10, year.p50, year.p90]);
    let up = Scale::covering(values(), true, BOTTOM, TOP);
    let slot = (each - AXIS) / fan.len().max(2).saturating_sub(1) as f64;
    let x = |index: usize| left + AXIS + slot * index as f64;
    let line = |value: fn(&EquityYear) -> f64| {
        let at = fan.iter().enumerate();
        at.map(|(index, year)| (x(index), up.at(value(year))))
            .collect::<Vec<_>>()
    };
    let (low, middle, high) = (line(|y| y.p10), line(|y| y.p50), line(|y| y.p90));
    let area: Vec<(f64, f64)> = high.into_iter().chain(low.into_iter().rev()).collect();
    let ends = [
        fan.first().map(|year| (year, "start")),
        fan.last().map(|year| (year, "end")),
    ];
    html! {
        (head(left, "Equity by year, p10 to p90"))
        @for tick in up.ticks(2) {
            line x1=(px(left + AXIS)) x2=(px(left + each)) y1=(px(up.at(tick))) y2=(px(up.at(tick))) stroke=(GRID) class="grid" {}
            text x=(px(left + AXIS - 5.0)) y=(px(up.at(tick) + 4.0)) text-anchor="end" fill=(MUTED) class="muted" font-size="10.5" { (short(tick, panels.currency)) }
        }
        polygon points=(points(&area)) fill=(ACCENT_LIGHT) class="accent-light" {}
        polyline points=(points(&middle)) fill="none" stroke=(ACCENT) stroke-width="2" class="accent-line" {}
        @for (index, end) in ends.into_iter().enumerate() {
            @if let Some((year, anchor)) = end {
                text x=(px(left + if index == 0 { AXIS } else { each })) y=(px(BOTTOM + 14.0)) text-anchor=(anchor) fill=(MUTED) class="muted" font-size="10.5" { (year.year) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worthless_paths_do_not_flatten_the_rest() {
        let histogram = EquityHistogram {
            low: 0.0,
            high: 100.0,
            counts: vec![900, 10, 50, 40],
        };
        let year = |year| EquityYear {
            year,
            p10: 0.0,
            p50: 0.0,
            p90: 80.0,
        };
        let fan = [year(2026), year(2027)];
        let line = [(0.0, 0.0), (50.0, 0.0), (150.0, 80.0)];
        let panels = EquityPanels {
            currency: Currency::USD,
            payoff: Some((50.0, &line)),
            histogram: &histogram,
            nothing: 0.9,
            fan: &fan,
        };
        let drawn = equity_panels("e", "t", &panels).0;
        // 50 of at most 70 (1.4 times the second tallest) of 78 pixels.
        assert!(drawn.contains("height=\"55.7\""), "{drawn}");
        assert!(drawn.contains("height=\"78\""), "{drawn}");
        assert!(drawn.contains("90% nothing"));
    }
}
