//! Guesses at what another side wants, drawn before anything is heard.
//!
//! Interests are mostly opposed to the owner's; issues weigh about what they weigh to the owner,
//! within a factor; the steps between values may be worth more at one end than at the other. The
//! same guesses are drawn on every machine. Leaves out: what was seen, which
//! [`super::wandering`] weighs them by.

use super::domain::Deal;
use super::model::{bounds, weights};

/// Chance that both sides want the same of an issue.
const SHARED: f64 = 0.15;
/// How far weights of issues stray from the expected ones, as a factor either way.
const STRAY: f64 = 2.5;
/// How far the worth of the steps bends, as an exponent either way.
const BEND: f64 = 2.0;

/// Worth of each value of each issue to them, the best deal being 1, and a floor.
#[derive(Clone, Debug)]
pub struct Guess {
    pub worth: Vec<Vec<f64>>,
    /// The least that they ask for, as a share of their best deal.
    pub floor: f64,
    /// Mean and deviation of the worth of all deals.
    pub mean: f64,
    pub deviation: f64,
}

impl Guess {
    pub fn new(worth: Vec<Vec<f64>>, floor: f64) -> Guess {
        let (mut mean, mut variance) = (0.0, 0.0);
        for worths in &worth {
            let count = worths.len().max(1) as f64;
            let middle = worths.iter().sum::<f64>() / count;
            mean += middle;
            variance += worths
                .iter()
                .map(|worth| (worth - middle).powi(2))
                .sum::<f64>()
                / count;
        }
        Guess {
            worth,
            floor,
            mean,
            deviation: variance.sqrt().max(1e-3),
        }
    }

    /// One of many: `own` is the owner's utility by issue and value.
    pub fn draw(own: &[Vec<f64>], floor: f64, draws: &mut Draws) -> Guess {
        let either_way = |most: f64, draws: &mut Draws| most.powf(2.0 * draws.unit() - 1.0);
        let mut worth: Vec<Vec<f64>> = own
            .iter()
            .zip(weights(own))
            .map(|(worths, weight)| {
                let weight = weight * either_way(STRAY, draws);
                let bend = either_way(BEND, draws);
                let shared = draws.unit() < SHARED;
                ranks(worths)
                    .into_iter()
                    .map(|rank| weight * if shared { rank } else { 1.0 - rank }.powf(bend))
                    .collect()
            })
            .collect();
        let best: f64 = worth.iter().map(|worths| bounds(worths).1).sum();
        for worth in worth.iter_mut().flatten() {
            *worth /= best.max(f64::MIN_POSITIVE);
        }
        Guess::new(worth, floor)
    }

    pub fn of(&self, deal: &Deal) -> f64 {
        self.worth
            .iter()
            .zip(&deal.0)
            .filter_map(|(worths, value)| worths.get(*value))
            .sum()
    }
}

/// Place of each value in the owner's liking, worst 0 to best 1; equals by their place in the
/// list.
fn ranks(worths: &[f64]) -> Vec<f64> {
    let mut order: Vec<(f64, usize)> = worths.iter().copied().zip(0..).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let last = worths.len().saturating_sub(1).max(1) as f64;
    let mut ranks = vec![0.0; worths.len()];
    for (place, (_, at)) in order.into_iter().enumerate() {
        if let Some(rank) = ranks.get_mut(at) {
            *rank = place as f64 / last;
        }
    }
    ranks
}

/// A counter-based generator (SplitMix64).
#[derive(Clone, Debug)]
pub struct Draws(u64);

impl Draws {
    pub fn new(seed: u64) -> Draws {
        Draws(seed)
    }

    /// Even on [0, 1).
    pub fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^= z >> 31;
        (z >> 11) as f64 / (1_u64 << 53) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guess_runs_to_one_and_mostly_opposes_the_owner() {
        let own = vec![vec![0.0, 3.0, 6.0], vec![1.0, 0.0]];
        let mut draws = Draws::new(1);
        let mut opposed = 0;
        for _ in 0..200 {
            let guess = Guess::draw(&own, 0.3, &mut draws);
            let best: f64 = guess.worth.iter().map(|worths| bounds(worths).1).sum();
            assert!((best - 1.0).abs() < 1e-9);
            opposed += u32::from(guess.of(&Deal(vec![0, 1])) > guess.of(&Deal(vec![2, 0])));
        }
        assert!(opposed > 150, "{opposed} of 200");
        assert_eq!(ranks(&[5.0, 5.0, 1.0]), vec![0.5, 1.0, 0.0]);
    }
}
