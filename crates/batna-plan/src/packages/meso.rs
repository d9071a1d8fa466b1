//! Several packages at once, worth the same to their owner and different in make-up.
//!
//! Each is the cheapest way to give that worth for an employer of one temper (bound by
//! its band, short of cash, short of equity), with the tempers' weights inside a stated
//! range: so each lies on the frontier of worth to the owner against cost to such an
//! employer, and which one is taken tells which employer this is. Evidence: finding
//! `leonardelli-2019`.

use serde::Serialize;

use crate::component::{Component, Package};
use crate::employer::{CostParts, Temper};
use crate::worth::Valued;

use super::curve::Curves;
use super::search::{Search, cheapest};

/// One package of a set.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct MesoPackage {
    pub package: Package,
    /// Worth above what is on the table, certainty equivalent over the horizon.
    pub gain: Valued,
    /// Cost to the employer above what is on the table.
    pub cost: CostParts,
    /// The employer for whom no cheaper package gives this worth.
    pub cheapest_for: Temper,
    /// How much dearer than the cheapest package of the set, at equal weights.
    #[serde(serialize_with = "crate::rounded::cents")]
    pub dearer_by: f64,
}

/// A set of packages that are worth the same.
#[derive(Clone, Debug, Default, PartialEq, Serialize, schemars::JsonSchema)]
pub struct MesoSet {
    pub packages: Vec<MesoPackage>,
    /// Largest less smallest gain, currency.
    #[serde(serialize_with = "crate::rounded::cents")]
    pub spread: f64,
    /// The same as a share of the whole offer's worth; at most 0.005.
    #[serde(serialize_with = "crate::rounded::fine")]
    pub spread_share: f64,
    /// The spread is within the valuation's own error, or within one fine step.
    pub within_error: bool,
    /// Components that differ between packages by at least their stated minimum.
    pub differing: Vec<Component>,
    /// What kept the set from being better.
    pub notes: Vec<String>,
}

/// Fewest components by which a set should differ.
const DIFFER: usize = 3;
const COUNT: usize = 3;

/// Tempers are sharpened to their square at most, in steps, until packages differ enough.
const SHARPENED: [f64; 3] = [1.0, 1.5, 2.0];

/// A set worth `gain` above what is on the table, of at most three packages.
pub(crate) fn set(search: &Search<'_>, gain: f64, whole: f64, tempers: &[Temper]) -> MesoSet {
    match of_pay(search.curves, DIFFER) {
        Some(curves) => set_of(
            &Search {
                curves: &curves,
                ..*search
            },
            gain,
            whole,
            tempers,
        ),
        None => set_of(search, gain, whole, tempers),
    }
}

fn set_of(search: &Search<'_>, gain: f64, whole: f64, tempers: &[Temper]) -> MesoSet {
    let mut chosen: Vec<(Package, f64, Temper)> = Vec::new();
    for power in SHARPENED {
        let mut found: Vec<(Package, f64, Temper)> = Vec::new();
        for temper in tempers {
            let sharp = Temper {
                recurring: temper.recurring.powf(power),
                one_time: temper.one_time.powf(power),
                equity: temper.equity.powf(power),
                ..temper.clone()
            };
            let Some(package) = cheapest(search, gain, &sharp) else {
                continue;
            };
            let tolerance = (whole.abs() * 0.0025).max(1.0);
            if (package.gain - gain).abs() <= tolerance {
                found.push((package.package, package.gain, sharp.clone()));
            }
        }
        let picked = most_different(search, found);
        if spreads(search, &picked).len() > spreads(search, &chosen).len()
            || picked.len() > chosen.len()
        {
            chosen = picked;
        }
        if chosen.len() >= COUNT && spreads(search, &chosen).len() >= DIFFER {
            break;
        }
    }
    describe(search, chosen, whole)
}

/// Of the candidates, the three that differ most from one another, in components by
/// their stated minimum.
fn most_different(
    search: &Search<'_>,
    found: Vec<(Package, f64, Temper)>,
) -> Vec<(Package, f64, Temper)> {
    let mut picked: Vec<(Package, f64, Temper)> = Vec::new();
    let mut left = found;
    while picked.len() < COUNT && !left.is_empty() {
        let score = |candidate: &Package| {
            picked
                .iter()
                .map(|(package, _, _)| distance(search, package, candidate))
                .fold(f64::MAX, f64::min)
        };
        let Some(best) = (0..left.len()).max_by(|a, b| {
            let of = |index: &usize| left.get(*index).map_or(0.0, |c| score(&c.0));
            of(a).total_cmp(&of(b)).then(b.cmp(a))
        }) else {
            break;
        };
        let candidate = left.remove(best);
        // The same package twice is no choice.
        if picked.is_empty()
            || picked
                .iter()
                .all(|(package, _, _)| distance(search, package, &candidate.0) >= 1.0)
        {
            picked.push(candidate);
        }
    }
    picked
}

