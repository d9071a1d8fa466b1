//! Ranges on one scale: the tenth to the ninetieth percentile, the median, a fixed mark,
//! and a limit across all.

use batna_core::{Currency, Money};
use maud::{Markup, html};
use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;

use super::scale::Scale;
use super::{ACCENT, ACCENT_LIGHT, INK, LIMIT, Paper, fitting, grid, picture, px, text_width};

/// One line of the picture.
#[derive(Clone, Debug)]
pub struct RangeRow {
    pub label: String,
    pub p10: f64,
    pub p50: f64,
    pub p90: f64,
    /// A second mark such as the certainty equivalent, with its name.
    pub mark: Option<(String, f64)>,
}

/// Draws the rows with a common axis and, where given, a labelled limit.
pub fn ranges(
    id: &str,
    title: &str,
    unit: &str,
    currency: Currency,
    rows: &[RangeRow],
    limit: Option<(&str, f64)>,
    paper: Paper,
) -> Markup {
    let width = paper.width();
    let label_width = rows
        .iter()
        // Labels are bold.
        .map(|row| text_width(&row.label) * 1.12)
        .fold(60.0, f64::max)
        .min(paper.label_room());
    let top = if limit.is_some() { 26.0 } else { 10.0 };
    let row_height = 30.0;
    let height = top + rows.len() as f64 * row_height + 34.0;
    let values = rows
        .iter()
        .flat_map(|row| [row.p10, row.p50, row.p90])
        .chain(
            rows.iter()
                .filter_map(|row| row.mark.as_ref().map(|mark| mark.1)),
        )
        .chain(limit.map(|limit| limit.1));
    let scale = Scale::covering(values, false, label_width + 16.0, width - 46.0);
    let bottom = top + rows.len() as f64 * row_height;
    let description = rows
        .iter()
        .map(|row| {
            format!(
                "{}: {} to {}, median {}",
                row.label,
                short(row.p10, currency),
                short(row.p90, currency),
                short(row.p50, currency)
            )
        })
        .collect::<Vec<_>>()
        .join("; ");
    let body = html! {
        (grid::upright(scale, paper.ticks(), top, bottom, currency))
        (grid::unit(unit, width - 46.0, bottom + 30.0))
        @for (index, row) in rows.iter().enumerate() {
            @let middle = top + index as f64 * row_height + row_height / 2.0;
            text x="0" y=(px(middle + 4.0)) fill=(INK) class="ink" font-weight="bold" { (fitting(&row.label, label_width)) }
            rect x=(px(scale.at(row.p10))) y=(px(middle - 7.0)) width=(px((scale.at(row.p90) - scale.at(row.p10)).max(1.5))) height="14" rx="2" fill=(ACCENT_LIGHT) class="accent-light" {}
            rect x=(px(scale.at(row.p50) - 1.5)) y=(px(middle - 10.0)) width="3" height="20" fill=(ACCENT) class="accent" {}
            text x=(px(scale.at(row.p90) + 5.0)) y=(px(middle + 4.0)) fill=(INK) class="ink" { (short(row.p50, currency)) }
            @if let Some((name, value)) = &row.mark {
                circle cx=(px(scale.at(*value))) cy=(px(middle)) r="3.6" fill="#ffffff" stroke=(INK) stroke-width="1.6" class="mark" {
                    title { (name) ": " (short(*value, currency)) }
                }
            }
        }
        @if let Some((name, value)) = limit {
            line x1=(px(scale.at(value))) x2=(px(scale.at(value))) y1=(px(top - 6.0)) y2=(px(bottom)) stroke=(LIMIT) stroke-width="1.6" stroke-dasharray="5 3" class="limit" {}
            text x=(px(scale.at(value))) y=(px(top - 11.0)) text-anchor="middle" fill=(LIMIT) class="limit-text" { (name) " " (short(value, currency)) }
        }
    };
    picture(id, width, height, title, &description, body)
}

pub(super) fn short(value: f64, currency: Currency) -> String {
    Decimal::from_f64(value).map_or_else(String::new, |amount| Money::new(amount, currency).short())
}
