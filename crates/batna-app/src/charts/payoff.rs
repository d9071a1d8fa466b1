//! What shares pay by the value at which their company is sold.

use batna_core::Currency;
use maud::{Markup, html};

use super::fan::points;
use super::ranges::short;
use super::scale::Scale;
use super::{INK, LIMIT, PARTS, grid, picture, px};

/// One holding's payoff.
#[derive(Clone, Debug)]
pub struct PayoffLine {
    pub label: String,
    /// Value of the company and what the holding gets, ascending.
    pub points: Vec<(f64, f64)>,
}

/// Draws the payoffs with the company's value of today marked.
pub fn payoffs(
    id: &str,
    title: &str,
    unit: &str,
    currency: Currency,
    today: f64,
    lines: &[PayoffLine],
) -> Markup {
    let (width, left, top) = (660.0, 62.0, 30.0);
    let bottom = top + 170.0;
    let all = || lines.iter().flat_map(|line| &line.points);
    let across = Scale::covering(all().map(|point| point.0), true, left, width - 30.0);
    let up = Scale::covering(all().map(|point| point.1), true, bottom, top);
    let first_pay = lines.iter().filter_map(|line| {
        let start = line.points.iter().find(|point| point.1 > 0.0)?;
        Some(format!(
            "{}: pays nothing below about {}",
            line.label,
            short(start.0, currency)
        ))
    });
    let at_today = lines.iter().filter_map(|line| {
        let near = line
            .points
            .iter()
            .min_by(|a, b| (a.0 - today).abs().total_cmp(&(b.0 - today).abs()))?;
        Some(format!(
            "{}: {} at the value of today, {}",
            line.label,
            short(near.1, currency),
            short(today, currency)
        ))
    });
    let description = first_pay.chain(at_today).collect::<Vec<_>>().join("; ");
    let body = html! {
        (grid::level(up, 4, left, width, currency))
        (grid::upright(across, 6, top, bottom, currency))
        line x1=(px(across.at(today))) x2=(px(across.at(today))) y1=(px(top - 8.0)) y2=(px(bottom)) stroke=(LIMIT) stroke-width="1.4" stroke-dasharray="5 3" class="limit" {}
        text x=(px(across.at(today) + 5.0)) y=(px(top - 12.0)) fill=(LIMIT) class="limit-text halo" { "today " (short(today, currency)) }
        @for (index, line) in lines.iter().enumerate() {
            @let drawn: Vec<(f64, f64)> = line.points.iter().map(|point| (across.at(point.0), up.at(point.1))).collect();
            @let (class, color) = PARTS[index % 2];
            polyline points=(points(&drawn)) fill="none" stroke=(color) stroke-width="2.2" class=(format!("{class}-line")) {}
            @if let Some((x, y)) = drawn.last() {
                text x=(px(*x)) y=(px(y - 6.0)) text-anchor="end" fill=(INK) class="ink" { (line.label) }
            }
        }
        (grid::unit(unit, width, bottom + 34.0))
    };
    picture(id, width, bottom + 40.0, title, &description, body)
}
