//! Credit for prior year minimum tax (26 USC 53, Form 8801).
//!
//! Only what timing made (incentive options) comes back; what exclusion items made (the
//! standard deduction, state taxes) does not.

use batna_core::{Scalar, TraceSink};

use super::amt::Minimum;
use crate::trace::Tracing;

#[derive(Clone, Copy, Debug, Default)]
pub struct Credit<S> {
    /// Form 8801 line 25.
    pub used: S,
    /// Line 26, with the credit that this year's tax makes for the next.
    pub carried: S,
}

/// `regular_tax` is after other non-refundable credits (line 22).
pub fn assess<S: Scalar, T: TraceSink>(
    carried_in: S,
    minimum: &Minimum<S>,
    regular_tax: S,
    trace: &mut T,
) -> Credit<S> {
    // Line 18 may be negative: a sale whose basis is higher here takes credit back.
    let made = minimum.tax - minimum.on_exclusions;
    let room = (regular_tax - minimum.tentative).positive();
    let used = carried_in.min(room);
    let carried = (carried_in - used + made).positive();
    if T::KEEPS && (used > S::ZERO || carried > S::ZERO) {
        trace.begin("us.federal.amt_credit", "Minimum tax credit");
        trace.leaf("carried_in", "Carried in (line 20)", carried_in);
        trace.leaf(
            "room",
            "Regular tax above the tentative minimum tax (line 24)",
            room,
        );
        trace.leaf(
            "made",
            "Made by this year's tax, for the next (line 18)",
            made,
        );
        trace.leaf("carried", "Carried to the next year (line 26)", carried);
        trace.end(-used, "Form 8801 line 25");
    }
    Credit { used, carried }
}
