//! What a plan says in sentences: its sum, when to stop, and what is missing.

use batna_case::model::Offer;

use super::{PlanInput, Stage};
use crate::component::Component;
use crate::employer::{Employer, PayrollBasis};
use crate::packages::{AcceptIf, Curves};
use crate::strategy::leverage::Leverage;
use crate::strategy::make_whole::leaving_costs;

pub(super) fn summary(
    stage: Stage,
    leverages: &[Leverage],
    proposed: &crate::packages::Proposals,
    accept: &AcceptIf,
) -> String {
    let lead = match stage {
        Stage::Closed => return "This offer is closed: there is nothing to counter.".to_owned(),
        Stage::Unconfirmed => {
            return "The offer's record is not confirmed: confirm it before anything is said of it."
                .to_owned();
        }
        Stage::AskWhetherOpen => "First ask whether the offer still stands.",
        Stage::GetInWriting => "First get the offer in writing.",
        Stage::Counter => "",
    };
    let ground = leverages.first().map_or(String::new(), |leverage| {
        format!("Strongest ground: {}.", leverage.reason)
    });
    let ask = match &proposed.opening {
        None if accept.out_of_reach && accept.gain > 0.0 => {
            "Nothing that could be asked of this offer reaches your walk-away: decline, or look \
             again at what sets it (`batna floor`)."
        }
        None => "No ask is likely to bring more than it costs to make: take the offer or leave it.",
        Some(_) if accept.gain <= 0.0 => {
            "One counter is worth making; the offer is acceptable as it stands."
        }
        Some(_) if accept.out_of_reach => {
            "Nothing they are likely to give reaches your walk-away: ask once for what would, and \
             be ready to decline."
        }
        Some(_) if proposed.base_capped => "Base hardly moves: counter on the other components.",
        Some(_) => "Counter once with everything in it, then close.",
    };
    [lead, &ground, ask]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

pub(super) fn stop_rules() -> Vec<String> {
    vec![
        "the accept-if is met: say yes and ask for the letter".to_owned(),
        "between your walk-away and the accept-if: ask once more, and take it if the answer is no"
            .to_owned(),
        "the same ask has been refused twice with a reason: change the component or stop"
            .to_owned(),
        "they say best and final: take or leave what stands; ask only for what is not pay"
            .to_owned(),
        "nothing new (an answer, an offer, a figure) is left to say".to_owned(),
    ]
}

/// What is missing or assumed, said plainly.
pub(super) fn data_notes(
    input: &PlanInput<'_>,
    employer: &Employer,
    offer: &Offer,
    curves: &Curves,
    fixed: &[Component],
) -> Vec<String> {
    let mut notes = Vec::new();
    let current = input.value.current();
    let usable = input
        .market
        .iter()
        .any(|band| band.currency == current.currency && band.grade.supports_a_market_claim());
    if !usable {
        notes.push(
            "no market data with a sample in the offer's currency: nothing is claimed of the market"
                .to_owned(),
        );
    }
    if current.get(Component::Base).is_none_or(|base| base <= 0.0) {
        notes.push("the offer states no base: there is nothing to counter on base".to_owned());
    }
    if employer.cost.payroll_basis == PayrollBasis::Unknown {
        notes.push(
            "payroll taxes at this place are not known: the employer's cost of pay is counted \
             without them"
                .to_owned(),
        );
    }
    if let Some(equity) = current.equity()
        && !fixed.contains(&equity)
        && !curves.0.contains_key(&equity)
    {
        notes.push(
            "what the grant is worth to you cannot be told from the offer: ask for the fully \
             diluted count, the strike and the last preferred price before asking for more of it \
             (`batna script startup-questions`)"
                .to_owned(),
        );
    } else if let Some(equity) = current.equity()
        && !employer.cost.prices(equity)
    {
        notes.push(
            "what the grant costs the employer is unknown (no share price or company value): \
             equity looks free to them in this model"
                .to_owned(),
        );
    }
    if offer.grants.len() > 1 {
        notes
            .push("only the first grant is negotiated here; the others stay as offered".to_owned());
    }
    for leaving in leaving_costs(input.case, input.unvested_equity) {
        if leaving.amount.is_none() {
            notes.push(format!(
                "{} would be lost on leaving and is not valued here",
                leaving.item.id().replace('-', " ")
            ));
        }
    }
    notes
}
