//! Strips of market bands with a person's figures on them.

use batna_core::{Band, Currency, Measure};
use batna_guide::published::{PayMeasure, PublishedRange};
use maud::{Markup, html};

use super::ranges::short;
use super::scale::Scale;
use super::{ACCENT_LIGHT, INK, LIMIT, MUTED, Paper, fitting, grid, picture, px, text_width};

/// One band: its ends, what is known between, and where it comes from.
#[derive(Clone, Debug)]
pub struct BandRow {
    pub label: String,
    /// Sample, date and grade in a few words.
    pub note: String,
    pub low: f64,
    pub median: Option<f64>,
    pub high: f64,
    /// The top is only known to be at least this.
    pub open_top: bool,
}

impl BandRow {
    /// The band as a row, where it is of the measure and in the currency of the picture's
    /// axis and both of its ends are known.
    pub fn of_band(band: &Band, measure: Measure, currency: Currency) -> Option<Self> {
        if band.measure != measure || band.currency != currency {
            return None;
        }
        let high = band.p90.or(band.p75)?;
        Some(BandRow {
            label: band.subject.clone(),
            note: format!("{}, {}", band.grade.label(), band.as_of),
            low: band.p10.or(band.p25)?,
            median: band.p50,
            high,
            open_top: band.is_top_coded(high),
        })
    }

    /// A published range of base pay as a row, where it is in the currency of the axis.
    pub fn of_base_range(range: &PublishedRange, currency: Currency) -> Option<Self> {
        let (low, high) = (range.low.money()?, range.high.money()?);
        (range.measure == PayMeasure::Base && low.currency() == currency).then(|| BandRow {
            label: range.what.clone(),
            note: format!("{}; a range, no percentiles", range.grade.label()),
            low: low.to_f64(),
            median: None,
            high: high.to_f64(),
            open_top: range.open_above,
        })
    }
}

/// A figure of the person's own, drawn across all strips.
#[derive(Clone, Debug)]
pub struct Mark {
    pub label: String,
    pub value: f64,
}

/// Draws the strips under the marks.
pub fn band_strips(
    id: &str,
    title: &str,
    unit: &str,
    currency: Currency,
    rows: &[BandRow],
    marks: &[Mark],
    paper: Paper,
) -> Markup {
    let width = paper.width();
    // Subjects are long: where the paper is narrow they stand above their strips.
    let above = paper == Paper::Half;
    let label_width = if above {
        width
    } else {
        rows.iter()
            .map(|row| text_width(&row.label).max(text_width(&row.note) * 0.9))
            .fold(90.0, f64::max)
            .min(280.0)
    };
    let mut marks: Vec<&Mark> = marks.iter().collect();
    marks.sort_by(|a, b| a.value.total_cmp(&b.value));
    // Labels of marks that stand close together go on lines of their own.
    let top = 12.0 + marks.len() as f64 * 14.0;
    let row_height = if above { 36.0 } else { 38.0 };
    let bottom = top + rows.len() as f64 * row_height;
    let height = bottom + 34.0;
    let values = rows
        .iter()
        .flat_map(|row| [row.low, row.high])
        .chain(marks.iter().map(|mark| mark.value));
    let scale = Scale::covering(
        values,
        false,
        if above { 4.0 } else { label_width + 16.0 },
        width - 20.0,
    );
    let description = rows
        .iter()
        .map(|row| {
            format!(
                "{}: {} to {}{}",
                row.label,
                short(row.low, currency),
                if row.open_top { "at least " } else { "" },
                short(row.high, currency)
            )
        })
        .chain(
            marks
                .iter()
                .map(|mark| format!("{} at {}", mark.label, short(mark.value, currency))),
        )
        .collect::<Vec<_>>()
        .join("; ");
    let body = html! {
        (grid::upright(scale, paper.ticks(), top, bottom, currency))
        (grid::unit(unit, width - 20.0, bottom + 30.0))
        @for (index, row) in rows.iter().enumerate() {
            @let y = top + index as f64 * row_height;
            @let strip = y + if above { 18.0 } else { 10.0 };
            @if above {
                text x="0" y=(px(y + 13.0)) fill=(INK) class="ink" { (fitting(&row.label, label_width)) }
            } @else {
                text x="0" y=(px(y + 15.0)) fill=(INK) class="ink" { (fitting(&row.label, label_width)) }
                text x="0" y=(px(y + 29.0)) fill=(MUTED) class="muted" font-size="11" { (fitting(&row.note, label_width * 1.1)) }
            }
            rect x=(px(scale.at(row.low))) y=(px(strip)) width=(px((scale.at(row.high) - scale.at(row.low)).max(2.0))) height="14" rx="2" fill=(ACCENT_LIGHT) class="accent-light" {}
            @if let Some(median) = row.median {
                rect x=(px(scale.at(median) - 1.0)) y=(px(strip - 3.0)) width="2" height="20" fill=(INK) class="ink" {}
            }
            @if row.open_top {
                text x=(px(scale.at(row.high) + 3.0)) y=(px(strip + 12.0)) fill=(MUTED) class="muted" { "≥" }
            }
        }
        @for (index, mark) in marks.iter().enumerate() {
            @let (x, y) = (scale.at(mark.value), 13.0 + index as f64 * 14.0);
            @for (from, to) in mark_lines(y, top, bottom, row_height, rows.len(), above) {
                line x1=(px(x)) x2=(px(x)) y1=(px(from)) y2=(px(to)) stroke=(LIMIT) stroke-width="1.2" class="limit" {}
            }
        }
        @for (index, mark) in marks.iter().enumerate() {
            @let (x, y) = (scale.at(mark.value), 14.0 + index as f64 * 14.0);
            @let caption = format!("{} {}", mark.label, short(mark.value, currency));
            @if x + text_width(&caption) + 6.0 > width {
                text x=(px(x - 4.0)) y=(px(y)) text-anchor="end" fill=(LIMIT) class="limit-text halo" { (caption) }
            } @else {
                text x=(px(x + 4.0)) y=(px(y)) fill=(LIMIT) class="limit-text halo" { (caption) }
            }
        }
    };
    picture(id, width, height, title, &description, body)
}

/// Where a mark's line runs: all the way down, or over the strips alone where labels stand
/// between them.
fn mark_lines(
    from: f64,
    top: f64,
    bottom: f64,
    row_height: f64,
    rows: usize,
    above: bool,
) -> Vec<(f64, f64)> {
    if !above {
        return vec![(from, bottom)];
    }
    std::iter::once((from, top + 2.0))
        .chain((0..rows).map(|row| {
            let y = top + row as f64 * row_height;
            (y + 16.0, y + 34.0)
        }))
        .collect()
}
