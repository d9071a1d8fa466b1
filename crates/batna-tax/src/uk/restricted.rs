//! Shares acquired for work: growth shares and other restricted securities.
//!
//! ITEPA 2003 sections 62, 425 to 431; HMRC manual ERSM30400 and 30430. A growth share is a share
//! that takes part above a hurdle: its value at acquisition is low, and with a section 431
//! election everything after is a capital gain. Without one, the share of value the
//! restrictions held back is taxed as income when they lift, together or one after another.
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
    /// May be forfeited for at most five years: without an election nothing is taxed at
    /// acquisition (section 425).
    pub forfeitable: bool,
}

/// What is taxed when one of several restrictions lifts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lifted<S> {
    pub income: S,
    /// Share of the value that this charge used up (PCP of section 428 at the next one).
    pub charged: S,
}

impl<S: Scalar> Acquired<S> {
    /// Employment income at acquisition.
    pub fn income_at_acquisition(&self) -> S {
        let value = if self.elected {
            self.unrestricted_value
        } else if self.forfeitable {
            return S::ZERO;
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
        self.lifted(unrestricted_value, unrestricted_value, S::ZERO)
            .income
    }

    /// Employment income when a restriction lifts (section 428): `restricted_value` is what
    /// the shares are worth under those that are left, `charged_before` the sum of the shares
    /// of value that earlier liftings charged.
    pub fn lifted(
        &self,
        unrestricted_value: S,
        restricted_value: S,
        charged_before: S,
    ) -> Lifted<S> {
        if unrestricted_value <= S::ZERO {
            return Lifted {
                income: S::ZERO,
                charged: S::ZERO,
            };
        }
        let outstanding = (unrestricted_value - restricted_value).positive() / unrestricted_value;
        let charged = (self.untaxed_proportion() - charged_before - outstanding).positive();
        Lifted {
            income: unrestricted_value * charged,
            charged,
        }
    }

    /// Gain at a sale at `proceeds`, after income taxed at acquisition and on lifting.
    pub fn gain(&self, proceeds: S) -> S {
        let taxed = self.income_at_acquisition() + self.income_when_lifted(proceeds);
        proceeds - self.paid - taxed
    }
}
