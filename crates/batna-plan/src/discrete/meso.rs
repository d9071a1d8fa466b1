//! Several packages at once, each on the exact frontier, as near the target as can be.
//!
//! With the other side's utilities known, deals of the frontier are ranked by distance
//! from the target in the owner's utility; where more are equally near than are asked
//! for, those that differ in most issues are taken. Without them opposed interests are
//! assumed, the least favourable case: every deal is then efficient, and what the answers
//! to different packages of equal worth teach is worth most. After Leonardelli and others
//! (2019) on multiple equivalent simultaneous offers.

use std::cmp::Reverse;

use batna_core::Diagnostic;
use serde::Serialize;
use serde_json::{Map, Value};

use super::domain::{Deal, Domain, Utility};
use super::exact::Scale;
use super::frontier::Frontier;

/// The most deals walked through one by one, where the other's utilities are unknown.
const MOST_LISTED: u128 = 2_000_000;
/// The most deals of equal distance that are compared for how they differ.
const MOST_EQUAL: usize = 2_000;
const MOST_PACKAGES: u64 = 1_000;

/// A domain with what is asked of it.
#[derive(Clone, Debug)]
pub struct MesoQuestion {
    pub domain: Domain,
    pub owner: Utility,
    pub other: Option<Utility>,
    /// The owner takes no deal below it.
    pub reservation: f64,
    /// What the other side has without a deal; 0 where the question is silent.
    pub other_reservation: f64,
    pub target: Option<f64>,
    pub count: usize,
}

/// A deal and what it is worth to both.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct DealView {
    pub deal: Map<String, Value>,
    pub owner: f64,
    pub other: Option<f64>,
}

/// Packages, and the frontier they come from.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Meso {
    pub schema: &'static str,
    pub packages: Vec<DealView>,
    /// Distinct payoff pairs of the frontier, before the reservation is applied; distinct
    /// payoffs of the owner where the other's utilities are unknown.
    pub frontier_size: usize,
    /// The deal of the largest product of gains over both reservations, if any has gains.
    pub nash: Option<DealView>,
    /// Owner's utility that the packages are nearest to.
    pub target: f64,
    pub reservation: f64,
    /// Largest less smallest owner's utility of the packages.
    pub spread: f64,
    pub deals: f64,
    /// What was assumed, and what could not be had.
    pub notes: Vec<String>,
}

