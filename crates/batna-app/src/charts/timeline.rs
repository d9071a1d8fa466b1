//! Days that matter, on one line.

use maud::{Markup, html};

use super::{ACCENT, GRID, INK, LIMIT, MUTED, picture, px, text_width};

/// One day on the line.
#[derive(Clone, Debug)]
pub struct TimelineDay {
    /// Days from today; negative where past.
    pub in_days: i64,
    pub label: String,
    pub note: String,
    /// An answer is owed.
    pub binding: bool,
}

const WIDTH: f64 = 660.0;

/// Draws the days from left to right, today marked.
pub fn timeline(id: &str, title: &str, days: &[TimelineDay]) -> Markup {
    let first = days.iter().map(|day| day.in_days).min().unwrap_or(0).min(0);
    let last = days.iter().map(|day| day.in_days).max().unwrap_or(0).max(7);
    // Far days would press the near ones together: the square root of the distance keeps both.
    let bent = |days: i64| (days as f64).signum() * (days as f64).abs().sqrt();
    let (from, to) = (bent(first) - 0.4, bent(last) + 0.2);
    let x = |days: i64| 14.0 + (bent(days) - from) / (to - from) * (WIDTH - 60.0);
    // A label goes to the lowest row in which it has room.
    let mut ends: Vec<f64> = Vec::new();
    let placed: Vec<(f64, usize, bool, &TimelineDay)> = days
        .iter()
        .map(|day| {
            let width = text_width(&day.label).max(text_width(&day.note)) + 14.0;
            let at = x(day.in_days);
            let flips = at + width > WIDTH;
            let start = if flips { at - width } else { at };
            let row = ends
                .iter()
                .position(|end| *end < start)
                .unwrap_or(ends.len());
            let end = if flips { at + 6.0 } else { at + width };
            match ends.get_mut(row) {
                Some(known) => *known = end,
                None => ends.push(end),
            }
            (at, row, flips, day)
        })
        .collect();
    let rows = ends.len().max(1) as f64;
    let axis = 14.0 + rows * 36.0;
    let description = days
        .iter()
        .map(|day| format!("{}: {}", day.label, day.note))
        .collect::<Vec<_>>()
        .join("; ");
    let body = html! {
        line x1="0" x2=(px(WIDTH)) y1=(px(axis)) y2=(px(axis)) stroke=(GRID) stroke-width="2" class="grid" {}
        line x1=(px(x(0))) x2=(px(x(0))) y1="2" y2=(px(axis + 8.0)) stroke=(ACCENT) stroke-width="1.6" class="accent-line" {}
        text x=(px(x(0))) y=(px(axis + 22.0)) text-anchor="middle" fill=(ACCENT) class="accent" font-weight="bold" { "today" }
        @for (at, row, flips, day) in &placed {
            @let y = axis - 22.0 - *row as f64 * 36.0;
            @let (color, class) = if day.binding { (LIMIT, "limit-text") } else { (INK, "ink") };
            @let (dx, anchor) = if *flips { (-6.0, "end") } else { (6.0, "start") };
            line x1=(px(*at)) x2=(px(*at)) y1=(px(y - 10.0)) y2=(px(axis)) stroke=(GRID) class="grid" {}
            circle cx=(px(*at)) cy=(px(axis)) r="4.5" fill=(color) class=(if day.binding { "limit-fill" } else { "ink" }) {}
            text x=(px(at + dx)) y=(px(y)) text-anchor=(anchor) fill=(color) class=(format!("{class} halo")) font-weight="bold" { (day.label) }
            text x=(px(at + dx)) y=(px(y + 14.0)) text-anchor=(anchor) fill=(MUTED) class="muted halo" { (day.note) }
        }
    };
    picture(id, WIDTH, axis + 30.0, title, &description, body)
}
