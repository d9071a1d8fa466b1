//! Packages by what they cost the employer and what they are worth to the owner.
//!
//! Both axes count from the offer on the table. The curve is the least that a worth can
//! cost, as modelled; a package under it leaves something on the table for both.

use batna_core::Currency;
use maud::{Markup, html};

use super::fan::points;
use super::ranges::short;
use super::scale::Scale;
use super::{ACCENT, INK, LIMIT, MUTED, grid, picture, px, text_width};

/// A package on the picture.
#[derive(Clone, Debug, PartialEq)]
pub struct PackagePoint {
    pub label: String,
    /// To the employer, above the offer.
    pub cost: f64,
    /// To the owner, above the offer.
    pub worth: f64,
    pub kind: PackageKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PackageKind {
    /// The offer, the opening, the target.
    Main,
    /// One of a choice: numbered by its label.
    Choice,
    /// A step down from the opening; drawn without its label.
    Step,
}

/// Draws the frontier, the packages, the steps down, and the limits of both sides.
///
/// `accept` is the worth from which to accept; `room` what the employer is modelled to have.
#[allow(clippy::too_many_arguments)] // Each is one thing of the picture.
pub fn frontier(
    id: &str,
    title: &str,
    unit: &str,
    currency: Currency,
    curve: &[(f64, f64)],
    packages: &[PackagePoint],
    accept: Option<f64>,
    room: Option<f64>,
) -> Markup {
    let (width, left, top) = (660.0, 62.0, 22.0);
    let bottom = top + 270.0;
    let right = width - 24.0;
    let reach = packages.iter().map(|one| one.cost).fold(0.0, f64::max) * 1.25;
    let curve: Vec<(f64, f64)> = curve
        .iter()
        .copied()
        .filter(|(cost, _)| *cost <= reach.max(room.unwrap_or(0.0) * 1.1))
        .collect();
    let all = || {
        let packages = packages.iter().map(|one| (one.cost, one.worth));
        packages.chain(curve.iter().copied())
    };
    let across = Scale::covering(all().map(|p| p.0).chain(room), true, left, right);
    // Air for the labels above the highest package.
    let highest = all().map(|p| p.1).fold(0.0, f64::max) * 1.12;
    let up = Scale::covering(
        all().map(|p| p.1).chain(accept).chain([highest]),
        true,
        bottom,
        top,
    );
    let line: Vec<(f64, f64)> = curve
        .iter()
        .map(|(cost, worth)| (across.at(*cost), up.at(*worth)))
        .collect();
    let steps: Vec<(f64, f64)> = packages
        .iter()
        .filter(|one| one.kind == PackageKind::Step)
        .map(|one| (across.at(one.cost), up.at(one.worth)))
        .collect();
    let description = packages
        .iter()
        .filter(|one| one.kind != PackageKind::Step)
        .map(|one| {
            let choice = if one.kind == PackageKind::Choice {
                "choice "
            } else {
                ""
            };
            format!(
                "{choice}{}: {} more to you, {} more to them",
                one.label,
                short(one.worth, currency),
                short(one.cost, currency)
            )
        })
        .chain(accept.map(|accept| format!("accept from {} more", short(accept, currency))))
        .collect::<Vec<_>>()
        .join("; ");
    let labels = placed(packages, across, up, width);
    let body = html! {
        (grid::level(up, 5, left, right, currency))
        (grid::upright(across, 6, top, bottom, currency))
        text x=(px(left)) y=(px(top - 10.0)) fill=(MUTED) class="muted" font-size="11" { "worth to you, above the offer" }
        text x=(px(right)) y=(px(bottom + 32.0)) text-anchor="end" fill=(MUTED) class="muted" font-size="11" { "cost to them, above the offer" }
        text x=(px(left)) y=(px(bottom + 32.0)) fill=(MUTED) class="muted" font-size="11" { (unit) }
        @if let Some(room) = room {
            line x1=(px(across.at(room))) x2=(px(across.at(room))) y1=(px(top)) y2=(px(bottom)) stroke=(MUTED) stroke-width="1.2" stroke-dasharray="2 3" class="muted-line" {}
            text x=(px(across.at(room) - 5.0)) y=(px(bottom - 6.0)) text-anchor="end" fill=(MUTED) class="muted halo" font-size="11" { "their likely room" }
        }
        @if let Some(accept) = accept {
            line x1=(px(left)) x2=(px(right)) y1=(px(up.at(accept))) y2=(px(up.at(accept))) stroke=(LIMIT) stroke-width="1.4" stroke-dasharray="5 3" class="limit" {}
            text x=(px(right)) y=(px(up.at(accept) - 5.0)) text-anchor="end" fill=(LIMIT) class="limit-text halo" { "accept from " (short(accept, currency)) }
        }
        @if line.len() > 1 { polyline points=(points(&line)) fill="none" stroke=(ACCENT) stroke-width="2" class="accent-line" {} }
        @if steps.len() > 1 { polyline points=(points(&steps)) fill="none" stroke=(INK) stroke-width="1.2" stroke-dasharray="3 3" class="ink-line" {} }
        @for (x, y) in &steps { circle cx=(px(*x)) cy=(px(*y)) r="2.6" fill=(INK) class="ink" {} }
        @for one in packages.iter().filter(|one| one.kind == PackageKind::Choice) {
            circle cx=(px(across.at(one.cost))) cy=(px(up.at(one.worth))) r="7.5" fill="#ffffff" fill-opacity="0.85" stroke=(ACCENT) stroke-width="1.4" class="mark accent-line" {}
            text x=(px(across.at(one.cost))) y=(px(up.at(one.worth) + 3.6)) text-anchor="middle" font-size="10" fill=(INK) class="ink" { (one.label) }
        }
        @for (one, at) in packages.iter().filter(|one| one.kind == PackageKind::Main).zip(&labels) {
            circle cx=(px(across.at(one.cost))) cy=(px(up.at(one.worth))) r="5" fill=(ACCENT) class="accent" {}
            text x=(px(at.0)) y=(px(at.1)) text-anchor=(at.2) fill=(INK) class="ink halo" font-weight="bold" { (one.label) }
        }
    };
    picture(id, width, bottom + 40.0, title, &description, body)
}

/// Where labels of packages go: above them, on the side with room.
fn placed(
    packages: &[PackagePoint],
    across: Scale,
    up: Scale,
    width: f64,
) -> Vec<(f64, f64, &'static str)> {
    packages
        .iter()
        .filter(|one| one.kind == PackageKind::Main)
        .map(|one| {
            let (x, y) = (across.at(one.cost), up.at(one.worth));
            // Labels are bold.
            let long = text_width(&one.label) * 1.12;
            if x + 8.0 + long > width {
                (x - 4.0, y - 13.0, "end")
            } else {
                (x + 9.0, y + 15.0, "start")
            }
        })
        .collect()
}
