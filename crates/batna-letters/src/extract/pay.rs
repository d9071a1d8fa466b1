//! Base and bonus, and what amounts are held against.

mod base;
mod bonus;

use batna_core::Money;

use crate::evidence::Line;
use crate::letter::Letter;
use crate::lexicon::{Role, Signal};
use crate::proposal::{Confidence, Field, Proposal};
use crate::quantity::Quantity;

pub(super) fn read(letter: &Letter, proposal: &mut Proposal) {
    base::base(letter, proposal);
    for role in [Role::Bonus, Role::Guaranteed] {
        bonus::bonus(letter, role, proposal);
    }
    bonus::deferred(letter, proposal);
}

/// Whether an amount is so many times the base: then it is of something else.
pub(super) fn exceeds_base(quantity: &Quantity, times: f64, proposal: &Proposal) -> bool {
    let base: Option<Money> = proposal.get("base").and_then(|base| base.parse().ok());
    match (base, quantity.money()) {
        (Some(base), Some(money)) => {
            base.currency() == money.currency() && money.to_f64() > times * base.to_f64()
        }
        _ => false,
    }
}

/// `up to 10%`: the most that it can be.
pub(super) fn up_to(line: &Line, quantity: &Quantity, found: &mut Field) {
    if line.near(Signal::UpTo, quantity, 2, 0) {
        found.confidence = found.confidence.min(Confidence::Medium);
        found.note = Some("the letter says up to: this is the most it can be".into());
    }
}
