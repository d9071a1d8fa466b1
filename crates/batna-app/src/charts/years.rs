//! Years as stacked bars: what each year of an offer is made of.

use batna_core::Currency;
use maud::{Markup, html};

use super::ranges::short;
use super::scale::Scale;
use super::{INK, MUTED, PARTS, Paper, fitting, grid, picture, px, text_width};

/// One part of a bar.
#[derive(Clone, Debug)]
pub struct YearPart {
    pub name: String,
    pub amount: f64,
}

/// One bar.
#[derive(Clone, Debug)]
pub struct YearBar {
    /// Group the bar belongs to: an offer.
    pub group: String,
    pub label: String,
    pub parts: Vec<YearPart>,
}

/// Draws the bars side by side in their groups, with one legend.
pub fn stacked_years(
    id: &str,
    title: &str,
    unit: &str,
    currency: Currency,
    bars: &[YearBar],
    paper: Paper,
) -> Markup {
    let width = paper.width();
    let (left, plot_height) = match paper {
        Paper::Full => (52.0, 170.0),
        Paper::Half => (44.0, 110.0),
    };
    let mut names: Vec<&str> = Vec::new();
    for part in bars.iter().flat_map(|bar| &bar.parts) {
        if part.amount > 0.0 && !names.contains(&part.name.as_str()) {
            names.push(&part.name);
        }
    }
    let legend = legend(&names, left, width);
    let top = 30.0 + legend.last().map_or(0.0, |(_, y, _)| *y);
    let bottom = top + plot_height;
    let tint = |name: &str| {
        let index = names.iter().position(|known| *known == name).unwrap_or(0);
        PARTS[index % PARTS.len()]
    };
    let totals = bars.iter().map(|bar| {
        bar.parts
            .iter()
            .map(|part| part.amount.max(0.0))
            .sum::<f64>()
    });
    let scale = Scale::covering(totals.clone(), true, bottom, top);
    let mut groups: Vec<&str> = Vec::new();
    for bar in bars {
        if groups.last() != Some(&bar.group.as_str()) {
            groups.push(&bar.group);
        }
    }
    let gap = 26.0;
    let slots = bars.len().max(1) as f64;
    let slot = (width - left - gap * groups.len() as f64) / slots;
    let bar_width = (slot * 0.72).min(56.0);
    let mut x = left;
    let mut previous = bars.first().map(|bar| bar.group.as_str());
    let mut placed = Vec::with_capacity(bars.len());
    for bar in bars {
        if previous != Some(bar.group.as_str()) {
            x += gap;
            previous = Some(&bar.group);
        }
        placed.push((x + (slot - bar_width) / 2.0, bar));
        x += slot;
    }
    let description = bars
        .iter()
        .zip(totals)
        .map(|(bar, total)| format!("{} {}: {}", bar.group, bar.label, short(total, currency)))
        .collect::<Vec<_>>()
        .join("; ");
    let body = html! {
        (grid::level(scale, 4, left, width, currency))
        @for (x, bar) in &placed {
            @for segment in segments(bar) {
                @let (class, color) = tint(segment.0);
                rect x=(px(*x)) y=(px(scale.at(segment.2))) width=(px(bar_width)) height=(px((scale.at(segment.1) - scale.at(segment.2)).max(0.0))) fill=(color) class=(class) {
                    title { (bar.group) ", " (bar.label) ", " (segment.0) ": " (short(segment.2 - segment.1, currency)) }
                }
            }
            text x=(px(x + bar_width / 2.0)) y=(px(bottom + 14.0)) text-anchor="middle" fill=(MUTED) class="muted" { (bar_label(&bar.label, slot)) }
        }
        @for group in &groups {
            @let xs: Vec<f64> = placed.iter().filter(|(_, bar)| bar.group == *group).map(|(x, _)| *x).collect();
            @if let (Some(first), Some(last)) = (xs.first(), xs.last()) {
                text x=(px((first + last + bar_width) / 2.0)) y=(px(bottom + 31.0)) text-anchor="middle" fill=(INK) class="ink" font-weight="bold" { (fitting(group, last - first + slot)) }
            }
        }
        @for (x, y, name) in &legend {
            rect x=(px(*x)) y=(px(y + 4.0)) width="11" height="11" fill=(tint(name).1) class=(tint(name).0) {}
            text x=(px(x + 16.0)) y=(px(y + 14.0)) fill=(INK) class="ink" { (name) }
        }
        (grid::unit(unit, width, bottom + 48.0))
    };
    picture(id, width, bottom + 54.0, title, &description, body)
}

/// Where each name of the legend stands, on as many lines as it needs: (x, y, name).
fn legend<'a>(names: &[&'a str], left: f64, width: f64) -> Vec<(f64, f64, &'a str)> {
    let (mut x, mut y) = (left, 0.0);
    names
        .iter()
        .map(|name| {
            let room = text_width(name) + 30.0;
            if x > left && x + room > width {
                (x, y) = (left, y + 17.0);
            }
            let place = (x, y, *name);
            x += room;
            place
        })
        .collect()
}

/// `year 1`, or `1` where the bars stand too close for more.
fn bar_label(label: &str, slot: f64) -> &str {
    if text_width(label) <= slot {
        label
    } else {
        label.rsplit(' ').next().unwrap_or(label)
    }
}

/// The parts of a bar as (name, from, to).
fn segments(bar: &YearBar) -> Vec<(&str, f64, f64)> {
    let mut from = 0.0;
    bar.parts
        .iter()
        .filter(|part| part.amount > 0.0)
        .map(|part| {
            let segment = (part.name.as_str(), from, from + part.amount);
            from += part.amount;
            segment
        })
        .collect()
}
