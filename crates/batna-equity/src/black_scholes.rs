//! European options on a share with a continuous dividend yield.
//!
//! Source: F. Black and M. Scholes (1973); R. C. Merton (1973) for the yield; values as in
//! E. G. Haug, The Complete Guide to Option Pricing Formulas (1998). At zero volatility or
//! zero years the value is the limit: the discounted intrinsic value.

use serde::Serialize;

use crate::normal::cdf;

/// What the value of an option depends on. Rates are continuous, a year.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Inputs {
    pub spot: f64,
    pub strike: f64,
    pub years: f64,
    pub rate: f64,
    pub dividend: f64,
    pub volatility: f64,
}

/// Why there is no value.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PricingError {
    #[error("{what} is {value}; it is a number from {low} to {high}")]
    Range {
        what: &'static str,
        value: f64,
        low: f64,
        high: f64,
    },
    #[error("no value of the company's equity gives {class} a price of {price}")]
    NoSolution { class: String, price: f64 },
    #[error("the table has no class or option `{0}`")]
    UnknownClass(String),
    #[error("`{0}` has no shares to price")]
    NoShares(String),
    #[error("the amounts are too large to value")]
    TooLarge,
}

pub(crate) fn within(
    what: &'static str,
    value: f64,
    low: f64,
    high: f64,
) -> Result<f64, PricingError> {
    // NaN lies in no range.
    if (low..=high).contains(&value) {
        Ok(value)
    } else {
        Err(PricingError::Range {
            what,
            value,
            low,
            high,
        })
    }
}

impl Inputs {
    /// Errors: a negative or absurd number.
    pub fn check(&self) -> Result<(), PricingError> {
        within("the share price", self.spot, 0.0, 1e15)?;
        within("the strike", self.strike, 0.0, 1e15)?;
        within("years", self.years, 0.0, 100.0)?;
        within("the interest rate", self.rate, -1.0, 5.0)?;
        within("the dividend yield", self.dividend, -1.0, 5.0)?;
        within("volatility", self.volatility, 0.0, 10.0)?;
        Ok(())
    }

    /// The two arguments of the formula; none where the option is certain to end in or out
    /// of the money.
    fn d(&self) -> Option<(f64, f64)> {
        let spread = self.volatility * self.years.sqrt();
        let certain = spread <= 0.0 || self.spot <= 0.0 || self.strike <= 0.0;
        (!certain).then(|| {
            let drift = (self.rate - self.dividend) * self.years;
            let d1 = ((self.spot / self.strike).ln() + drift) / spread + 0.5 * spread;
            (d1, d1 - spread)
        })
    }

    fn forward_parts(&self) -> (f64, f64) {
        (
            self.spot * (-self.dividend * self.years).exp(),
            self.strike * (-self.rate * self.years).exp(),
        )
    }

    /// Value of the call. Errors: [`Inputs::check`].
    pub fn call(&self) -> Result<f64, PricingError> {
        self.check()?;
        let (share, cash) = self.forward_parts();
        Ok(match self.d() {
            Some((d1, d2)) => (share * cdf(d1) - cash * cdf(d2)).max(0.0),
            None => (share - cash).max(0.0),
        })
    }

    /// Value of the put. Errors: [`Inputs::check`].
    pub fn put(&self) -> Result<f64, PricingError> {
        self.check()?;
        let (share, cash) = self.forward_parts();
        Ok(match self.d() {
            Some((d1, d2)) => (cash * cdf(-d2) - share * cdf(-d1)).max(0.0),
            None => (cash - share).max(0.0),
        })
    }

    /// Change of the call's value by the share price.
    pub fn call_delta(&self) -> Result<f64, PricingError> {
        self.check()?;
        let (share, cash) = self.forward_parts();
        let discount = (-self.dividend * self.years).exp();
        Ok(match self.d() {
            Some((d1, _)) => discount * cdf(d1),
            None if share > cash => discount,
            None => 0.0,
        })
    }
}
