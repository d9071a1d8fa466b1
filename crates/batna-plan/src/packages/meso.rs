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
use super::search::{Search, cheapest_with};

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

/// A package that may join a set, with the employer it is cheapest for.
type Candidate = (Package, f64, Temper);

/// A set worth `gain` above what is on the table, of at most three packages.
pub(crate) fn set(search: &Search<'_>, gain: f64, whole: f64, tempers: &[Temper]) -> MesoSet {
    let Some(pay) = of_pay(search.curves, DIFFER) else {
        let (chosen, nearest) = choose(search, gain, whole, tempers);
        return describe(search, chosen, whole, nearest);
    };
    let pay = Search {
        curves: &pay,
        ..*search
    };
    let (chosen, nearest) = choose(&pay, gain, whole, tempers);
    let Some(wider) = with_a_condition(search.curves) else {
        return describe(&pay, chosen, whole, nearest);
    };
    let wider = Search {
        curves: &wider,
        ..*search
    };
    let chosen = one_with_it(&wider, chosen, gain, whole, tempers);
    describe(&wider, chosen, whole, nearest)
}

/// What of the worth of a set its packages may miss.
fn tolerance(whole: f64) -> f64 {
    (whole.abs() * 0.0025).max(1.0)
}

/// Pay and the condition of work that is worth most to the owner, by one step; none where no
/// condition has a price.
fn with_a_condition(curves: &Curves) -> Option<Curves> {
    let (condition, curve) = curves
        .0
        .iter()
        .filter(|(component, _)| !component.is_pay())
        .max_by(|a, b| a.1.gain(1).total_cmp(&b.1.gain(1)))?;
    let mut wider = of_pay(curves, 0)?;
    let mut curve = curve.clone();
    curve.steps = 1;
    wider.0.insert(*condition, curve);
    Some(wider)
}

/// The set with one package that holds the condition, in place of the one that leaves the rest
/// most different; as it was where that would make the set poorer.
fn one_with_it(
    search: &Search<'_>,
    chosen: Vec<Candidate>,
    gain: f64,
    whole: f64,
    tempers: &[Temper],
) -> Vec<Candidate> {
    let holds = |package: &Package| {
        let differs = package.differences(search.worth.inner().current());
        differs.iter().any(|(component, _, _)| !component.is_pay())
    };
    let mut best: Option<(usize, f64, Vec<Candidate>)> = None;
    for temper in tempers {
        let Some(found) = cheapest_with(search, gain, temper, &[]) else {
            continue;
        };
        if (found.gain - gain).abs() > tolerance(whole) || !holds(&found.package) {
            continue;
        }
        for out in 0..COUNT {
            let mut set = chosen.clone();
            set.truncate(COUNT);
            if out < set.len() {
                set.remove(out);
            } else if out > set.len() {
                continue;
            }
            set.push((found.package.clone(), found.gain, temper.clone()));
            let closest = closest(search, &set);
            let rank = (spreads(search, &set).len().min(DIFFER), closest);
            if closest >= 1.0 && best.as_ref().is_none_or(|known| (known.0, known.1) < rank) {
                best = Some((rank.0, rank.1, set));
            }
        }
    }
    match best {
        Some((differ, _, set))
            if set.len() >= chosen.len()
                && differ >= spreads(search, &chosen).len().min(DIFFER) =>
        {
            set
        }
        _ => chosen,
    }
}

/// How far apart the closest two of a set are.
fn closest(search: &Search<'_>, set: &[Candidate]) -> f64 {
    let pairs = set.iter().enumerate().flat_map(|(index, (a, _, _))| {
        set.iter()
            .skip(index + 1)
            .map(move |(b, _, _)| distance(search, a, b))
    });
    pairs.fold(f64::MAX, f64::min)
}

/// Up to three packages worth `gain`, and by how much the nearest other misses it.
fn choose(
    search: &Search<'_>,
    gain: f64,
    whole: f64,
    tempers: &[Temper],
) -> (Vec<Candidate>, Option<f64>) {
    let tolerance = tolerance(whole);
    let mut found: Vec<Candidate> = Vec::new();
    let mut chosen: Vec<Candidate> = Vec::new();
    let mut nearest: Option<f64> = None;
    let mut take = |found: &mut Vec<Candidate>, temper: &Temper, without: &[Component]| {
        let Some(one) = cheapest_with(search, gain, temper, without) else {
            return;
        };
        let off = (one.gain - gain).abs();
        if off <= tolerance {
            found.push((one.package, one.gain, temper.clone()));
        } else if nearest.is_none_or(|least| off < least) {
            nearest = Some(off);
        }
    };
    for power in SHARPENED {
        for temper in tempers {
            let sharp = Temper {
                recurring: temper.recurring.powf(power),
                one_time: temper.one_time.powf(power),
                equity: temper.equity.powf(power),
                ..temper.clone()
            };
            take(&mut found, &sharp, &[]);
        }
        chosen = most_different(search, &found);
        if is_whole(search, &chosen) {
            return (chosen, None);
        }
    }
    // Budgets that are closed altogether: what such an employer would rather give instead.
    // The cheapest for it lies on the frontier as well.
    let movable: Vec<Component> = search.curves.0.keys().copied().collect();
    let one = movable.iter().map(|closed| (vec![*closed], tempers));
    let even = tempers.get(..1).unwrap_or_default();
    let two = movable.iter().enumerate().flat_map(|(index, first)| {
        let rest = movable.iter().skip(index + 1);
        rest.map(move |second| (vec![*first, *second], even))
    });
    for (closed, tempers) in one.chain(two) {
        let ids: Vec<&str> = closed.iter().map(|component| component.id()).collect();
        let labels: Vec<&str> = closed
            .iter()
            .map(|component| search.knowledge.label(*component))
            .collect();
        for temper in tempers {
            let without = Temper {
                id: format!("no-{}", ids.join("-")),
                label: format!(
                    "cannot move the {} and {}",
                    labels.join(" or the "),
                    temper.label
                ),
                ..temper.clone()
            };
            take(&mut found, &without, &closed);
        }
        chosen = most_different(search, &found);
        if is_whole(search, &chosen) {
            return (chosen, None);
        }
    }
    (chosen, nearest)
}

