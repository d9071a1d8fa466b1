//! Distributions above one another on one scale, from their quantiles.
//!
//! Each curve is a kernel estimate over equally weighted quantiles, scaled to its own
//! height: a salary without risk is a spike that would flatten its neighbours. Width is
//! what the picture shows; the table beside it has the figures.

use batna_core::Currency;
use maud::{Markup, html};

use super::ranges::short;
use super::scale::Scale;
use super::{ACCENT, ACCENT_LIGHT, INK, MUTED, fitting, grid, picture, px, text_width};

/// One distribution.
#[derive(Clone, Debug)]
pub struct DensityRow {
    pub label: String,
    /// Equally spaced quantiles, ascending.
    pub quantiles: Vec<f64>,
}

const WIDTH: f64 = 660.0;
const ROW: f64 = 74.0;
/// A curve may reach into the row above it.
const TALL: f64 = 66.0;
const POINTS: u32 = 120;

/// Draws one curve a row with its 10th to 90th percentile and median.
pub fn densities(
    id: &str,
    title: &str,
    unit: &str,
    currency: Currency,
    rows: &[DensityRow],
) -> Markup {
    let rows: Vec<&DensityRow> = rows.iter().filter(|row| row.quantiles.len() > 2).collect();
    let label_width = rows
        .iter()
        // Labels are bold.
        .map(|row| text_width(&row.label) * 1.12)
        .fold(90.0, f64::max)
        .min(220.0);
    // The outermost percent on either side would set the scale for all the others.
    let ends = rows.iter().flat_map(|row| {
        let last = row.quantiles.len() - 1;
        let cut = row.quantiles.len() / 50;
        [
            row.quantiles[cut.min(last)],
            row.quantiles[last.saturating_sub(cut)],
        ]
    });
    let scale = Scale::covering(ends, false, label_width + 16.0, WIDTH - 20.0);
    let top = 8.0;
    let bottom = top + rows.len() as f64 * ROW;
    let description = rows
        .iter()
        .map(|row| {
            format!(
                "{}: 10th percentile {}, median {}, 90th {}",
                row.label,
                short(at(&row.quantiles, 0.1), currency),
                short(at(&row.quantiles, 0.5), currency),
                short(at(&row.quantiles, 0.9), currency)
            )
        })
        .collect::<Vec<_>>()
        .join("; ");
    let body = html! {
        (grid::upright(scale, 5, top, bottom, currency))
        (grid::unit(unit, WIDTH - 20.0, bottom + 30.0))
        @for (index, row) in rows.iter().enumerate() {
            @let base = top + (index as f64 + 1.0) * ROW - 10.0;
            @let (low, middle, high) = (at(&row.quantiles, 0.1), at(&row.quantiles, 0.5), at(&row.quantiles, 0.9));
            path d=(outline(&row.quantiles, scale, base)) fill=(ACCENT_LIGHT) fill-opacity="0.75" stroke=(ACCENT) stroke-width="1.2" class="density" {}
            line x1=(px(scale.at(low))) x2=(px(scale.at(high))) y1=(px(base)) y2=(px(base)) stroke=(ACCENT) stroke-width="3" class="accent-line" {}
            circle cx=(px(scale.at(middle))) cy=(px(base)) r="4.2" fill="#ffffff" stroke=(INK) stroke-width="1.6" class="mark" {}
            text x="0" y=(px(base - 14.0)) fill=(INK) class="ink" font-weight="bold" { (fitting(&row.label, label_width)) }
            text x="0" y=(px(base + 1.0)) fill=(MUTED) class="muted" { (short(low, currency)) "–" (short(high, currency)) }
        }
    };
    picture(id, WIDTH, bottom + 36.0, title, &description, body)
}

fn at(quantiles: &[f64], p: f64) -> f64 {
    let index = ((quantiles.len() as f64) * p).floor() as usize;
    quantiles
        .get(index.min(quantiles.len().saturating_sub(1)))
        .copied()
        .unwrap_or(0.0)
}

/// The closed outline of a curve standing on `base`.
fn outline(quantiles: &[f64], scale: Scale, base: f64) -> String {
    let (low, high) = scale.span();
    let spread = (at(quantiles, 0.9) - at(quantiles, 0.1)).max(0.0);
    // Silverman's rule on the middle of the distribution; never narrower than a stroke.
    let width =
        (spread / 2.56 * 1.06 * (quantiles.len() as f64).powf(-0.2)).max((high - low) / 160.0);
    let heights: Vec<(f64, f64)> = (0..=POINTS)
        .map(|step| {
            let x = low + (high - low) * f64::from(step) / f64::from(POINTS);
            let height: f64 = quantiles
                .iter()
                .map(|quantile| (-0.5 * ((x - quantile) / width).powi(2)).exp())
                .sum();
            (x, height)
        })
        .collect();
    let tallest = heights
        .iter()
        .map(|(_, height)| *height)
        .fold(1e-12, f64::max);
    let mut path = String::new();
    for (index, (x, height)) in heights.iter().enumerate() {
        let y = base - height / tallest * TALL;
        path.push_str(if index == 0 { "M" } else { "L" });
        path.push_str(&format!("{} {}", px(scale.at(*x)), px(y)));
    }
    path.push_str(&format!(
        "L{} {}L{} {}Z",
        px(scale.at(high)),
        px(base),
        px(scale.at(low)),
        px(base)
    ));
    path
}