/// Differences in units of each component's stated minimum, summed, each up to three.
fn distance(search: &Search<'_>, a: &Package, b: &Package) -> f64 {
    a.differences(b)
        .into_iter()
        .filter_map(|(component, x, y)| {
            let apart = search.curves.0.get(&component)?.apart;
            (apart > 0.0).then(|| ((x - y).abs() / apart).min(3.0))
        })
        .sum()
}

/// Components whose largest difference in the set reaches the stated minimum.
fn spreads(search: &Search<'_>, set: &[(Package, f64, Temper)]) -> Vec<Component> {
    search
        .curves
        .0
        .iter()
        .filter(|(component, curve)| {
            let amounts = || {
                set.iter()
                    .map(|(package, _, _)| package.amount(**component))
            };
            let high = amounts().fold(f64::MIN, f64::max);
            let low = amounts().fold(f64::MAX, f64::min);
            !set.is_empty() && high - low >= curve.apart * (1.0 - 1e-9)
        })
        .map(|(component, _)| *component)
        .collect()
}

fn describe(search: &Search<'_>, set: Vec<(Package, f64, Temper)>, whole: f64) -> MesoSet {
    let current = search.worth.inner().current();
    let offered = search.employer.cost.parts(current);
    let differing = spreads(search, &set);
    let mut packages: Vec<MesoPackage> = set
        .into_iter()
        .map(|(package, _, temper)| {
            let cost = search.employer.cost.parts(&package);
            MesoPackage {
                gain: search.worth.valued_gain(&package),
                cost: CostParts {
                    recurring: cost.recurring - offered.recurring,
                    one_time: cost.one_time - offered.one_time,
                    equity: cost.equity - offered.equity,
                    condition: cost.condition - offered.condition,
                },
                cheapest_for: temper,
                dearer_by: 0.0,
                package,
            }
        })
        .collect();
    let least = packages
        .iter()
        .map(|package| package.cost.total())
        .fold(f64::MAX, f64::min);
    for package in &mut packages {
        package.dearer_by = package.cost.total() - least;
    }
    let high = packages.iter().map(|p| p.gain.ce).fold(f64::MIN, f64::max);
    let low = packages.iter().map(|p| p.gain.ce).fold(f64::MAX, f64::min);
    let spread = if packages.is_empty() { 0.0 } else { high - low };
    let error = packages.iter().map(|p| p.gain.mc_error).fold(0.0, f64::max);
    let fine = current.amount(Component::Base) * 0.005;
    let mut notes = Vec::new();
    if packages.len() < 2 {
        notes
            .push("only one make-up reaches this worth: ask for it as a single package".to_owned());
    } else if differing.len() < DIFFER {
        notes.push(format!(
            "the packages differ by their stated minimum in {} component{} only: the rest \
             cannot move or cannot be valued",
            differing.len(),
            if differing.len() == 1 { "" } else { "s" }
        ));
    }
    MesoSet {
        spread,
        spread_share: if whole.abs() > 0.0 {
            spread / whole.abs()
        } else {
            0.0
        },
        within_error: spread <= (2.0 * error).max(fine),
        differing,
        packages,
        notes,
    }
}

/// A set worth `gain` above what is on the table. `fixed` components stay as they are.
///
/// Every package is within 0.5% of the others in worth; where fewer than three
/// components can differ enough, the set says so.
pub fn meso(
    value: &dyn crate::worth::PackageValue,
    employer: &crate::employer::Employer,
    knowledge: &crate::knowledge::Knowledge,
    gain: f64,
    fixed: &[Component],
) -> MesoSet {
    let worth = crate::worth::Remembered::new(value);
    let curves = super::Curves::sample(&worth, employer, knowledge, fixed);
    let search = Search {
        worth: &worth,
        curves: &curves,
        employer,
        knowledge,
    };
    let whole = value.certainty_equivalent(value.current()).ce;
    set(&search, gain, whole, &knowledge.employer.temper)
}

/// Pay alone where at least `least` components of it can move. Conditions of work cost an
/// employer so little that every package would hold all of them: they are asked for
/// beside the set, not inside it.
pub(crate) fn of_pay(curves: &Curves, least: usize) -> Option<Curves> {
    let pay: std::collections::BTreeMap<_, _> = curves
        .0
        .iter()
        .filter(|(component, _)| component.is_pay())
        .map(|(component, curve)| (*component, curve.clone()))
        .collect();
    (pay.len() >= least).then_some(Curves(pay))
}
