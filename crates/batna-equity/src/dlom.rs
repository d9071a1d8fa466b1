//! Discounts for lack of marketability by four published models of a put or a look-back.
//!
//! Each is a fraction of value, from 0 to 1, for shares that cannot be sold for some years.
//! A discount belongs where the time without a market is not simulated; where it is, it
//! would count the same risk twice.
//! Sources: D. Chaffe, "Option Pricing as a Proxy for Discount for Lack of Marketability in
//! Private Company Valuations", Business Valuation Review 12 (1993); J. Finnerty, "An
//! Average-Strike Put Option Model of the Marketability Discount", Journal of Derivatives 19
//! (2012); S. Ghaidarov, "The Use of Protective Put Options in Quantifying Marketability
//! Discounts", working paper (2009); F. Longstaff, "How Much Can Marketability Affect
//! Security Values?", Journal of Finance 50 (1995), equation 7.

use serde::Serialize;

use crate::black_scholes::{Inputs, PricingError, within};
use crate::normal::cdf;

/// The four discounts side by side, as fractions.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Discounts {
    pub chaffe: f64,
    pub finnerty: f64,
    pub ghaidarov: f64,
    /// An upper bound that supposes perfect timing, not an estimate.
    pub longstaff: f64,
}

/// All four. `rate` and `dividend` are continuous, a year.
///
/// Errors: volatility outside 0 to 10, years outside 0 to 100.
pub fn discounts(
    volatility: f64,
    years: f64,
    rate: f64,
    dividend: f64,
) -> Result<Discounts, PricingError> {
    Ok(Discounts {
        chaffe: chaffe(volatility, years, rate, dividend)?,
        finnerty: finnerty(volatility, years, dividend)?,
        ghaidarov: ghaidarov(volatility, years, dividend)?,
        longstaff: longstaff(volatility, years)?,
    })
}

/// A European put struck at today's price.
///
/// Errors: a number out of range.
pub fn chaffe(volatility: f64, years: f64, rate: f64, dividend: f64) -> Result<f64, PricingError> {
    let put = Inputs {
        spot: 1.0,
        strike: 1.0,
        years,
        rate,
        dividend,
        volatility,
    };
    Ok(put.put()?.clamp(0.0, 1.0))
}

/// A put struck at the average forward price; never above 32.3%.
///
/// Errors: a number out of range.
pub fn finnerty(volatility: f64, years: f64, dividend: f64) -> Result<f64, PricingError> {
    let variance = variance(volatility, years)?;
    // ln(2(e^s - s - 1)) - 2 ln(e^s - 1) + s, with s the variance.
    let v = if variance < 1e-4 {
        variance / 3.0
    } else if variance > 600.0 {
        std::f64::consts::LN_2
    } else {
        let grown = variance.exp_m1();
        variance + (2.0 * (grown - variance)).ln() - 2.0 * grown.ln()
    };
    Ok(straddle(v, years, dividend))
}

/// The same without the upper limit: the average is taken to be lognormal around the price.
///
/// Errors: a number out of range.
pub fn ghaidarov(volatility: f64, years: f64, dividend: f64) -> Result<f64, PricingError> {
    let variance = variance(volatility, years)?;
    let v = if variance < 1e-4 {
        variance / 3.0
    } else if variance > 600.0 {
        variance + std::f64::consts::LN_2 - 2.0 * variance.ln()
    } else {
        (2.0 * (variance.exp_m1() - variance)).ln() - 2.0 * variance.ln()
    };
    Ok(straddle(v, years, dividend))
}

/// What perfect timing of a sale over the period would be worth, above which no discount for
/// it can lie; cut at 100%.
///
/// Errors: a number out of range.
pub fn longstaff(volatility: f64, years: f64) -> Result<f64, PricingError> {
    let variance = variance(volatility, years)?;
    let spread = variance.sqrt();
    let bound = (2.0 + variance / 2.0) * cdf(spread / 2.0)
        + (variance / (2.0 * std::f64::consts::PI)).sqrt() * (-variance / 8.0).exp()
        - 1.0;
    Ok(bound.clamp(0.0, 1.0))
}

fn variance(volatility: f64, years: f64) -> Result<f64, PricingError> {
    let volatility = within("volatility", volatility, 0.0, 10.0)?;
    let years = within("years", years, 0.0, 100.0)?;
    Ok(volatility * volatility * years)
}

/// A put at the forward with variance `v`.
fn straddle(v: f64, years: f64, dividend: f64) -> f64 {
    let half = v.max(0.0).sqrt() / 2.0;
    let discount = (-dividend * years).exp();
    (discount * (cdf(half) - cdf(-half))).clamp(0.0, 1.0)
}
