//! Shares acquired for work: growth shares and other restricted securities.
//!
//! ITEPA 2003 sections 62, 425 to 431; HMRC manual ERSM30400 onward. A growth share is a share
//! that takes part above a hurdle: its value at acquisition is low, and with a section 431
//! election everything after is a capital gain. Without one, the share of value the
//! restrictions held back is taxed as income when they lift.
//! Not covered: convertible securities, artificially depressed value, valuation itself.

use batna_core::Scalar;

/// Shares as acquired; totals, in one currency.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Acquired<S> {
    pub paid: S,
    /// Market value as restricted.
    pub restricted_value: S,
    /// Market value were there no restrictions.
    pub unrestricted_value: S,
    /// A joint election under section 431(1) within 14 days.
    pub elected: bool,
}

impl<S: Scalar> Acquired<S> {
    /// Employment income at acquisition.
    pub fn income_at_acquisition(&self) -> S {
        let value = if self.elected {
            self.unrestricted_value
        } else {
            self.restricted_value
        };
        (value - self.paid).positive()
    }

    /// Share of the unrestricted value that was neither paid for nor taxed at acquisition
    /// (IUP of section 428).
    pub fn untaxed_proportion(&self) -> S {
        if self.elected || self.unrestricted_value <= S::ZERO {
            return S::ZERO;
        }
        let deductible = self.paid + self.income_at_acquisition();
        ((self.unrestricted_value - deductible) / self.unrestricted_value).positive()
    }

    /// Employment income when all restrictions lift, or the shares are sold, at this
    /// unrestricted value (section 428 with no earlier event).
    pub fn income_when_lifted(&self, unrestricted_value: S) -> S {
        (unrestricted_value * self.untaxed_proportion()).positive()
    }

    /// Gain at a sale at `proceeds`, after income taxed at acquisition and on lifting.
    pub fn gain(&self, proceeds: S) -> S {
        let taxed = self.income_at_acquisition() + self.income_when_lifted(proceeds);
        proceeds - self.paid - taxed
    }
}
