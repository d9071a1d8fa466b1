//! Where two textbook solutions would split the surplus, for orientation.
//!
//! Nash: the package with the largest product of both sides' gains. Kalai-Smorodinsky:
//! equal shares of each side's best. Both need the employer's limit, which is a guess:
//! its median is used. Pay only: conditions of work cost too little to split anything.
//! Sources: Nash 1950 (Econometrica 18, 155-162); Kalai and
//! Smorodinsky 1975 (Econometrica 43, 513-518).

use serde::Serialize;

use crate::component::{Component, Package};
use crate::employer::Temper;

use super::search::{Search, cheapest};

/// One point of the frontier.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct BargainPoint {
    pub package: Package,
    /// Worth to the owner above the walk-away.
    #[serde(serialize_with = "crate::rounded::cents")]
    pub owner_surplus: f64,
    /// What the employer would still have paid, as modelled.
    #[serde(serialize_with = "crate::rounded::cents")]
    pub employer_surplus: f64,
}

/// The two solutions; none where no package leaves both sides better off.
#[derive(Clone, Debug, Default, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Orientation {
    pub nash: Option<BargainPoint>,
    pub kalai_smorodinsky: Option<BargainPoint>,
    /// What the employer could add at most, as modelled: cost above the offer.
    #[serde(serialize_with = "crate::rounded::cents")]
    pub employer_room: f64,
    /// Packages of least cost for their worth: cost to the employer and worth to the owner,
    /// both above the offer, ascending.
    #[serde(skip)]
    pub frontier: Vec<(f64, f64)>,
}

/// How far past the employer's room the frontier is followed, for its picture.
const PAST_ROOM: f64 = 3.0;
const POINTS: u32 = 24;

pub(crate) fn orient(search: &Search<'_>, floor_gain: Option<f64>) -> Orientation {
    match super::meso::of_pay(search.curves, 1) {
        Some(pay) => of_curves(
            &Search {
                curves: &pay,
                ..*search
            },
            floor_gain,
        ),
        None => Orientation::default(),
    }
}

fn of_curves(search: &Search<'_>, floor_gain: Option<f64>) -> Orientation {
    let current = search.worth.inner().current();
    // The most they would spend: the dearest single limit, at its median. Limits of
    // several components are rarely reached together.
    let room = search
        .employer
        .limits
        .iter()
        .filter(|(component, _)| search.curves.0.contains_key(component))
        .map(|(component, limit)| {
            let most = current.clone().with(*component, limit.at_chance(0.5));
            search.employer.cost.change(current, &most)
        })
        .fold(0.0, f64::max);
    let even = Temper {
        id: "even".into(),
        label: String::new(),
        recurring: 1.0,
        one_time: 1.0,
        equity: 1.0,
    };
    let best = search
        .curves
        .0
        .values()
        .map(|curve| curve.gain(curve.steps))
        .fold(0.0, f64::max);
    let floor = floor_gain.unwrap_or(0.0);
    let mut frontier = vec![BargainPoint {
        package: current.clone(),
        owner_surplus: -floor,
        employer_surplus: room,
    }];
    for point in 1..=POINTS {
        let gain = best * f64::from(point) / f64::from(POINTS);
        let Some(found) = cheapest(search, gain, &even) else {
            break;
        };
        let spent = search.employer.cost.change(current, &found.package);
        frontier.push(BargainPoint {
            owner_surplus: found.gain - floor,
            employer_surplus: room - spent,
            package: found.package,
        });
        if spent > room * PAST_ROOM {
            break;
        }
    }
    let both: Vec<&BargainPoint> = frontier
        .iter()
        .filter(|point| point.owner_surplus > 0.0 && point.employer_surplus >= 0.0)
        .collect();
    let nash = both
        .iter()
        .max_by(|a, b| {
            (a.owner_surplus * a.employer_surplus)
                .total_cmp(&(b.owner_surplus * b.employer_surplus))
        })
        .map(|point| (*point).clone());
    let ideal_owner = both.iter().map(|p| p.owner_surplus).fold(0.0, f64::max);
    let ideal_employer = both.iter().map(|p| p.employer_surplus).fold(0.0, f64::max);
    let kalai_smorodinsky = (ideal_owner > 0.0 && ideal_employer > 0.0)
        .then(|| {
            both.iter()
                .max_by(|a, b| {
                    let share = |p: &BargainPoint| {
                        (p.owner_surplus / ideal_owner).min(p.employer_surplus / ideal_employer)
                    };
                    share(a).total_cmp(&share(b))
                })
                .map(|point| (*point).clone())
        })
        .flatten();
    Orientation {
        nash,
        kalai_smorodinsky,
        employer_room: room,
        frontier: frontier
            .iter()
            .map(|point| (room - point.employer_surplus, point.owner_surplus + floor))
            .collect(),
    }
}

/// Nash and Kalai-Smorodinsky points for a value function and an employer.
pub fn orientation(
    value: &dyn crate::worth::PackageValue,
    employer: &crate::employer::Employer,
    knowledge: &crate::knowledge::Knowledge,
    floor_gain: Option<f64>,
    fixed: &[Component],
) -> Orientation {
    let worth = crate::worth::Remembered::new(value);
    let curves = super::Curves::sample(&worth, employer, knowledge, fixed);
    orient(
        &Search {
            worth: &worth,
            curves: &curves,
            employer,
            knowledge,
        },
        floor_gain,
    )
}
