//! What a private company is worth today, so that its last preferred price is fair.
//!
//! The headline (price times fully diluted shares) counts every share as if it had the
//! last round's preference. The option-pricing method asks instead at which value of the
//! whole company the class of that round is worth what was paid for it.
//! Leaves out: terms that the cap table does not show, and rounds still to come.
//! Source: W. Gornall and I. A. Strebulaev, Squaring Venture Capital Valuations with
//! Reality, Journal of Financial Economics 135 (2020) 120-143; the method in
//! [`batna_equity::opm`].

use batna_core::{Piecewise, Scalar};
use batna_equity::black_scholes::PricingError;
use batna_equity::captable::{CapTable, Class};
use batna_equity::opm::{self, Assumptions};
use batna_equity::waterfall::Waterfall;
use rust_decimal::Decimal;

/// Values, as parts of the company's own, between which a common share's fair value is drawn.
const PARTS: [f64; 10] = [0.0, 0.125, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 4.0, 16.0];

/// The value a simulation starts from.
#[derive(Clone, Debug, PartialEq)]
pub struct Opening {
    /// Of the whole equity, by the option-pricing method; the headline where no class is
    /// preferred.
    pub value: f64,
    /// Last preferred price times fully diluted shares.
    pub headline: f64,
    /// Of one common share, by the same method.
    pub common: f64,
    /// Class whose price was solved for, and that price.
    pub solved: Option<(String, f64)>,
    /// Fair value of a common share by the value of the company.
    pub fair: Piecewise,
}

/// Finds the opening value on a cap table.
///
/// `price` is the last preferred price where stated; else the class's own issue price serves.
/// Errors: a number out of range, or a price that no value gives.
pub fn opening(
    table: &CapTable,
    waterfall: &Waterfall,
    price: Option<Decimal>,
    headline: f64,
    assumptions: &Assumptions,
) -> Result<Opening, PricingError> {
    let common = table
        .classes
        .iter()
        .find(|class| class.preference.is_none());
    let of_common = |value: f64| -> Result<f64, PricingError> {
        let divided = opm::allocate(waterfall, value, assumptions)?;
        Ok(common
            .and_then(|common| divided.classes.iter().find(|one| one.id == common.id))
            .map_or(0.0, |one| one.per_share))
    };
    let solved = match last_round(table, price) {
        None => None,
        Some((class, price)) => {
            let value = opm::backsolve(waterfall, &class.id, price, assumptions)?.equity_value;
            Some((class.id.clone(), price, value))
        }
    };
    let value = solved.as_ref().map_or(headline, |solved| solved.2);
    let mut knots = Vec::with_capacity(PARTS.len());
    for part in PARTS {
        knots.push((part * value, of_common(part * value)?));
    }
    let slope_after = match knots.as_slice() {
        [.., (x0, y0), (x1, y1)] if x1 > x0 => (y1 - y0) / (x1 - x0),
        _ => 0.0,
    };
    Ok(Opening {
        value,
        headline,
        common: of_common(value)?,
        solved: solved.map(|(class, price, _)| (class, price)),
        fair: Piecewise::new(knots, 0.0, slope_after)
            .unwrap_or_else(|_| Piecewise::proportional(0.0)),
    })
}

/// The preferred class of the last round: the one issued at the stated price, else the most
/// senior, the later listed of equals.
fn last_round(table: &CapTable, price: Option<Decimal>) -> Option<(&Class, f64)> {
    let (class, issued) = table
        .classes
        .iter()
        .filter(|class| class.shares > Decimal::ZERO)
        .filter_map(|class| Some((class, class.preference.as_ref()?)))
        .max_by_key(|(_, preference)| (Some(preference.price) == price, preference.seniority))
        .map(|(class, preference)| (class, preference.price))?;
    Some((class, price.unwrap_or(issued).to_f64()))
}