/// Reads a question from JSON. All problems are told at once.
pub fn read_meso(text: &str) -> Result<MesoQuestion, Vec<Diagnostic>> {
    let value: Value = serde_json::from_str(text).map_err(|error| vec![not_json(&error)])?;
    let Value::Object(object) = &value else {
        return Err(vec![
            Diagnostic::error("domain::not-an-object", "a domain is a JSON object")
                .remedy(r#"Write {"issues": […], "owner_utility": {…}, …}."#),
        ]);
    };
    let mut problems = Vec::new();
    for key in object.keys() {
        const KNOWN: [&str; 7] = [
            "issues",
            "owner_utility",
            "other_utility",
            "reservation",
            "other_reservation",
            "target",
            "count",
        ];
        if !KNOWN.contains(&key.as_str()) && !matches!(key.as_str(), "id" | "name" | "schema") {
            let key: String = key.chars().take(60).collect();
            problems.push(
                Diagnostic::error("domain::unknown-field", format!("unknown field `{key}`"))
                    .remedy(format!("The fields are {}.", KNOWN.join(", "))),
            );
        }
    }
    let domain = Domain::read(object.get("issues"), &mut problems);
    let reservation = number(object, "reservation", &mut problems).unwrap_or(0.0);
    let other_reservation = number(object, "other_reservation", &mut problems).unwrap_or(0.0);
    let target = number(object, "target", &mut problems);
    let count = match object.get("count") {
        None | Some(Value::Null) => 3,
        Some(value) => match value.as_u64() {
            Some(count @ 1..=MOST_PACKAGES) => count as usize,
            _ => {
                problems.push(
                    Diagnostic::error(
                        "domain::count",
                        format!("`count` is not a whole number from 1 to {MOST_PACKAGES}"),
                    )
                    .remedy("Three packages are usual."),
                );
                3
            }
        },
    };
    let Some(domain) = domain else {
        return Err(problems);
    };
    let owner = match object.get("owner_utility") {
        Some(given) => Utility::read(&domain, "owner_utility", given, &mut problems),
        None => {
            problems.push(
                Diagnostic::error("domain::utility-missing", "`owner_utility` is missing")
                    .remedy(r#"Write {"base": {"200k": 0, "210k": 10}}."#),
            );
            None
        }
    };
    let other = match object.get("other_utility") {
        None | Some(Value::Null) => None,
        Some(given) => Utility::read(&domain, "other_utility", given, &mut problems),
    };
    match owner {
        Some(owner) if problems.is_empty() => Ok(MesoQuestion {
            domain,
            owner,
            other,
            reservation,
            other_reservation,
            target,
            count,
        }),
        _ => Err(problems),
    }
}

/// Text that is no JSON, with where it ceases to be.
pub(super) fn not_json(error: &serde_json::Error) -> Diagnostic {
    Diagnostic::error("domain::not-json", format!("this is not JSON: {error}"))
        .remedy("JSON has no NaN, no infinity, no comments and no trailing commas.")
}

/// An optional finite number.
pub(super) fn number(
    object: &Map<String, Value>,
    name: &str,
    problems: &mut Vec<Diagnostic>,
) -> Option<f64> {
    match object.get(name) {
        None | Some(Value::Null) => None,
        Some(value) => match value.as_f64().filter(|number| number.is_finite()) {
            Some(number) => Some(number),
            None => {
                problems.push(
                    Diagnostic::error(
                        "domain::not-a-number",
                        format!("`{name}` is not a finite number"),
                    )
                    .remedy("Write a plain number, or null."),
                );
                None
            }
        },
    }
}

/// Packages for a question.
///
/// Errors: `domain::range` where the numbers span more digits than sums hold exactly,
/// `domain::too-large` where the frontier cannot be listed, `domain::out-of-reach` where
/// no deal reaches the reservation.
pub fn meso(question: &MesoQuestion) -> Result<Meso, Diagnostic> {
    let numbers = question
        .owner
        .by_issue()
        .iter()
        .chain(question.other.iter().flat_map(|other| other.by_issue()))
        .flatten()
        .copied()
        .chain([question.reservation, question.other_reservation])
        .chain(question.target);
    let scale = Scale::of(numbers).ok_or_else(|| {
        Diagnostic::error(
            "domain::range",
            "the utilities span more digits than can be added exactly",
        )
        .remedy("Bring them to one size, such as 0 to 1 or 0 to 10,000.")
    })?;
    let mut notes = Vec::new();
    if question.domain.deals() == 1 {
        notes.push("there is one deal only: nothing to choose".to_owned());
    }
    let mut found = match &question.other {
        Some(other) => known(question, other, scale)?,
        None => {
            notes.push(
                "the other side's utilities are unknown: opposed interests are assumed, under which every deal is efficient".to_owned(),
            );
            unknown(question, scale)?
        }
    };
    if found.packages.len() < question.count {
        notes.push(format!(
            "{} of {} packages: no more deals of the frontier reach the reservation",
            found.packages.len(),
            question.count
        ));
    }
    let worths = || found.packages.iter().map(|package| package.owner);
    let spread =
        worths().fold(f64::NEG_INFINITY, f64::max) - worths().fold(f64::INFINITY, f64::min);
    found.spread = if spread.is_finite() {
        // The difference as a reader would write it.
        scale
            .whole(worths().fold(f64::NEG_INFINITY, f64::max))
            .zip(scale.whole(worths().fold(f64::INFINITY, f64::min)))
            .map_or(spread, |(most, least)| scale.number(most - least))
    } else {
        0.0
    };
    found.notes = notes;
    Ok(found)
}

fn out_of_reach(question: &MesoQuestion) -> Diagnostic {
    Diagnostic::error(
        "domain::out-of-reach",
        format!(
            "no deal reaches the reservation: the best is worth {} of {}",
            question.owner.range().1,
            question.reservation
        ),
    )
    .remedy("Keep the alternative, or widen what can be agreed on.")
}

/// A deal with its exact payoff and its distance from the target.
struct Candidate {
    deal: Deal,
    owner: i128,
    distance: i128,
}

fn known(question: &MesoQuestion, other: &Utility, scale: Scale) -> Result<Meso, Diagnostic> {
    let table: Vec<Vec<(i128, i128)>> = question
        .owner
        .by_issue()
        .iter()
        .zip(other.by_issue())
        .map(|(own, their)| {
            own.iter()
                .zip(their)
                .map(|(a, b)| (whole(scale, *a), whole(scale, *b)))
                .collect()
        })
        .collect();
    let frontier = Frontier::new(&table).map_err(|error| {
        Diagnostic::error(
            "domain::too-large",
            format!("{} deals: {error}", question.domain.deals()),
        )
        .remedy("Take issues out, or round the utilities.")
    })?;
    let reservation = whole(scale, question.reservation);
    let other_reservation = whole(scale, question.other_reservation);
    let points = frontier.points();
    let view = |index: usize, deal: &Deal| DealView {
        deal: question.domain.show(deal),
        owner: points
            .get(index)
            .map_or(0.0, |point| scale.number(point.owner)),
        other: points.get(index).map(|point| scale.number(point.other)),
    };
    let nash_at = points
        .iter()
        .enumerate()
        .filter(|(_, point)| point.owner > reservation && point.other > other_reservation)
        .max_by(|(_, a), (_, b)| {
            let product = |point: &super::frontier::Point| {
                scale.number(point.owner - reservation)
                    * scale.number(point.other - other_reservation)
            };
            product(a)
                .total_cmp(&product(b))
                .then(a.owner.cmp(&b.owner))
        });
    let nash = nash_at.and_then(|(index, _)| {
        frontier
            .deals(index, 1)
            .first()
            .map(|deal| view(index, deal))
    });
    // Without a target: the Nash point, the middle of what both could agree on; else the best.
    let best = points.first().ok_or_else(|| out_of_reach(question))?;
    if best.owner < reservation {
        return Err(out_of_reach(question));
    }
    let target = match question.target {
        Some(target) => whole(scale, target),
        None => nash_at.map_or(best.owner, |(_, point)| point.owner),
    };
    let mut order: Vec<(i128, usize)> = points
        .iter()
        .enumerate()
        .filter(|(_, point)| point.owner >= reservation)
        .map(|(index, point)| ((point.owner - target).abs(), index))
        .collect();
    order.sort_unstable();
    let mut chosen: Vec<(Candidate, usize)> = Vec::new();
    let mut rest = order.as_slice();
    while let Some((distance, _)) = rest.first()
        && chosen.len() < question.count
    {
        let equal = rest.iter().take_while(|(d, _)| d == distance).count();
        let (now, later) = rest.split_at(equal);
        rest = later;
        let mut group = Vec::new();
        for (distance, index) in now {
            for deal in frontier.deals(*index, MOST_EQUAL) {
                group.push((
                    Candidate {
                        deal,
                        owner: points.get(*index).map_or(0, |point| point.owner),
                        distance: *distance,
                    },
                    *index,
                ));
            }
        }
        take_apart(&mut chosen, group, question.count, |one| &one.0);
    }
    Ok(Meso {
        schema: "batna/meso/1",
        packages: chosen
            .iter()
            .map(|(candidate, index)| view(*index, &candidate.deal))
            .collect(),
        frontier_size: points.len(),
        nash,
        target: scale.number(target),
        reservation: question.reservation,
        spread: 0.0,
        deals: question.domain.deals() as f64,
        notes: Vec::new(),
    })
}

fn unknown(question: &MesoQuestion, scale: Scale) -> Result<Meso, Diagnostic> {
    let deals = question.domain.deals();
    if deals > MOST_LISTED {
        return Err(Diagnostic::error(
            "domain::too-large",
            format!("{deals} deals are more than can be listed without the other's utilities"),
        )
        .remedy(format!(
            "Give `other_utility`, or keep to {MOST_LISTED} deals."
        )));
    }
    let table: Vec<Vec<i128>> = question
        .owner
        .by_issue()
        .iter()
        .map(|worths| worths.iter().map(|worth| whole(scale, *worth)).collect())
        .collect();
    let most: i128 = table.iter().filter_map(|worths| worths.iter().max()).sum();
    let reservation = whole(scale, question.reservation);
    if most < reservation {
        return Err(out_of_reach(question));
    }
    let target = question.target.map_or(most, |target| whole(scale, target));
    // Every deal in turn, as digits of a counter.
    let mut sums = Vec::with_capacity(deals as usize);
    let mut digits = vec![0_usize; table.len()];
    let mut near: std::collections::BinaryHeap<(i128, Vec<usize>)> = Default::default();
    let keep = question.count.max(MOST_EQUAL);
    loop {
        let sum: i128 = table
            .iter()
            .zip(&digits)
            .filter_map(|(worths, digit)| worths.get(*digit))
            .sum();
        sums.push(sum);
        let distance = (sum - target).abs();
        let closer = near.peek().is_none_or(|(far, _)| distance < *far);
        if sum >= reservation && (near.len() < keep || closer) {
            near.push((distance, digits.clone()));
            if near.len() > keep {
                near.pop();
            }
        }
        let mut turned = true;
        for (digit, worths) in digits.iter_mut().zip(&table).rev() {
            *digit += 1;
            if *digit < worths.len() {
                turned = false;
                break;
            }
            *digit = 0;
        }
        if turned {
            break;
        }
    }
    sums.sort_unstable();
    sums.dedup();
    let mut candidates: Vec<Candidate> = near
        .into_sorted_vec()
        .into_iter()
        .map(|(distance, digits)| Candidate {
            owner: table
                .iter()
                .zip(&digits)
                .filter_map(|(worths, digit)| worths.get(*digit))
                .sum(),
            deal: Deal(digits),
            distance,
        })
        .collect();
    let mut chosen: Vec<Candidate> = Vec::new();
    while let Some(first) = candidates.first()
        && chosen.len() < question.count
    {
        let distance = first.distance;
        let later = candidates.split_off(
            candidates
                .iter()
                .take_while(|one| one.distance == distance)
                .count(),
        );
        take_apart(
            &mut chosen,
            std::mem::replace(&mut candidates, later),
            question.count,
            |one| one,
        );
    }
    Ok(Meso {
        schema: "batna/meso/1",
        packages: chosen
            .iter()
            .map(|candidate| DealView {
                deal: question.domain.show(&candidate.deal),
                owner: scale.number(candidate.owner),
                other: None,
            })
            .collect(),
        frontier_size: sums.len(),
        nash: None,
        target: scale.number(target),
        reservation: question.reservation,
        spread: 0.0,
        deals: deals as f64,
        notes: Vec::new(),
    })
}

/// Takes from equally near deals until `count` are there, each as far in composition
/// from those taken as any left; the owner's better one first where that is equal.
fn take_apart<T>(
    chosen: &mut Vec<T>,
    mut group: Vec<T>,
    count: usize,
    of: impl Fn(&T) -> &Candidate,
) {
    while chosen.len() < count && !group.is_empty() {
        let apart = |one: &T| {
            chosen
                .iter()
                .map(|taken| {
                    let (a, b) = (&of(taken).deal.0, &of(one).deal.0);
                    a.iter().zip(b).filter(|(x, y)| x != y).count()
                })
                .min()
                .unwrap_or(0)
        };
        let next = group
            .iter()
            .enumerate()
            .max_by_key(|(index, one)| (apart(one), of(one).owner, Reverse(*index)))
            .map_or(0, |(index, _)| index);
        chosen.push(group.remove(next));
    }
}

/// Numbers were checked when the scale was made.
fn whole(scale: Scale, number: f64) -> i128 {
    scale.whole(number).unwrap_or(0)
}
