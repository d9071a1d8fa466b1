//! What one tax year hands to the next.

use batna_core::Scalar;

/// Balances at the start of a year, or at its end in an assessment.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Carry<S> {
    /// Minimum tax credit of Form 8801.
    pub amt_credit: S,
    /// A state's own minimum tax credit (California's Form 3510).
    pub state_amt_credit: S,
    /// Capital losses not yet used, positive.
    pub short_loss: S,
    pub long_loss: S,
    /// Long-term loss of the alternative minimum tax beyond the regular one, where the basis
    /// of shares differs.
    pub amt_long_loss: S,
}

impl<S: Scalar> Carry<S> {
    /// Every balance with its name and a label.
    pub fn fields(&self) -> [(&'static str, &'static str, S); 5] {
        [
            ("amt_credit", "Minimum tax credit", self.amt_credit),
            (
                "state_amt_credit",
                "Minimum tax credit of the state",
                self.state_amt_credit,
            ),
            ("short_loss", "Short-term loss", self.short_loss),
            ("long_loss", "Long-term loss", self.long_loss),
            (
                "amt_long_loss",
                "Long-term loss of the minimum tax",
                self.amt_long_loss,
            ),
        ]
    }

    pub fn convert<R: Scalar>(&self, each: impl Fn(S) -> R) -> Carry<R> {
        Carry {
            amt_credit: each(self.amt_credit),
            state_amt_credit: each(self.state_amt_credit),
            short_loss: each(self.short_loss),
            long_loss: each(self.long_loss),
            amt_long_loss: each(self.amt_long_loss),
        }
    }
}
