//! How a figure spreads from year to year: the 10th to the 90th percentile as a fan.

use batna_core::Currency;
use maud::{Markup, html};

use super::ranges::short;
use super::scale::Scale;
use super::{ACCENT, ACCENT_LIGHT, INK, MUTED, grid, picture, px};

/// One year of the fan.
#[derive(Clone, Debug)]
pub struct FanYear {
    pub label: String,
    pub p10: f64,
    pub p50: f64,
    pub p90: f64,
}

/// Medians written beside their dots while there are no more years than this.
const MOST_LABELLED: usize = 6;

/// Draws the years from left to right.
pub fn fan(id: &str, title: &str, unit: &str, currency: Currency, years: &[FanYear]) -> Markup {
    let (width, left, top) = (660.0, 58.0, 14.0);
    let bottom = top + 170.0;
    let scale = Scale::covering(
        years.iter().flat_map(|year| [year.p10, year.p50, year.p90]),
        true,
        bottom,
        top,
    );
    let slot = (width - left - 40.0) / years.len().max(1) as f64;
    let x = |index: usize| left + slot * (index as f64 + 0.5);
    let line = |value: fn(&FanYear) -> f64| {
        years
            .iter()
            .enumerate()
            .map(|(index, year)| (x(index), scale.at(value(year))))
            .collect::<Vec<_>>()
    };
    let (lows, middles, highs) = (line(|y| y.p10), line(|y| y.p50), line(|y| y.p90));
    let area: Vec<(f64, f64)> = highs
        .iter()
        .copied()
        .chain(lows.iter().rev().copied())
        .collect();
    let description = years
        .iter()
        .map(|year| {
            format!(
                "{}: {} to {}, median {}",
                year.label,
                short(year.p10, currency),
                short(year.p90, currency),
                short(year.p50, currency)
            )
        })
        .collect::<Vec<_>>()
        .join("; ");
    let body = html! {
        (grid::level(scale, 4, left, width, currency))
        @if years.len() > 1 {
            polygon points=(points(&area)) fill=(ACCENT_LIGHT) class="accent-light" {}
            polyline points=(points(&middles)) fill="none" stroke=(ACCENT) stroke-width="2" class="accent-line" {}
        }
        @for (index, year) in years.iter().enumerate() {
            line x1=(px(x(index))) x2=(px(x(index))) y1=(px(scale.at(year.p10))) y2=(px(scale.at(year.p90))) stroke=(ACCENT) stroke-width="2" class="accent-line" {}
            circle cx=(px(x(index))) cy=(px(scale.at(year.p50))) r="3.4" fill=(ACCENT) class="accent" {}
            @if years.len() <= MOST_LABELLED || index + 1 == years.len() {
                text x=(px(x(index) + 7.0)) y=(px(scale.at(year.p50) - 6.0)) fill=(INK) class="ink halo" { (short(year.p50, currency)) }
            }
            text x=(px(x(index))) y=(px(bottom + 16.0)) text-anchor="middle" fill=(MUTED) class="muted" { (year.label) }
        }
        (grid::unit(unit, width, bottom + 34.0))
    };
    picture(id, width, bottom + 40.0, title, &description, body)
}

pub(super) fn points(at: &[(f64, f64)]) -> String {
    at.iter()
        .map(|(x, y)| format!("{},{}", px(*x), px(*y)))
        .collect::<Vec<_>>()
        .join(" ")
}
