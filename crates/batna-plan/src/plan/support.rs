//! What may be said to an employer, with the plan's asks in it.

use batna_case::model::Offer;

use super::{CounterPlan, PlanInput};
use crate::claim::{Ask, Gather, Support};
use crate::disclosure::Law;
use crate::strategy::deadlines::line_up;
use crate::strategy::make_whole::LeavingCost;

/// What may be said to the employer of an offer, with the plan's asks in it.
///
/// `ask` is usually the opening or, after a no, the target; see [`CounterPlan::asks`].
pub fn support_with_asks(input: &PlanInput<'_>, plan: &CounterPlan, after_no: bool) -> Support {
    let support = match input.case.offer(input.offer) {
        Some(offer) => support_for(input, offer, &plan.leaving),
        None => support_of(input, &[], &plan.leaving),
    };
    let ask = if after_no {
        plan.asks.target.as_ref().or(plan.asks.opening.as_ref())
    } else {
        plan.asks.opening.as_ref()
    };
    // The alternatives are worth the opening: after a no they would ask for more again.
    let alternatives: &[Ask] = if after_no {
        &[]
    } else {
        &plan.asks.alternatives
    };
    let support = support.asking(ask, alternatives, plan.asks.outside_band.as_ref());
    let until = plan
        .deadlines
        .iter()
        .find(|step| step.is_offer && step.who == plan.offer)
        .and_then(|step| step.ask_until);
    match until {
        Some(date) => support.requesting(date),
        None => support,
    }
}

/// What may be said to the employer of a running process, by its id: for the script
/// `hurry`. None where the case has no such process.
pub fn support_for_process(input: &PlanInput<'_>, process: &str) -> Option<Support> {
    let known = input
        .case
        .profile
        .processes
        .iter()
        .find(|known| known.id == process)?;
    let support = Support::gather(Gather {
        case: input.case,
        offer: &known.id,
        minted: input.minted,
        market: &[],
        laws: &[],
        leaving: &[],
        as_of: input.as_of,
    });
    let until = line_up(input.case, input.as_of)
        .into_iter()
        .find(|step| !step.is_offer && step.who == known.id)
        .and_then(|step| step.ask_until);
    Some(match until {
        Some(date) => support.requesting(date),
        None => support,
    })
}

pub(super) fn support_for(
    input: &PlanInput<'_>,
    offer: &Offer,
    leaving: &[LeavingCost],
) -> Support {
    support_of(input, &laws_for(input, offer), leaving)
}

/// Laws at the place of work on the day, for an employer of that size.
pub(super) fn laws_for<'a>(input: &PlanInput<'a>, offer: &Offer) -> Vec<&'a Law> {
    let place = offer
        .place
        .as_deref()
        .or(input.case.profile.place.as_deref());
    place.map_or_else(Vec::new, |place| {
        input
            .knowledge
            .laws_at(place, input.as_of, offer.company.headcount)
    })
}

fn support_of(input: &PlanInput<'_>, laws: &[&Law], leaving: &[LeavingCost]) -> Support {
    Support::gather(Gather {
        case: input.case,
        offer: input.offer,
        minted: input.minted,
        market: input.market,
        laws,
        leaving,
        as_of: input.as_of,
    })
}
