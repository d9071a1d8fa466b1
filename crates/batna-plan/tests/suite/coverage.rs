//! Against simulated employers the model never met, its 80% intervals for their limits
//! cover 75-85%, before any answer and after one, two and three.

use batna_core::Currency;
use batna_plan::component::{Component, Package};
use batna_plan::employer::{
    Answer, Employer, EmployerCost, EquityPrice, Known, Limit, PayrollBasis,
};

use crate::fixture::{AS_OF, Stream, band, knowledge};

fn model(offered: &Package, posted: Option<(f64, f64)>) -> Employer {
    let market = [band()];
    Employer::new(
        Known {
            offered,
            posted,
            market: &market,
            day: AS_OF,
        },
        &knowledge(),
        EmployerCost {
            horizon_years: 4.0,
            payroll: vec![],
            payroll_basis: PayrollBasis::Unknown,
            matched: 0.0,
            equity: EquityPrice {
                share: None,
                company: None,
            },
        },
    )
}

/// A limit drawn between the points of the model's own prior.
fn draw(limit: &Limit, stream: &mut Stream) -> f64 {
    let mut left = stream.unit();
    let points = limit.distribution();
    for pair in points.windows(2) {
        left -= pair[0].1;
        if left <= 0.0 {
            // The first point is the offer itself; the others stand for their surroundings.
            let first = pair[0].0 <= limit.offered();
            let width = pair[1].0 - pair[0].0;
            return if first {
                pair[0].0
            } else {
                pair[0].0 + (stream.unit() - 0.5) * width
            };
        }
    }
    points.last().map_or(0.0, |point| point.0)
}

/// An answer by the rules of `Answer`, from an employer with this limit and toughness.
fn reply(limit: f64, tough: f64, standing: f64, ask: f64, stream: &mut Stream) -> Answer {
    let room = limit.min(ask) - standing;
    if room <= 0.0 || stream.unit() < tough {
        return Answer::Refused { standing, ask };
    }
    if limit >= ask && stream.unit() < 0.5 {
        return Answer::Accepted { ask };
    }
    let share = stream.unit().max(1e-6);
    Answer::Countered {
        standing,
        ask,
        to: standing + room * share,
    }
}

/// Toughness by rejection from the piecewise density of the data file.
fn toughness(stream: &mut Stream) -> f64 {
    let density = &knowledge().employer.toughness;
    loop {
        let at = stream.unit() * density.highest();
        if stream.unit() <= density.at(at) {
            return at;
        }
    }
}

#[test]
fn intervals_cover_what_they_say() {
    let offered = Package::new(Currency::USD)
        .with(Component::Base, 205_000.0)
        .with(Component::EquityAmount, 200_000.0);
    for (component, posted) in [
        (Component::Base, Some((180_000.0, 230_000.0))),
        (Component::Base, None),
        (Component::EquityAmount, None),
        (Component::Signing, None),
    ] {
        let prior = model(&offered, posted);
        let prior = &prior.limits[&component];
        let mut covered = [0_u32; 4];
        let seeds = 700;
        for seed in 0..seeds {
            let mut stream = Stream(0x51ed + 7919 * seed);
            let limit = draw(prior, &mut stream);
            let tough = toughness(&mut stream);
            let mut belief = prior.clone();
            let mut standing = prior.offered();
            for (round, covered) in covered.iter_mut().enumerate() {
                if round > 0 {
                    let ask = standing.max(1_000.0) * (1.03 + 0.2 * stream.unit())
                        + if component == Component::Signing {
                            10_000.0
                        } else {
                            0.0
                        };
                    let answer = reply(limit, tough, standing, ask, &mut stream);
                    if let Answer::Countered { to, .. } = answer {
                        standing = to;
                    }
                    if let Answer::Accepted { ask } = answer {
                        standing = ask;
                    }
                    belief.update(answer);
                }
                let (low, high) = belief.interval(0.8);
                // Half a grid step belongs to each end.
                let grid = belief.distribution();
                let half = (grid[2].0 - grid[1].0) / 2.0;
                let inside = limit >= low - half && limit <= high + half;
                *covered += u32::from(inside);
            }
        }
        for (round, covered) in covered.into_iter().enumerate() {
            let share = f64::from(covered) / seeds as f64;
            assert!(
                (0.75..=0.85).contains(&share),
                "{component} posted {posted:?} after {round} answers: {share}"
            );
        }
    }
}

