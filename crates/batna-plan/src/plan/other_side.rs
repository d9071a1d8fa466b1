//! The employer of an offer as the plan sees it: what pay costs them, what they posted, and
//! what they answered so far.

use std::collections::BTreeMap;

use batna_case::model::{CompanyKind, Offer, Stage};
use batna_core::Money;

use super::PlanInput;
use crate::component::{Component, Package};
use crate::employer::{Answer, Employer, EmployerCost, EquityPrice, Known, PayrollBasis};
use crate::heard;
use crate::strategy::apt::out_of_place;

/// The employer of an offer as modelled: costs, limits, and what they answered so far.
pub fn employer_for(input: &PlanInput<'_>, offer: &Offer) -> Employer {
    let current = input.value.current();
    let place = offer
        .place
        .as_deref()
        .or(input.case.profile.place.as_deref());
    let payroll = place.and_then(|place| input.knowledge.employer.payroll_at(place, input.as_of));
    let in_currency = |money: Option<Money>| {
        money
            .filter(|money| money.currency() == current.currency)
            .map(Money::to_f64)
    };
    let grant = offer.grants.first();
    // The employer's own books price a share at its fair value; the last preferred price
    // stands in where no fair value is known.
    let share = in_currency(grant.and_then(|grant| grant.fair_value))
        .or_else(|| in_currency(grant.and_then(|grant| grant.preferred_price)))
        .or_else(|| in_currency(offer.company.share_price));
    let diluted = grant
        .and_then(|grant| grant.fully_diluted)
        .map(batna_core::Shares::to_f64);
    let company = share
        .zip(diluted)
        .map(|(share, count)| share * count)
        .or_else(|| in_currency(offer.company.valuation));
    let cost = EmployerCost {
        horizon_years: input.value.horizon_years(),
        payroll: payroll
            .map(|payroll| {
                payroll
                    .schedule
                    .iter()
                    .map(|step| (step[0], step[1]))
                    .collect()
            })
            .unwrap_or_default(),
        payroll_basis: payroll.map_or(PayrollBasis::Unknown, |payroll| {
            PayrollBasis::Cited(payroll.source.clone())
        }),
        matched: offer
            .benefits
            .retirement_match
            .map_or(0.0, batna_core::Rate::to_f64),
        equity: EquityPrice { share, company },
    };
    let posted = offer
        .posted_range
        .and_then(|range| in_currency(Some(range.low)).zip(in_currency(Some(range.high))));
    let mut employer = Employer::new(
        Known {
            offered: current,
            posted,
            market: input.market,
            day: input.as_of,
            stage: stage_of(offer),
            answer_due: offer.deadline,
        },
        input.knowledge,
        cost,
    );
    for (component, answer) in answers(&heard::positions(input.case, &offer.id), current) {
        employer.hear(component, answer);
    }
    for (component, standing) in heard::said_limits(input.case, &offer.id, current) {
        // "Up to 210" is as good as 210, and no more.
        if standing > current.amount(component) {
            employer.hear(component, Answer::Accepted { ask: standing });
        }
        employer.hear(component, Answer::Fixed { standing });
    }
    for component in input.fixed {
        employer.hear(
            *component,
            Answer::Fixed {
                standing: current.amount(*component),
            },
        );
    }
    employer
}

/// The stage that the offer states; a public company says as much by its kind.
fn stage_of(offer: &Offer) -> Option<Stage> {
    offer
        .company
        .stage
        .or_else(|| (offer.company.kind == CompanyKind::Public).then_some(Stage::Public))
}

/// What they answered to what was asked, read off the positions both sides took.
fn answers(positions: &[heard::Position], current: &Package) -> Vec<(Component, Answer)> {
    let mut standing: BTreeMap<Component, f64> = BTreeMap::new();
    let mut asked: BTreeMap<Component, f64> = BTreeMap::new();
    let mut found = Vec::new();
    for position in positions {
        if position.by == heard::Side::Them {
            let answered: Vec<Component> = asked
                .keys()
                .filter(|component| {
                    position.terms.get(**component).is_none()
                        && (position.refuses || position.refused.contains(component))
                })
                .copied()
                .collect();
            for component in answered {
                let before = standing.get(&component).copied();
                let standing = before.unwrap_or_else(|| current.amount(component));
                if let Some(ask) = asked.remove(&component).filter(|ask| *ask > standing) {
                    found.push((component, Answer::Refused { standing, ask }));
                }
            }
        }
        for (component, amount) in &position.terms.terms {
            match position.by {
                heard::Side::Me => {
                    asked.insert(*component, *amount);
                }
                heard::Side::Them => {
                    let before = standing
                        .insert(*component, *amount)
                        .or(position.before.get(*component));
                    let (Some(standing), Some(ask)) = (before, asked.remove(component)) else {
                        continue;
                    };
                    if ask <= standing {
                        continue;
                    }
                    found.push((
                        *component,
                        if *amount >= ask {
                            Answer::Accepted { ask }
                        } else if *amount > standing {
                            Answer::Countered {
                                standing,
                                ask,
                                to: *amount,
                            }
                        } else {
                            Answer::Refused { standing, ask }
                        },
                    ));
                }
            }
        }
    }
    found
}

/// Components that do not move or are out of place; "equity fixed" fixes the measure the
/// offer speaks in.
pub(super) fn fixed_components(input: &PlanInput<'_>, offer: &Offer) -> Vec<Component> {
    let current = input.value.current();
    let said = input.fixed.iter().map(|component| match current.equity() {
        Some(equity) if component.is_equity() => equity,
        _ => *component,
    });
    said.chain(out_of_place(input.case, offer, current))
        .collect()
}
