//! Sides that move at random: whether one does, and what it would take.
//!
//! Such a side offers any deal above a floor of its own, and asks each time anew for anything
//! between that floor and its best: one offer shows little. Guesses at its wants
//! ([`super::guess`]) are weighed by its offers (a guess that puts one below the floor is all but
//! out, and one that leaves fewer deals above it foretold the offer better) and by the bids it
//! turned down. What it would take is the weighed mean, so that a refusal makes the like of a bid
//! less promising and the unlike more (weighed hypotheses: Hindriks and Tykhonov 2008).
//!
//! Whether it moves so is read from the same guesses: how much better the offers agree with a
//! level that each guess has followed so far than with draws among all deals (a Bayes factor).
//! Leaves out: what a side demands whose demand falls with time, which [`super::concession`] reads.

use super::domain::Deal;
use super::guess::{Draws, Guess};

/// Guesses that are weighed.
const GUESSES: u32 = 1_000;
/// Floors that are held possible, as shares of their best deal.
const FLOORS: (f64, f64) = (0.05, 0.55);
/// Floors beside known utilities.
const KNOWN_FLOORS: u32 = 20;
/// Chance of an offer below the floor: the side may err, and so may the guess.
const SLIP: f64 = 0.03;
/// A side that offers fewer of all deals than this does not move at random.
const FEWEST: f64 = 0.25;
/// Offers that weigh as much as if one guess were the truth.
const TEMPER: f64 = 60.0;

/// Where a side that concedes opens, and how far from its level an offer lies.
const OPENING: f64 = 0.95;
const OPENING_SCATTER: f64 = 0.12;
const SCATTER: f64 = 0.1;
/// How far the level follows each offer.
const FOLLOWS: f64 = 0.7;
/// No single offer speaks louder than this against a level, in log likelihood.
const MOST_AGAINST: f64 = 8.0;
/// Log odds, before any offer, that a side concedes rather than moves at random.
const STEADY_ODDS: f64 = 2.0;
/// The guesses are too few for the factor to be taken at its word.
const FACTOR_TEMPER: f64 = 0.5;

/// A guess with the log likelihoods of what was seen, by what the side is taken to do.
#[derive(Clone, Debug)]
struct Weighed {
    guess: Guess,
    /// Logarithm of the share of all deals above the floor.
    above: f64,
    /// Of offers and refusals at random.
    random: f64,
    /// Of the offers alone: at random, and at the level followed.
    offers_random: f64,
    offers_steady: f64,
    level: f64,
}

/// Guesses at one side, and what was seen of it.
#[derive(Clone, Debug)]
pub struct Wandering {
    all: Vec<Weighed>,
    offers: u32,
}

impl Wandering {
    /// Nothing seen yet. `own` is the owner's utility by issue and value.
    pub fn unseen(own: &[Vec<f64>]) -> Wandering {
        let mut draws = Draws::new(0x5EED);
        let (low, high) = FLOORS;
        Wandering::of((0..GUESSES).map(|_| {
            let floor = low + (high - low) * draws.unit();
            Guess::draw(own, floor, &mut draws)
        }))
    }

    /// Their utilities are known, from 0 to 1; only the floor is not.
    pub fn known(theirs: &[Vec<f64>]) -> Wandering {
        let (low, high) = FLOORS;
        Wandering::of((0..KNOWN_FLOORS).map(|at| {
            let part = (f64::from(at) + 0.5) / f64::from(KNOWN_FLOORS);
            Guess::new(theirs.to_vec(), low + (high - low) * part)
        }))
    }

    fn of(guesses: impl Iterator<Item = Guess>) -> Wandering {
        let all = guesses
            .map(|guess| {
                // A sum over issues is nearly normal, and that nearly logistic.
                let deviations = (guess.mean - guess.floor) / guess.deviation;
                let share = 1.0 / (1.0 + (-1.7 * deviations).exp());
                Weighed {
                    guess,
                    above: share.max(FEWEST).ln(),
                    random: 0.0,
                    offers_random: 0.0,
                    offers_steady: 0.0,
                    level: OPENING,
                }
            })
            .collect();
        Wandering { all, offers: 0 }
    }

    /// They offered this.
    pub fn offered(&mut self, deal: &Deal) {
        let scatter = if self.offers == 0 {
            OPENING_SCATTER
        } else {
            SCATTER
        };
        self.offers += 1;
        for one in &mut self.all {
            let worth = one.guess.of(deal);
            let above = if worth >= one.guess.floor - 1e-9 {
                (1.0 - SLIP).ln() - one.above
            } else {
                SLIP.ln()
            };
            one.random += above;
            // Both as densities of the worth: the deals of one worth are equally likely either way.
            one.offers_random += above + log_normal(worth, one.guess.mean, one.guess.deviation);
            one.offers_steady += log_normal(worth, one.level, scatter);
            one.level += FOLLOWS * (worth - one.level);
        }
    }

