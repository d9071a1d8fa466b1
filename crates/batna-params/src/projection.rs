//! What to do past the last known law. Nothing is carried over silently.

use batna_core::Rate;
use rust_decimal::Decimal;

/// The caller's choice for dates past the last known value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Projection {
    /// No figure without law.
    #[default]
    Refuse,
    /// The last known law, unchanged.
    Frozen,
    /// The last known law; its amounts of money grow at this rate a year and are rounded
    /// to whole units. Rates, counts and flags stay.
    Indexed(Rate),
}

impl Projection {
    /// The words that go with every figure it touches, whose last known laws are of these years.
    pub fn label(self, oldest: i16, newest: i16) -> String {
        match self {
            Projection::Refuse => String::new(),
            known if oldest == newest => {
                format!("projected: law of {oldest}, {}", known.manner())
            }
            known => format!(
                "projected: last known law, of {oldest} to {newest}, {}",
                known.manner()
            ),
        }
    }

    /// What is done to the last known law, in a few words.
    pub fn manner(self) -> String {
        match self {
            Projection::Refuse => "not carried on".to_owned(),
            Projection::Frozen => "unchanged".to_owned(),
            Projection::Indexed(rate) => format!("amounts indexed by {rate} a year"),
        }
    }

    pub(crate) fn factor(self, years: i16) -> Decimal {
        match self {
            Projection::Refuse | Projection::Frozen => Decimal::ONE,
            Projection::Indexed(rate) => {
                let step = Decimal::ONE + rate.fraction();
                // A span of centuries says nothing; it must only not overflow.
                (0..years.clamp(0, 100)).fold(Decimal::ONE, |factor, _| {
                    factor.checked_mul(step).unwrap_or(factor).round_dp(12)
                })
            }
        }
    }
}
