//! Sets of equal packages, prices, thresholds: properties over many offers.

use batna_core::Currency;
use batna_plan::component::{Component, Package};
use batna_plan::packages::{MesoSet, accept_if, meso, orientation, prices, propose};
use batna_plan::plan::employer_for;
use batna_plan::worth::PackageValue;

use crate::fixture::{Stream, World, case_of, sample, worth_of};

fn world(seed: u64) -> World {
    let mut stream = Stream(seed);
    let base = 120_000 + 1_000 * stream.below(180);
    let equity = 40_000 + 5_000 * stream.below(120);
    let signing = 5_000 * stream.below(8);
    let acme = format!(
        "employer = \"Acme\"\nstatus = \"written\"\nbase = \"{base} USD\"\nbonus = \"{}%\"\n\
         signing = \"{signing} USD\"\ngrant = \"{equity} USD RSU, 4y monthly, 1y cliff\"\n\
         deadline = 2026-07-10\n",
        stream.below(21)
    );
    let case = case_of(&[("me.toml", crate::fixture::ME), ("offers/acme.toml", &acme)]);
    World::of(case, "acme")
}

/// Worth anew, apart from what the set says of itself: within half a percent of the whole offer.
fn assert_equal(world: &World, set: &MesoSet, case: &str) {
    let current = &world.value.current;
    let whole = world.value.certainty_equivalent(current).ce;
    let gains: Vec<f64> = set
        .packages
        .iter()
        .map(|one| world.value.difference(current, &one.package).ce)
        .collect();
    let most = gains.iter().copied().fold(f64::MIN, f64::max);
    let least = gains.iter().copied().fold(f64::MAX, f64::min);
    assert!(
        most - least <= 0.005 * whole,
        "{case}: {gains:?} of {whole}"
    );
}

/// The set of the plan of the sample, and of cases drawn anew: equal, and three components
/// differ in three packages.
#[test]
fn the_sets_of_plans_are_equal_to_their_owner() {
    let planned = |world: &World, case: &str| {
        let plan = batna_plan::plan::plan(&world.input()).unwrap();
        assert_equal(world, &plan.meso, case);
        plan.meso
    };
    let sample = planned(&World::sample(), "sample");
    assert!(sample.packages.len() == 3 && sample.differing.len() >= 3);
    let mut whole = 0;
    for seed in 100..120 {
        let set = planned(&world(seed), &format!("seed {seed}"));
        assert!(set.packages.is_empty() || set.packages.len() >= 2 || !set.notes.is_empty());
        let is_whole = set.packages.len() == 3 && set.differing.len() >= 3;
        if !is_whole {
            println!("plan {seed}: {:?} {:?}", set.notes, set.packages.len());
        }
        whole += u32::from(is_whole);
    }
    assert!(
        whole >= 20,
        "only {whole} of 20 plans offer a choice of three"
    );
}

#[test]
fn packages_of_a_set_are_equal_different_and_on_the_frontier() {
    let mut distinct = 0;
    for seed in 0..30 {
        let world = world(seed);
        let input = world.input();
        let offer = world.case.offer("acme").unwrap();
        let employer = employer_for(&input, offer);
        let base = world.value.current.amount(Component::Base);
        let gain = base * 0.12;
        let set = meso(&world.value, &employer, &world.knowledge, gain, &[]);
        assert!(set.packages.len() >= 2, "seed {seed}: {set:#?}");
        assert!(
            set.spread_share <= 0.005,
            "seed {seed}: {}",
            set.spread_share
        );
        assert!(set.within_error, "seed {seed}: {}", set.spread);
        assert_equal(&world, &set, &format!("seed {seed}"));
        let is_whole = set.differing.len() >= 3 && set.packages.len() == 3;
        if !is_whole {
            println!("seed {seed}: {:?} {:?}", set.notes, world.value.current);
        }
        assert!(
            is_whole || !set.notes.is_empty(),
            "seed {seed} does not say why"
        );
        distinct += u32::from(is_whole);
        for package in &set.packages {
            let cost = employer.cost.change(&world.value.current, &package.package);
            assert!(cost > 0.0);
            // Nothing is given below the offer.
            for (component, amount, offered) in package.package.differences(&world.value.current) {
                assert!(amount > offered, "{component}");
            }
        }
    }
    assert!(
        distinct >= 30,
        "only {distinct} of 30 sets differ in three components"
    );
}