    /// They turned this down.
    pub fn refused(&mut self, deal: &Deal) {
        for one in &mut self.all {
            one.random += (1.0 - one.taken(deal)).max(SLIP).ln();
        }
    }

    /// Chance that they concede rather than move at random.
    pub fn steadiness(&self) -> f64 {
        let factor = log_sum(self.all.iter().map(|one| one.offers_steady))
            - log_sum(self.all.iter().map(|one| one.offers_random));
        1.0 / (1.0 + (-(STEADY_ODDS + FACTOR_TEMPER * factor)).exp())
    }

    /// What they would take, if they move at random.
    pub fn takes(&self) -> Takes<'_> {
        let temper = 1.0 / (1.0 + f64::from(self.offers) / TEMPER);
        let most = greatest(self.all.iter().map(|one| one.random));
        let mut likely: Vec<(f64, &Weighed)> = self
            .all
            .iter()
            .map(|one| (((one.random - most) * temper).exp(), one))
            .filter(|(weight, _)| *weight > 1e-3)
            .collect();
        let all: f64 = likely.iter().map(|(weight, _)| weight).sum();
        for (weight, _) in &mut likely {
            *weight /= all;
        }
        Takes { likely }
    }
}

impl Weighed {
    /// They ask for anything from the floor up.
    fn taken(&self, deal: &Deal) -> f64 {
        let floor = self.guess.floor;
        ((self.guess.of(deal) - floor) / (1.0 - floor)).clamp(0.0, 1.0)
    }
}

/// The likelier guesses, with weights that sum to one.
pub struct Takes<'a> {
    likely: Vec<(f64, &'a Weighed)>,
}

impl Takes<'_> {
    /// Chance that they take this deal when it is next bid.
    pub fn chance(&self, deal: &Deal) -> f64 {
        self.likely
            .iter()
            .map(|(weight, one)| weight * one.taken(deal))
            .sum()
    }

    /// Mean worth to them by issue and value.
    pub fn worth(&self) -> Vec<Vec<f64>> {
        let mut mean: Vec<Vec<f64>> = self.likely.first().map_or_else(Vec::new, |(_, one)| {
            let worths = one.guess.worth.iter();
            worths.map(|worths| vec![0.0; worths.len()]).collect()
        });
        for (weight, one) in &self.likely {
            let worths = one.guess.worth.iter().flatten();
            for (mean, worth) in mean.iter_mut().flatten().zip(worths) {
                *mean += weight * worth;
            }
        }
        mean
    }
}

/// But for a constant.
fn log_normal(at: f64, mean: f64, deviation: f64) -> f64 {
    let off = (at - mean) / deviation;
    -(0.5 * off * off).min(MOST_AGAINST) - deviation.ln()
}

fn greatest(numbers: impl Iterator<Item = f64>) -> f64 {
    numbers.fold(f64::NEG_INFINITY, f64::max)
}

fn log_sum(logs: impl Iterator<Item = f64> + Clone) -> f64 {
    let most = greatest(logs.clone());
    most + logs.map(|log| (log - most).exp()).sum::<f64>().ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own() -> Vec<Vec<f64>> {
        vec![
            vec![0.0, 1.0, 2.0, 3.0, 4.0],
            vec![0.0, 1.0, 2.0],
            vec![0.0, 0.5, 1.0, 1.5],
        ]
    }

    fn deal(values: [usize; 3]) -> Deal {
        Deal(values.to_vec())
    }

    #[test]
    fn one_that_repeats_its_best_is_steady_and_one_that_jumps_is_not() {
        let mut firm = Wandering::unseen(&own());
        let mut random = firm.clone();
        for round in 0..6 {
            firm.offered(&deal([0, 0, round / 5]));
        }
        for jumps in [
            [2, 1, 3],
            [0, 2, 1],
            [3, 0, 0],
            [1, 2, 3],
            [4, 0, 2],
            [0, 1, 3],
        ] {
            random.offered(&deal(jumps));
        }
        assert!(firm.steadiness() > 0.9, "{}", firm.steadiness());
        assert!(random.steadiness() < 0.5, "{}", random.steadiness());
    }

    #[test]
    fn a_refusal_makes_the_like_less_promising() {
        let mut wandering = Wandering::unseen(&own());
        let bid = deal([3, 2, 1]);
        let unlike = deal([1, 0, 1]);
        let before = [&bid, &unlike].map(|one| wandering.takes().chance(one));
        for _ in 0..4 {
            wandering.refused(&bid);
        }
        let after = [&bid, &unlike].map(|one| wandering.takes().chance(one));
        assert!(after[0] < 0.8 * before[0], "{before:?} {after:?}");
        assert!(after[1] > 0.9 * before[1], "{before:?} {after:?}");
    }
}
