//! The number a rule is written over: decimal for reports, f64 for simulation.
//!
//! A tax rule or a payoff is written once, generic over [`Scalar`]; the two forms
//! stay within a cent of each other on amounts up to 10^9.

use std::fmt::Debug;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub, SubAssign};

use rust_decimal::Decimal;
use rust_decimal::prelude::{FromPrimitive, ToPrimitive};

/// A number known before a rule runs, in both forms, so that neither converts in a loop.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Constant {
    decimal: Decimal,
    float: f64,
}

impl Constant {
    pub const ZERO: Constant = Constant {
        decimal: Decimal::ZERO,
        float: 0.0,
    };

    pub fn new(value: Decimal) -> Self {
        Constant {
            decimal: value,
            float: decimal_to_f64(value),
        }
    }

    pub const fn decimal(self) -> Decimal {
        self.decimal
    }

    pub const fn float(self) -> f64 {
        self.float
    }
}

impl From<Decimal> for Constant {
    fn from(value: Decimal) -> Self {
        Constant::new(value)
    }
}

/// Number type of a rule: [`Decimal`] or [`f64`].
pub trait Scalar:
    Copy
    + Debug
    + Default
    + PartialOrd
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + AddAssign
    + SubAssign
    + Sum
    + Send
    + Sync
    + 'static
{
    const ZERO: Self;
    const ONE: Self;

    fn from_decimal(value: Decimal) -> Self;
    /// The form of a constant that this type computes with.
    fn constant(value: Constant) -> Self;
    /// From a float; NaN and infinities become zero in the decimal form.
    fn from_f64(value: f64) -> Self;
    fn to_decimal(self) -> Decimal;
    fn to_f64(self) -> f64;
    /// Toward negative infinity, to a whole number.
    fn floor(self) -> Self;
    /// Toward positive infinity, to a whole number.
    fn ceil(self) -> Self;
    /// To `places` decimals, halves away from zero.
    fn round_to(self, places: u32) -> Self;

    fn max(self, other: Self) -> Self {
        if self < other { other } else { self }
    }

    fn min(self, other: Self) -> Self {
        if other < self { other } else { self }
    }

    /// The value, or zero where it is negative.
    fn positive(self) -> Self {
        self.max(Self::ZERO)
    }

    fn clamp_to(self, low: Self, high: Self) -> Self {
        self.max(low).min(high)
    }

    fn from_int(value: i64) -> Self {
        Self::from_decimal(Decimal::from(value))
    }
}

/// Nearest float to a decimal. Every decimal has one.
pub fn decimal_to_f64(value: Decimal) -> f64 {
    ToPrimitive::to_f64(&value).unwrap_or(0.0)
}

impl Scalar for Decimal {
    const ZERO: Self = Decimal::ZERO;
    const ONE: Self = Decimal::ONE;

    fn from_decimal(value: Decimal) -> Self {
        value
    }

    #[inline]
    fn constant(value: Constant) -> Self {
        value.decimal
    }

    fn from_f64(value: f64) -> Self {
        <Decimal as FromPrimitive>::from_f64(value).unwrap_or(Decimal::ZERO)
    }

    fn to_decimal(self) -> Decimal {
        self
    }

    fn to_f64(self) -> f64 {
        decimal_to_f64(self)
    }

    fn floor(self) -> Self {
        Decimal::floor(&self)
    }

    fn ceil(self) -> Self {
        Decimal::ceil(&self)
    }

    fn round_to(self, places: u32) -> Self {
        self.round_dp_with_strategy(places, rust_decimal::RoundingStrategy::MidpointAwayFromZero)
    }
}

impl Scalar for f64 {
    const ZERO: Self = 0.0;
    const ONE: Self = 1.0;

    fn from_decimal(value: Decimal) -> Self {
        decimal_to_f64(value)
    }

    #[inline]
    fn constant(value: Constant) -> Self {
        value.float
    }

    fn from_f64(value: f64) -> Self {
        value
    }

    fn to_decimal(self) -> Decimal {
        <Decimal as FromPrimitive>::from_f64(self).unwrap_or(Decimal::ZERO)
    }

    fn to_f64(self) -> f64 {
        self
    }

    fn floor(self) -> Self {
        f64::floor(self)
    }

    fn ceil(self) -> Self {
        f64::ceil(self)
    }

    fn round_to(self, places: u32) -> Self {
        let scale = 10_i64.pow(places.min(15)) as f64;
        (self * scale).round() / scale
    }

    fn from_int(value: i64) -> Self {
        value as f64
    }
}