/// Three packages of which three components differ.
fn is_whole(search: &Search<'_>, set: &[Candidate]) -> bool {
    set.len() >= COUNT && spreads(search, set).len() >= DIFFER
}

/// Of the candidates, the set of up to three in which most components differ by their stated
/// minimum; among such sets the one whose closest two lie farthest apart.
fn most_different(search: &Search<'_>, found: &[Candidate]) -> Vec<Candidate> {
    let apart: Vec<Vec<f64>> = found
        .iter()
        .map(|(a, _, _)| {
            found
                .iter()
                .map(|(b, _, _)| distance(search, a, b))
                .collect()
        })
        .collect();
    let between = |a: usize, b: usize| {
        let row = apart.get(a).and_then(|row| row.get(b));
        row.copied().unwrap_or(0.0)
    };
    let pick = |indices: &[usize]| -> Vec<Candidate> {
        indices
            .iter()
            .filter_map(|index| found.get(*index).cloned())
            .collect()
    };
    let mut best: (usize, usize, f64) = (0, 0, 0.0);
    let mut chosen: Vec<usize> = (0..found.len().min(1)).collect();
    let mut weigh = |indices: Vec<usize>, closest: f64| {
        // The same package twice is no choice.
        if closest < 1.0 {
            return;
        }
        let rank = (
            indices.len(),
            spreads(search, &pick(&indices)).len().min(DIFFER),
            closest,
        );
        let better = (rank.0, rank.1) > (best.0, best.1)
            || (rank.0, rank.1) == (best.0, best.1) && rank.2 > best.2 + 1e-9;
        if better {
            best = rank;
            chosen = indices;
        }
    };
    for a in 0..found.len() {
        for b in a + 1..found.len() {
            weigh(vec![a, b], between(a, b));
            for c in b + 1..found.len() {
                let closest = between(a, b).min(between(a, c)).min(between(b, c));
                weigh(vec![a, b, c], closest);
            }
        }
    }
    pick(&chosen)
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
fn spreads(search: &Search<'_>, set: &[Candidate]) -> Vec<Component> {
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

fn describe(search: &Search<'_>, set: Vec<Candidate>, whole: f64, nearest: Option<f64>) -> MesoSet {
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
    let notes = shortfall(search, packages.len(), &differing, nearest);
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

/// Why a set is not three packages that differ in three components, and what comes nearest.
fn shortfall(
    search: &Search<'_>,
    packages: usize,
    differing: &[Component],
    nearest: Option<f64>,
) -> Vec<String> {
    if packages >= COUNT && differing.len() >= DIFFER {
        return Vec::new();
    }
    let label = |component: &Component| search.knowledge.label(*component).to_owned();
    let movable: Vec<String> = search.curves.0.keys().map(label).collect();
    let mut notes = Vec::new();
    notes.push(match packages {
        0 | 1 => "only one make-up reaches this worth: ask for it as a single package".to_owned(),
        count if differing.is_empty() => {
            format!("{count} packages, none of which differ by a stated minimum")
        }
        count => format!(
            "{count} packages, which differ by their stated minimum in {} only",
            differing
                .iter()
                .map(label)
                .collect::<Vec<_>>()
                .join(" and ")
        ),
    });
    notes.push(if movable.len() < DIFFER {
        format!(
            "of what can be valued only {} can still move: the rest is fixed, at its most, or \
             not part of the offer",
            if movable.is_empty() {
                "nothing".to_owned()
            } else {
                movable.join(" and ")
            }
        )
    } else {
        format!(
            "{} can move, but no three ways to this worth among them stay within what employers \
             are thought to give",
            movable.join(", ")
        )
    });
    if let Some(off) = nearest.filter(|_| packages < COUNT) {
        let currency = search.worth.inner().currency();
        notes.push(format!(
            "the nearest other make-up misses this worth by {:#}: its steps are too coarse",
            crate::component::to_money(off, currency)
        ));
    }
    notes
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
