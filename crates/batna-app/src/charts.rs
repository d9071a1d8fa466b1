//! Pictures as SVG, drawn here for the brief and the page alike.
//!
//! Every picture has a title and a description for those who do not see it, says its
//! unit and sample, and labels its marks directly. Colours are literal attributes, so
//! that pictures survive outside a browser, with a class each that a page may restyle.

mod bands;
mod density;
mod equity;
mod fan;
mod frontier;
mod grid;
mod histogram;
mod payoff;
mod ranges;
mod scale;
mod timeline;
mod years;

pub use bands::{BandRow, Mark, band_strips};
pub use density::{DensityRow, densities};
pub use equity::{EquityPanels, equity_panels};
pub use fan::{FanYear, fan};
pub use frontier::{PackageKind, PackagePoint, frontier};
pub use histogram::histogram;
pub use payoff::{PayoffLine, payoffs};
pub use ranges::{RangeRow, ranges};
pub use timeline::{TimelineDay, timeline};
pub use years::{YearBar, YearPart, stacked_years};

use maud::{Markup, html};

/// Ink for text and axes.
const INK: &str = "#1f2933";
/// Secondary text, rules and grid.
const MUTED: &str = "#5f6b76";
const GRID: &str = "#dde2e6";
/// The one accent, in a strong and a light tone.
const ACCENT: &str = "#0b6e6e";
const ACCENT_LIGHT: &str = "#b9dcda";
/// For a limit, such as the floor.
const LIMIT: &str = "#b3400f";

/// Parts of a stack, apart in lightness as well as hue, so that they differ without colour.
const PARTS: [(&str, &str); 6] = [
    ("part-a", "#0b4f6c"),
    ("part-b", "#1b8a8f"),
    ("part-c", "#7fc6a4"),
    ("part-d", "#e0b04c"),
    ("part-e", "#c9ced3"),
    ("part-f", "#8f5ea2"),
];

const FONT: &str = "system-ui, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif";

/// How wide a picture is drawn, in pixels of 12-px text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paper {
    /// The width of a page's text.
    Full,
    /// Half of it, for a picture beside another or beside a text.
    Half,
}

impl Paper {
    pub fn width(self) -> f64 {
        match self {
            Paper::Full => 660.0,
            Paper::Half => 440.0,
        }
    }

    /// About how many ticks a horizontal axis holds without crowding.
    fn ticks(self) -> u32 {
        match self {
            Paper::Full => 5,
            Paper::Half => 4,
        }
    }

    /// The most that labels to the left of a plot may take.
    fn label_room(self) -> f64 {
        match self {
            Paper::Full => 220.0,
            Paper::Half => 150.0,
        }
    }
}

/// The frame of a picture: size, title and description.
fn picture(
    id: &str,
    width: f64,
    height: f64,
    title: &str,
    description: &str,
    body: Markup,
) -> Markup {
    let title_id = format!("{id}-title");
    let description_id = format!("{id}-desc");
    html! {
        svg xmlns="http://www.w3.org/2000/svg" role="img" class="chart"
            viewBox=(format!("0 0 {} {}", px(width), px(height))) width=(px(width)) height=(px(height))
            aria-labelledby=(format!("{title_id} {description_id}"))
            font-family=(FONT) font-size="12" {
            title id=(title_id) { (title) }
            desc id=(description_id) { (description) }
            (body)
        }
    }
}

/// A coordinate with at most one decimal, so that output stays small and stable.
fn px(value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0;
    if rounded == rounded.trunc() {
        format!("{rounded:.0}")
    } else {
        format!("{rounded:.1}")
    }
}

/// Rough width of a text in pixels at 12 px; charts only need to keep labels apart.
fn text_width(text: &str) -> f64 {
    text.chars().count() as f64 * 6.6
}

/// A label cut to a width, with a sign that it was cut.
fn fitting(text: &str, width: f64) -> String {
    if text_width(text) <= width {
        return text.to_owned();
    }
    let most = (width / 6.6) as usize;
    let mut cut: String = text.chars().take(most.saturating_sub(1)).collect();
    cut.truncate(cut.trim_end().len());
    cut.push('…');
    cut
}

#[cfg(test)]
mod tests {
    use super::*;
    use batna_core::Currency;

    #[test]
    fn a_band_stands_only_on_the_axis_of_its_own_currency_and_measure() {
        let band: batna_core::Band = serde_json::from_str(
            r#"{"subject": "ml-engineer", "measure": "base", "currency": "USD", "as_of": "2026-01-01",
                "p10": 150000.0, "p25": null, "p50": 200000.0, "p75": null, "p90": 260000.0, "n": null,
                "n_effective": null, "grade": "survey", "sources": []}"#,
        )
        .unwrap();
        let drawn = |measure, currency| BandRow::of_band(&band, measure, currency);
        let row = drawn(batna_core::Measure::Base, Currency::USD).unwrap();
        assert_eq!((row.low, row.high), (150_000.0, 260_000.0));
        assert!(drawn(batna_core::Measure::Base, Currency::GBP).is_none());
        assert!(drawn(batna_core::Measure::Total, Currency::USD).is_none());
    }

    /// Every element of a picture is closed: an open `line` swallows what follows it.
    fn assert_closed(markup: &str) {
        for element in ["line", "rect", "circle", "text", "path", "g"] {
            let opened = markup.matches(&format!("<{element} ")).count();
            let closed = markup.matches(&format!("</{element}>")).count();
            assert_eq!(opened, closed, "{element}: {markup}");
        }
    }

    #[test]
    fn pictures_are_well_formed() {
        let row = RangeRow {
            label: "A <b>".into(),
            p10: 1.0,
            p50: 2.0,
            p90: 3.0,
            mark: Some(("m".into(), 2.5)),
        };
        let one = ranges(
            "r",
            "t",
            "u",
            Currency::USD,
            &[row],
            Some(("floor", 2.2)),
            Paper::Half,
        );
        assert_closed(&one.0);
        assert!(one.0.contains("A &lt;b&gt;"), "labels are escaped");
        let band = BandRow {
            label: "b".into(),
            note: "n=1".into(),
            low: 1e5,
            median: Some(1.5e5),
            high: 2e5,
            open_top: true,
        };
        let mark = Mark {
            label: "m".into(),
            value: 1.9e5,
        };
        assert_closed(&band_strips("b", "t", "u", Currency::USD, &[band], &[mark], Paper::Half).0);
        let bar = YearBar {
            group: "g".into(),
            label: "1".into(),
            parts: vec![YearPart {
                name: "base".into(),
                amount: 5.0,
            }],
        };
        assert_closed(&stacked_years("y", "t", "u", Currency::USD, &[bar], Paper::Half).0);
        // Nothing to draw is a picture too.
        assert_closed(&ranges("r", "t", "u", Currency::USD, &[], None, Paper::Full).0);
        assert_closed(&stacked_years("y", "t", "u", Currency::USD, &[], Paper::Full).0);
    }
}
