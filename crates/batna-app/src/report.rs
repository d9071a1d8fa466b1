//! Results as documents that people read.

mod briefs;
mod comparing;
mod equity;
mod floors;
pub mod plans;
mod values;

pub(crate) use briefs::{brief_document, range_text};
pub use comparing::comparison_document;
pub(crate) use comparing::{break_even_text, counted_as_nothing, unvalued_levels};
pub use floors::{floor_document, floor_report_document};
pub use plans::{plan_document, script_document};
pub use values::valuation_document;
pub(crate) use values::{label, measures_table, years_picture};

use batna_core::{Currency, Money};
use batna_value::valuation::Figure;
use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;

use crate::document::Text;

/// `$205k`.
pub(crate) fn short(value: f64, currency: Currency) -> String {
    Decimal::from_f64(value).map_or_else(
        || "unknown".to_owned(),
        |amount| Money::new(amount, currency).short(),
    )
}

/// `$205,000`.
pub(crate) fn whole(value: f64, currency: Currency) -> String {
    Decimal::from_f64(value).map_or_else(
        || "unknown".to_owned(),
        |amount| format!("{:#}", Money::new(amount, currency)),
    )
}

/// A figure with its range: `$161k  (140k–190k)`; one amount where it is fixed.
pub(crate) fn ranged(figure: &Figure, currency: Currency) -> Text {
    match (figure.p10, figure.p50, figure.p90) {
        (Some(low), Some(middle), Some(high)) if figure.is_fixed() => {
            let _ = (low, high);
            Text::new().figure(short(middle, currency), &figure.id)
        }
        (Some(low), Some(middle), Some(high)) => Text::new().figure(
            format!(
                "{} ({}–{})",
                short(middle, currency),
                short(low, currency),
                short(high, currency)
            ),
            &figure.id,
        ),
        _ => Text::from("unknown"),
    }
}

/// `62%`, and never quite certain: `<1%`, `>99%`.
pub(crate) fn chance(value: f64) -> String {
    let percent = value * 100.0;
    if percent > 0.0 && percent < 1.0 {
        "<1%".to_owned()
    } else if percent < 100.0 && percent > 99.0 {
        ">99%".to_owned()
    } else {
        format!("{percent:.0}%")
    }
}