#[test]
fn a_refusal_lowers_the_limit_and_a_counter_shows_it() {
    let offered = Package::new(Currency::USD).with(Component::Base, 205_000.0);
    let prior = model(&offered, Some((180_000.0, 230_000.0)));
    let before = prior.limits[&Component::Base].chance(220_000.0);
    let mut refused = prior.clone();
    refused.hear(
        Component::Base,
        Answer::Refused {
            standing: 205_000.0,
            ask: 225_000.0,
        },
    );
    let after = refused.limits[&Component::Base].chance(220_000.0);
    assert!(after < before * 0.8, "{before} -> {after}");
    let mut countered = prior.clone();
    countered.hear(
        Component::Base,
        Answer::Countered {
            standing: 205_000.0,
            ask: 225_000.0,
            to: 214_000.0,
        },
    );
    let limit = &countered.limits[&Component::Base];
    assert!((limit.chance(213_000.0) - 1.0).abs() < 1e-9);
    assert!(limit.chance(230_000.0) < prior.limits[&Component::Base].chance(230_000.0));
}

#[test]
fn what_they_agreed_to_is_possible_whatever_was_thought() {
    let offered = Package::new(Currency::USD).with(Component::Base, 205_000.0);
    let mut employer = model(&offered, None);
    employer.hear(Component::Base, Answer::Accepted { ask: 900_000.0 });
    let limit = &employer.limits[&Component::Base];
    assert_eq!(limit.chance(900_000.0), 1.0);
    assert!(limit.view().surprised);
}

/// Employers that answer by other rules than the model's: they meet asks more or less
/// often, counter higher or lower, and are of one toughness. The intervals still hold most
/// limits, if not as many as they say.
#[test]
fn intervals_hold_up_against_other_employers() {
    let offered = Package::new(Currency::USD).with(Component::Base, 205_000.0);
    let prior = model(&offered, Some((180_000.0, 230_000.0)));
    let prior = &prior.limits[&Component::Base];
    // `lean` below one leans toward what they could do, above one toward what they offered.
    for (meets, tough, lean) in [
        (0.2, 0.15, 0.5),
        (0.8, 0.3, 0.5),
        (0.5, 0.5, 1.0),
        (0.3, 0.2, 1.5),
    ] {
        let seeds = 600;
        let mut covered = 0_u32;
        for seed in 0..seeds {
            let mut stream = Stream(0xc0de + 104_729 * seed);
            let limit = draw(prior, &mut stream);
            let mut belief = prior.clone();
            let mut standing = prior.offered();
            for _ in 0..2 {
                let ask = standing * (1.04 + 0.1 * stream.unit());
                let room = limit.min(ask) - standing;
                let answer = if room <= 0.0 || stream.unit() < tough {
                    Answer::Refused { standing, ask }
                } else if limit >= ask && stream.unit() < meets {
                    Answer::Accepted { ask }
                } else {
                    let to = standing + room * stream.unit().powf(lean).max(1e-6);
                    Answer::Countered { standing, ask, to }
                };
                if let Answer::Countered { to, .. } | Answer::Accepted { ask: to } = answer {
                    standing = to;
                }
                belief.update(answer);
            }
            let (low, high) = belief.interval(0.8);
            covered += u32::from(limit >= low - 200.0 && limit <= high + 200.0);
        }
        let share = f64::from(covered) / seeds as f64;
        println!("meets {meets}, tough {tough}, lean {lean}: {share}");
        assert!(
            (0.65..=0.92).contains(&share),
            "meets {meets}, tough {tough}: {share}"
        );
    }
}