#[test]
fn a_package_is_the_cheapest_for_its_temper_by_enumeration() {
    // Two components only, so that every split of the same worth can be tried.
    let mut world = World::sample();
    world
        .value
        .per_unit
        .retain(|c, _| matches!(c, Component::Base | Component::Signing));
    let input = world.input();
    let employer = employer_for(&input, world.case.offer("acme").unwrap());
    let gain = 30_000.0;
    let set = meso(&world.value, &employer, &world.knowledge, gain, &[]);
    for package in &set.packages {
        let temper = &package.cheapest_for;
        if temper.id == "no-base" {
            assert_eq!(package.package.get(Component::Base), Some(205_000.0));
            continue;
        }
        if temper.id == "no-signing" {
            assert_eq!(package.package.get(Component::Signing), Some(20_000.0));
            continue;
        }
        // The search's own cost: weighted, over the chance that it can be given, summed.
        let effective = |wanted: &Package| -> f64 {
            [
                (Component::Base, temper.recurring),
                (Component::Signing, temper.one_time),
            ]
            .into_iter()
            .map(|(component, weight)| {
                let current = &world.value.current;
                let (from, to) = (current.amount(component), wanted.amount(component));
                let at = |k: u32| {
                    current
                        .clone()
                        .with(component, from + (to - from) * f64::from(k) / 200.0)
                };
                (0..200)
                    .map(|step| {
                        let chance = employer
                            .chance(component, at(step + 1).amount(component), &world.knowledge)
                            .max(0.02);
                        employer.cost.change(&at(step), &at(step + 1)) * weight / chance
                    })
                    .sum::<f64>()
            })
            .sum()
        };
        let mine = effective(&package.package);
        let best = (0..=60)
            .map(|step| {
                let base = 205_000.0 + 500.0 * f64::from(step);
                let with = world.value.current.clone().with(Component::Base, base);
                let left = gain - world.value.difference(&world.value.current, &with).ce;
                let signing = 20_000.0 + (left / 0.6).max(0.0);
                effective(&with.with(Component::Signing, signing))
            })
            .fold(f64::MAX, f64::min);
        assert!(
            mine <= best * 1.03,
            "{}: {mine} against {best}, {package:?}",
            temper.id
        );
    }
}

#[test]
fn prices_exchange_at_equal_worth() {
    let world = World::sample();
    let input = world.input();
    let employer = employer_for(&input, world.case.offer("acme").unwrap());
    let all = prices(&world.value, &employer, &world.knowledge);
    let base = all
        .iter()
        .find(|price| price.of == Component::Base)
        .unwrap();
    assert!(
        base.text.starts_with("$10,000 base salary = "),
        "{}",
        base.text
    );
    let worth = |component: Component, amount: f64| {
        let to = world
            .value
            .current
            .clone()
            .with(component, world.value.current.amount(component) + amount);
        world.value.difference(&world.value.current, &to).ce
    };
    for price in &all {
        for equal in &price.equals {
            let gap = worth(equal.component, equal.amount) - price.worth;
            assert!(
                gap.abs() <= price.worth * 0.02,
                "{}: {}",
                price.text,
                equal.component
            );
        }
    }
}

#[test]
fn thresholds_meet_the_accept_if_and_opening_exceeds_it() {
    for seed in 0..30 {
        let world = world(100 + seed);
        let input = world.input();
        let employer = employer_for(&input, world.case.offer("acme").unwrap());
        let proposed = propose(
            &world.value,
            &employer,
            &world.knowledge,
            &[],
            None,
            &[],
            "plan.acme",
        );
        let (Some(opening), Some(target)) = (&proposed.opening, &proposed.target) else {
            continue;
        };
        assert!(opening.gain.ce >= target.gain.ce);
        let floor = -5_000.0 + 1_000.0 * (seed as f64);
        let accept = accept_if(
            &world.value,
            &employer,
            &world.knowledge,
            Some(floor),
            Some(&target.package),
            &[],
        );
        assert!(accept.gain >= floor);
        for threshold in &accept.alone {
            let package = world
                .value
                .current
                .clone()
                .with(threshold.component, threshold.at_least);
            let gain = world.value.difference(&world.value.current, &package).ce;
            assert!(
                gain >= accept.gain * 0.99 - 1.0,
                "{threshold:?} {gain} {}",
                accept.gain
            );
        }
        for given in &accept.given {
            let package = world
                .value
                .current
                .clone()
                .with(given.given, given.given_amount)
                .with(given.then.component, given.then.at_least);
            let gain = world.value.difference(&world.value.current, &package).ce;
            assert!(
                gain >= accept.gain * 0.98 - 1.0,
                "{given:?} {gain} {}",
                accept.gain
            );
        }
        let orientation = orientation(&world.value, &employer, &world.knowledge, Some(floor), &[]);
        if let Some(nash) = orientation.nash {
            assert!(nash.owner_surplus > 0.0 && nash.employer_surplus >= 0.0);
        }
    }
}

#[test]
fn a_package_without_figures_is_no_trouble() {
    let mut world = World::of(sample(), "acme");
    world.value = worth_of(&Package::new(Currency::USD));
    let input = world.input();
    let employer = employer_for(&input, world.case.offer("acme").unwrap());
    let set = meso(&world.value, &employer, &world.knowledge, 1_000.0, &[]);
    assert!(set.packages.is_empty());
    assert!(prices(&world.value, &employer, &world.knowledge).len() <= 1);
}
