//! The rules behind a picture, with their amounts.

use batna_core::Currency;
use maud::{Markup, html};

use super::ranges::short;
use super::scale::Scale;
use super::{GRID, MUTED, px};

/// Level rules from `left` to `right`, their amounts on the left.
pub(super) fn level(scale: Scale, count: u32, left: f64, right: f64, currency: Currency) -> Markup {
    html! {
        @for tick in scale.ticks(count) {
            line x1=(px(left)) x2=(px(right)) y1=(px(scale.at(tick))) y2=(px(scale.at(tick))) stroke=(GRID) class="grid" {}
            text x=(px(left - 6.0)) y=(px(scale.at(tick) + 4.0)) text-anchor="end" fill=(MUTED) class="muted" { (short(tick, currency)) }
        }
    }
}

/// Upright rules from `top` to `bottom`, their amounts below.
pub(super) fn upright(
    scale: Scale,
    count: u32,
    top: f64,
    bottom: f64,
    currency: Currency,
) -> Markup {
    html! {
        @for tick in scale.ticks(count) {
            line x1=(px(scale.at(tick))) x2=(px(scale.at(tick))) y1=(px(top)) y2=(px(bottom)) stroke=(GRID) class="grid" {}
            text x=(px(scale.at(tick))) y=(px(bottom + 15.0)) text-anchor="middle" fill=(MUTED) class="muted" { (short(tick, currency)) }
        }
    }
}

/// The unit of a picture, at its lower right.
pub(super) fn unit(text: &str, right: f64, y: f64) -> Markup {
    html! {
        text x=(px(right)) y=(px(y)) text-anchor="end" fill=(MUTED) class="muted" font-size="11" { (text) }
    }
}
