//! Shares of paths in equal bins: what a smooth curve would hide, such as a spike at nothing.

use batna_core::Currency;
use maud::{Markup, html};

use super::ranges::short;
use super::scale::Scale;
use super::{ACCENT, GRID, INK, LIMIT, MUTED, grid, picture, px};

/// Draws the bins between `low` and `high` with the median marked.
#[allow(clippy::too_many_arguments)] // Each is one thing of the picture.
pub fn histogram(
    id: &str,
    title: &str,
    unit: &str,
    currency: Currency,
    low: f64,
    high: f64,
    counts: &[u64],
    median: f64,
) -> Markup {
    let (width, left, top) = (660.0, 62.0, 22.0);
    let bottom = top + 150.0;
    let right = width - 24.0;
    let whole: u64 = counts.iter().sum::<u64>().max(1);
    let share = |count: u64| count as f64 / whole as f64;
    let across = Scale::covering([low, high], false, left, right);
    let tallest = counts.iter().map(|count| share(*count)).fold(0.0, f64::max);
    let up = Scale::covering([tallest], true, bottom, top);
    let step = (high - low) / counts.len().max(1) as f64;
    let bin = |index: usize| low + step * index as f64;
    let description = format!(
        "from {} to {}, median {}; the fullest bin holds {:.0}% of the paths",
        short(low, currency),
        short(high, currency),
        short(median, currency),
        tallest * 100.0
    );
    let body = html! {
        @for tick in up.ticks(3) {
            line x1=(px(left)) x2=(px(right)) y1=(px(up.at(tick))) y2=(px(up.at(tick))) stroke=(GRID) class="grid" {}
            text x=(px(left - 6.0)) y=(px(up.at(tick) + 4.0)) text-anchor="end" fill=(MUTED) class="muted" { (format!("{:.0}%", tick * 100.0)) }
        }
        (grid::upright(across, 6, top, bottom, currency))
        @for (index, count) in counts.iter().enumerate() {
            @let (x, y) = (across.at(bin(index)), up.at(share(*count)));
            @if *count > 0 {
                rect x=(px(x + 0.5)) y=(px(y)) width=(px((across.at(bin(index + 1)) - x - 1.0).max(1.0))) height=(px(bottom - y)) fill=(ACCENT) class="accent" {
                    title { (short(bin(index), currency)) " to " (short(bin(index + 1), currency)) ": " (format!("{:.1}%", share(*count) * 100.0)) }
                }
            }
        }
        line x1=(px(left)) x2=(px(right)) y1=(px(bottom)) y2=(px(bottom)) stroke=(INK) class="ink-line" {}
        line x1=(px(across.at(median))) x2=(px(across.at(median))) y1=(px(top - 4.0)) y2=(px(bottom)) stroke=(LIMIT) stroke-width="1.4" stroke-dasharray="5 3" class="limit" {}
        text x=(px(across.at(median) + 5.0)) y=(px(top - 7.0)) fill=(LIMIT) class="limit-text" { "median " (short(median, currency)) }
        (grid::unit(unit, right, bottom + 32.0))
    };
    picture(id, width, bottom + 38.0, title, &description, body)
}
