//! What this case gives no reason to ask for: moving costs where nobody moves, a bonus for
//! signing on where one is on already.
//!
//! An employer that reads such an ask doubts the rest. What they offered of it stays on the
//! table. Leaves out: whether a place is within reach of another; two towns count as a move.

use batna_case::model::{Case, Offer};

use crate::component::{Component, Package};

/// Whether the offer is of the employer that one works for.
pub fn is_internal(case: &Case, offer: &Offer) -> bool {
    let same = |job: &batna_case::model::CurrentJob| {
        !offer.employer.trim().is_empty()
            && job
                .employer
                .trim()
                .eq_ignore_ascii_case(offer.employer.trim())
    };
    case.profile.current_job.as_ref().is_some_and(same)
}

/// Components that are not asked for, and were not offered.
pub fn out_of_place(case: &Case, offer: &Offer, current: &Package) -> Vec<Component> {
    let mut found = Vec::new();
    if !moves(case, offer) {
        found.push(Component::Relocation);
    }
    if is_internal(case, offer) {
        found.push(Component::Signing);
    }
    found.retain(|component| current.amount(*component) <= 0.0);
    found
}

/// Whether the work is known to be in another town than the person lives in.
fn moves(case: &Case, offer: &Offer) -> bool {
    let town = |place: &Option<String>| {
        let town = place.as_deref()?.split(',').next()?.trim().to_lowercase();
        (!town.is_empty()).then_some(town)
    };
    let from_home = offer.remote_days.is_some_and(|days| days >= 5.0);
    match (town(&case.profile.location), town(&offer.location)) {
        (Some(home), Some(work)) => home != work && work != "remote" && !from_home,
        _ => false,
    }
}
